/** How the node and the gateway do: rates, latencies, lag, journal, snapshot. Asked every two seconds while it is looked at. */
import { request } from './api.js';
import { count, Drawn, el, span, words } from './format.js';

const EVERY_MS = 2_000;

export class OperationsView {
  #host;
  #feed;
  #drawn = new Drawn();
  #timer = 0;
  #before = null;
  #asking = false;

  constructor(host, feed) {
    this.#host = host;
    this.#feed = feed;
  }

  open() {
    this.close();
    this.#ask();
    this.#timer = setInterval(() => this.#ask(), EVERY_MS);
  }

  close() {
    clearInterval(this.#timer);
    this.#before = null;
  }

  async #ask() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      const told = await request('GET', '/operations');
      told.heard_ms = performance.now();
      this.#show(told);
      this.#before = told;
    } catch (error) {
      this.#draw([el('p', { class: 'notice', role: 'alert', textContent: `No figures: ${error.message} It is tried again every ${EVERY_MS / 1000} s.` })], error.message);
    } finally {
      this.#asking = false;
    }
  }

  #draw(children, shows) {
    this.#drawn.part('all', shows, () => this.#host.replaceChildren(el('h2', { textContent: 'Operations' }), ...children));
  }

  #show(told) {
    const { node, gateway } = told;
    const before = this.#before;
    const seconds = before ? (told.heard_ms - before.heard_ms) / 1000 : 0;
    const rate = (now, then) => (seconds && typeof now === 'number' && typeof then === 'number' ? `${count(Math.max(0, now - then) / seconds)} / s` : '…');
    const cards = node
      ? [this.#traffic(node, before?.node, rate), this.#lag(node, gateway), latency(node), this.#durability(node), parts(node)]
      : [el('p', { class: 'notice', role: 'status', textContent: `The node is not reachable from this gateway. ${told.node_problem} Figures of the gateway are here all the same.` })];
    cards.push(this.#gateway(gateway, before?.gateway, rate));
    this.#draw([el('div', { class: 'figures-grid' }, ...cards)], [told.node, told.gateway, seconds]);
  }

  #traffic(node, before, rate) {
    return card('Rates', [
      ['Signals', `${rate(node.signals, before?.signals)} · ${count(node.signals)} in all`],
      ['Decisions', `${rate(node.decisions, before?.decisions)} · ${count(node.decisions)} in all`],
      ['Scores', `${rate(node.scores, before?.scores)} · ${count(node.scores)} in all`],
      ['Sessions', `${count(node.sessions)} of ${count(node.sessions_max)}`],
      ['Waiting for a person', count(node.approvals_pending)],
      ['Anomalies since start', counts(node.anomalies_since_start)],
      ['Decisions since start', counts(node.interventions_since_start)],
      ['Dead letters', count(node.dead_letters)],
    ]);
  }

  #lag(node, gateway) {
    const used = node.ring_size - node.ring_free_slots;
    return card('Lag', [
      ['Engine behind the clock', `${count(node.source?.lag_ms)} ms`],
      ['Ring', `${count(used)} of ${count(node.ring_size)} slots in use`],
      ['Publisher behind the engine', `${count(node.decisions - (node.publisher?.decisions_seq ?? 0))} records`],
      ['This gateway behind the publisher', `${count(Math.max(0, (node.publisher?.decisions_seq ?? 0) - gateway.decisions_read))} records`],
      ['Database behind the engine', node.database ? `${count(node.database.lag_events)} records` : 'no database'],
      ['Shadow behind the engine', node.shadow ? `${count(node.shadow.lag_signals)} signals` : 'no shadow'],
    ]);
  }

  #durability(node) {
    const shadow = node.shadow;
    const at = shadow?.snapshot_at ? Date.parse(shadow.snapshot_at) : NaN;
    const now = Date.parse(node.started_at) + (node.uptime_seconds ?? 0) * 1000;
    return card('Journal and snapshot', [
      ['Node', `${words(node.phase)} for ${span((node.uptime_seconds ?? 0) * 1000)}${node.paused ? ', paused' : ''}`],
      ['Engine', `${node.engine ?? '–'} · version ${node.version}`],
      ['Sequence', count(node.sequence)],
      ['Last recovery', node.recovery ? `${count(node.recovery.signals_replayed)} signals replayed in ${count(node.recovery.elapsed_ms)} ms` : '–'],
      ['Snapshot', Number.isNaN(at) ? 'none since the start' : `${span(now - at)} old, ${count(shadow.snapshot_bytes / 1024)} KiB`],
      ['Shadow', shadow?.divergence ? `DIFFERS: ${shadow.divergence}` : `${count(shadow?.comparisons)} comparisons, no difference`],
    ]);
  }

  #gateway(gateway, before, rate) {
    const m = gateway.metrics;
    const was = before?.metrics ?? {};
    const of = (name) => rate(m[name], was[name]);
    return card('This gateway', [
      ['Redis', gateway.redis_connected ? 'connected' : 'not connected'],
      ['Feed', gateway.live ? 'caught up' : 'catching up'],
      ['Requests', of('conductor_gateway_requests_total')],
      ['Signals taken', of('conductor_ingest_events_total')],
      ['Signals under way', count(m.conductor_ingest_waiting)],
      ['Followers of the stream', count(m.conductor_sse_clients)],
      ['Heard by this page', `${count(this.#feed.heard)} records, ${count(this.#feed.repeated)} repeated, ${count(this.#feed.missed)} missed`],
    ]);
  }
}

function counts(map) {
  const entries = Object.entries(map ?? {}).filter(([, value]) => typeof value === 'number');
  return entries.length ? entries.map(([name, value]) => `${words(name)} ${count(value)}`).join(', ') : 'none';
}

function latency(node) {
  const rows = Object.entries(node.latency ?? {}).map(([name, figures]) => el('tr', {},
    el('td', { textContent: words(name).replace(' duration', '').replace(' latency', '') }),
    ...['p50_us', 'p99_us', 'max_us'].map((figure) => el('td', { class: 'number', textContent: figures.count ? micros(figures[figure]) : '–' }))));
  return el('section', { class: 'card' }, el('h3', { textContent: 'Latency of the last 10 s' }),
    el('table', {}, el('thead', {}, el('tr', {}, ...['', 'half', '99 %', 'most'].map((text) => el('th', { scope: 'col', textContent: text })))), el('tbody', {}, ...rows)));
}

const micros = (us) => (us < 1000 ? `${us.toFixed(0)} µs` : `${(us / 1000).toFixed(1)} ms`);

function parts(node) {
  const all = Object.entries(node.components ?? {}).filter(([, part]) => part && typeof part === 'object');
  return el('section', { class: 'card' }, el('h3', { textContent: 'Parts of the node' }), el('ul', { class: 'parts' }, ...all.map(([name, part]) =>
    el('li', { 'data-state': part.state }, el('strong', { textContent: words(name) }), ` ${part.state}`, part.reason ? el('span', { class: 'muted', textContent: ` ${part.reason}` }) : ''))));
}

export function card(title, rows) {
  return el('section', { class: 'card' }, el('h3', { textContent: title }),
    el('dl', {}, ...rows.flatMap(([name, value]) => [el('dt', { textContent: name }), el('dd', { textContent: value })])));
}
