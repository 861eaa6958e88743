/** What is known of one session, kept up to date by records. The same course as the gateway's own picture of it. */
const DECISION_MEMBERS = [
  'state', 'code', 'intervention_type', 'severity', 'reasoning', 'expires_at', 'preview', 'explanation', 'intervention_id', 'content',
  'content_method', 'result', 'error', 'actor', 'reason',
];
const POINTS = 60;
const DECISIONS = 20;
const MARKS = 40;

export class Session {
  #meanwhile = null;
  #asking = 0;

  constructor(summary) {
    this.points = [];
    this.decisions = [];
    this.marks = [];
    this.whole = false;
    /** Rises with every change, so that nothing is drawn anew for nothing. */
    this.version = 0;
    this.take(summary);
  }

  /** A whole one is asked for: what comes until it is there may be newer than that. The number tells one asking from the next. */
  asked() {
    this.#meanwhile ??= [];
    return ++this.#asking;
  }

  /** Whether nothing was asked for after this. */
  awaits(asking) {
    return asking === this.#asking;
  }

  /** What was asked for does not come. */
  gaveUp() {
    this.#meanwhile = null;
  }

  /** Takes over what the gateway says; a whole one has points and decisions. */
  take(state) {
    this.version++;
    Object.assign(this, state);
    if (state.points) {
      this.whole = true;
      this.marks = [];
      for (const decision of state.decisions) {
        const anomaly = decision.explanation?.anomaly;
        if (anomaly) {
          this.#mark({ at: decision.proposed_at, kind: 'anomaly', text: anomaly.class, id: anomaly.id });
        }
        this.#markDecision(decision, decision.proposed_at);
      }
      if (state.anomaly && typeof state.anomaly === 'object') {
        this.#markAnomaly(state.anomaly);
      }
      const meanwhile = this.#meanwhile ?? [];
      this.#meanwhile = null;
      meanwhile.forEach((record) => this.apply(record));
    }
  }

  /** What a record changes. */
  apply(record) {
    this.version++;
    this.#meanwhile?.push(record);
    this.last_at = record.at;
    if (record.event_id) {
      this.event_id = record.event_id;
    }
    switch (record.type) {
      case 'SESSION_OPENED':
        this.opened_at = record.at;
        break;
      case 'SCORE':
        this.#score(record);
        break;
      case 'STATUS':
        this.status = record.status;
        this.decision_id = record.decision_id;
        this.expires_at = record.expires_at;
        break;
      case 'ANOMALY':
        this.anomaly = record;
        this.#markAnomaly(record);
        break;
      case 'MODE':
        this.mode = record.values.mode;
        this.mode_source = record.values.source;
        break;
      case 'DECISION':
        this.#decision(record);
        break;
      case 'REWARD':
        this.#reward(record);
        break;
      default:
    }
  }

  #score(record) {
    this.score = record.score;
    this.category = record.category;
    this.signals = record.signals;
    this.components = record.components;
    if (!(record.at <= this.points.at(-1)?.at)) {
      this.points.push({ at: record.at, score: record.score });
    }
    this.points.splice(0, Math.max(0, this.points.length - POINTS));
    const before = this.points[this.points.length - 7];
    this.trend = before ? record.score - before.score : this.trend;
    const anomaly = this.anomaly;
    if (anomaly && this.status === 'MONITORING' && typeof anomaly === 'object'
        && record.score >= (anomaly.currentEngagement + anomaly.expectedEngagement) / 2) {
      this.anomaly = null;
    }
  }

  #decision(record) {
    const at = this.decisions.findIndex((one) => one.decision_id === record.decision_id);
    const known = at < 0 ? { decision_id: record.decision_id, proposed_at: record.at } : this.decisions.splice(at, 1)[0];
    const decision = { ...known, at: record.at, code: record.code };
    for (const name of DECISION_MEMBERS) {
      if (record[name] !== undefined && record[name] !== null) {
        decision[name] = record[name];
      }
    }
    if (this.mode_source !== 'SESSION' && record.explanation?.mode) {
      this.mode = record.explanation.mode;
    }
    this.decisions.unshift(decision);
    this.decisions.splice(DECISIONS);
    this.#markDecision(record, record.at);
  }

  #reward(record) {
    const decision = this.decisions.find((one) => one.decision_id === record.decision_id);
    if (decision) {
      Object.assign(decision, { reward: record.reward, delta: record.delta, group: record.group, overlap: record.overlap, learned: record.learned });
    }
  }

  #markAnomaly(record) {
    this.#mark({ at: record.at, kind: 'anomaly', text: record.class, id: record.anomaly_id });
  }

  #markDecision(decision, at) {
    if (['PUBLISHED', 'EXECUTED', 'MEASURED'].includes(decision.state)) {
      this.#mark({ at, kind: 'intervention', text: decision.intervention_type, id: decision.decision_id });
    }
  }

  #mark(mark) {
    if (!this.marks.some((one) => one.id === mark.id)) {
      this.marks.push(mark);
      this.marks.splice(0, Math.max(0, this.marks.length - MARKS));
    }
  }

  /** The decision that waits for a person, or undefined. */
  get proposal() {
    return this.decisions.find((one) => one.state === 'PROPOSED');
  }
}

/** Which session needs a look most: one that waits for a person, then one with an anomaly, then by its score. */
export function byNeed(a, b) {
  return rank(a) - rank(b) || (a.score ?? 2) - (b.score ?? 2) || (a.session_id < b.session_id ? -1 : 1);
}

function rank(session) {
  switch (session.status) {
    case 'WAITING_APPROVAL': return 0;
    case 'ANOMALY_DETECTED': return 1;
    case 'INTERVENING':
    case 'LEARNING': return 2;
    default: return session.anomaly ? 3 : 4;
  }
}
