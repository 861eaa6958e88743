/**
 * The event stream: connects, connects again, and tells what comes. Events: `reset` (a whole state), `record` (one record of the
 * engine), `state` ('connecting', 'live', 'gone', 'unauthorised'). The browser sends the id of the last event along when it comes back,
 * so nothing is missed.
 */
const TYPES = [
  'SESSION_OPENED', 'SESSION_CLOSED', 'EVENT_RESOLVED', 'SCORE', 'MODE', 'PAUSED', 'RESUMED', 'SOURCE_SUSPECT', 'ANOMALY',
  'ANOMALY_COOLED', 'DECISION', 'ESCALATION', 'REWARD', 'STATUS', 'NOTIFICATION', 'SETTINGS', 'SUMMARY', 'RESTORED',
  'POLL_DROPPED', 'COMMAND_RESULT', 'INPUT_REFUSED',
];
const SILENT_MS = 40_000;

export class Feed extends EventTarget {
  #source = null;
  #heardAt = 0;
  #timer = 0;
  #seen = { engine: '', decisions: 0, scores: 0 };
  #lastId = '';
  #retry = 0;
  /** Records that were heard, those that came once more, and decisions that never came (also those that the caller may not see). */
  heard = 0;
  repeated = 0;
  missed = 0;

  /** Engine time now, by the newest record: the browser's own clock is not asked. */
  now() {
    return this.#clock ? this.#clock.at + (performance.now() - this.#clock.heard) : NaN;
  }

  #clock = null;

  open() {
    this.close();
    this.#tell('connecting');
    const query = this.#lastId ? '?last_event_id=' + encodeURIComponent(this.#lastId) : '';
    this.#source = new EventSource('/api/v1/stream' + query);
    this.#source.addEventListener('reset', (event) => this.#reset(event));
    this.#source.addEventListener('alive', (event) => this.#alive(event));
    for (const type of TYPES) {
      this.#source.addEventListener(type, (event) => this.#record(event));
    }
    this.#source.onopen = () => {
      this.#heardAt = performance.now();
      this.#tell('live');
    };
    this.#source.onerror = () => this.#failed();
    this.#timer = setInterval(() => this.#look(), 5_000);
  }

  close() {
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #tell(state) {
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }

  #heard(event) {
    this.#heardAt = performance.now();
    this.#lastId = event.lastEventId || this.#lastId;
  }

  #alive(event) {
    this.#heard(event);
    this.#time(JSON.parse(event.data).now);
  }

  #time(at) {
    const ms = Date.parse(at);
    if (!Number.isNaN(ms) && !(ms < this.now())) {
      this.#clock = { at: ms, heard: performance.now() };
    }
  }

  #reset(event) {
    this.#heard(event);
    const [engine, decisions, scores] = event.lastEventId.split('-');
    this.#seen = { engine, decisions: Number(decisions), scores: Number(scores) };
    const state = JSON.parse(event.data);
    this.#clock = null;
    this.#time(state.now);
    this.dispatchEvent(new CustomEvent('reset', { detail: state }));
  }

  #record(event) {
    this.#heard(event);
    const record = JSON.parse(event.data);
    const numbering = record.type === 'SCORE' ? 'scores' : 'decisions';
    if (record.engine === this.#seen.engine && record.seq <= this.#seen[numbering]) {
      this.repeated++;
      return;
    }
    if (numbering === 'decisions' && record.engine === this.#seen.engine) {
      this.missed += record.seq - this.#seen.decisions - 1;
    }
    this.heard++;
    this.#seen[numbering] = record.seq;
    this.#time(record.at);
    this.dispatchEvent(new CustomEvent('record', { detail: record }));
  }

  /** The browser tries again by itself unless it was refused. */
  async #failed() {
    this.#tell('gone');
    if (this.#source?.readyState !== EventSource.CLOSED) {
      return;
    }
    this.close();
    const response = await fetch('/api/v1/me', { credentials: 'same-origin' }).catch(() => null);
    if (response && (response.status === 401 || response.status === 403)) {
      this.#tell('unauthorised');
    } else {
      this.#retry = setTimeout(() => this.open(), 2_000 + Math.random() * 2_000);
    }
  }

  #look() {
    if (performance.now() - this.#heardAt > SILENT_MS) {
      this.open();
    }
  }
}
