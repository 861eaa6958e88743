/**
 * One session as a custom element. Properties: `session` (a Session), `now` (a function that gives engine time in milliseconds), `live`
 * (whether the connection stands), `paused` (whether its event is), `loading` (whether sessions are still being fetched). Events: `approve`,
 * `reject`, `mode`, `pause`, each with what was asked for; see conductor.d.ts.
 */
import { Chart } from './chart.js';
import { explain, isAutomatic } from './explain.js';
import { save } from './export.js';
import { armIcon, armText, category, classText, clock, Drawn, el, level, modeText, percent, points, rarityText, span, stateText, statusText, words } from './format.js';
import { preview, Suggestion } from './suggestion.js';

const COMPONENTS = [['chat', 'Chat', 0.3], ['poll', 'Poll', 0.25], ['active', 'Active users', 0.25], ['reactions', 'Reactions', 0.1], ['leave', 'Leavers', 0.1]];
const WARNINGS = {
  SEMI_AUTO: 'The agent will act by itself where it is confident enough. Go on?',
  AUTO: 'The agent will act by itself, without asking anybody. Go on?',
};

export class EngagementDashboard extends HTMLElement {
  #session = null;
  #parts = {};
  #rows = new Map();
  #drawn = new Drawn();
  #suggestion = new Suggestion((what, decision) => this.#decide(what, decision));
  #chart = null;
  #timer = 0;
  #pending = new Set();
  #problem = '';
  #paused = false;
  #loading = false;
  now = () => Date.now();

  connectedCallback() {
    this.#timer = setInterval(() => this.#tick(), 500);
    this.#build();
    this.render();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#chart?.clear();
  }

  set session(session) {
    if (this.#session?.session_id !== session?.session_id) {
      this.#chart?.clear();
      this.#rows.clear();
      this.#parts.feed?.replaceChildren();
      this.#problem = '';
    }
    this.#session = session;
    this.render();
  }

  get session() {
    return this.#session;
  }

  set live(live) {
    this.classList.toggle('stale', !live);
  }

  get live() {
    return !this.classList.contains('stale');
  }

  set paused(paused) {
    this.#paused = paused;
    this.render();
  }

  get paused() {
    return this.#paused;
  }

  set loading(loading) {
    this.#loading = loading;
    this.render();
  }

  get loading() {
    return this.#loading;
  }

  /** An action was answered; a refusal is shown where it was asked for. */
  settled(id, problem = '') {
    this.#pending.delete(id);
    this.#problem = problem;
    this.render();
  }

  #build() {
    const parts = this.#parts;
    this.#drawn = new Drawn();
    this.#rows.clear();
    parts.title = el('h2');
    parts.status = el('span', { class: 'pill' });
    parts.ago = el('span', { class: 'muted' });
    parts.event = el('option', { value: '', textContent: 'As the event says' });
    parts.mode = el('select', { 'aria-label': 'Mode', onchange: () => this.#setMode() },
      parts.event, ...['MANUAL', 'SEMI_AUTO', 'AUTO'].map((value) => el('option', { value, textContent: modeText(value) })));
    parts.export = el('select', { 'aria-label': 'Export', onchange: () => this.#export() },
      el('option', { value: '', textContent: 'Export' }), el('option', { value: 'csv', textContent: 'CSV' }), el('option', { value: 'json', textContent: 'JSON' }));
    parts.pause = el('button', { type: 'button', class: 'danger', onclick: () => this.#pause() });
    parts.problem = el('p', { class: 'error', role: 'alert', hidden: true });
    parts.banner = el('section', { class: 'banner', role: 'status', hidden: true });
    parts.score = el('div', { class: 'score' });
    parts.category = el('span', { class: 'category' });
    parts.trend = el('span', { class: 'trend' });
    parts.bars = el('div', { class: 'bars' });
    parts.plot = el('div', { class: 'plot', role: 'img', 'aria-label': 'Newest scores of the session over time' });
    parts.tip = el('span', { class: 'muted' });
    parts.span = el('span', { class: 'muted' });
    parts.signals = el('div', { class: 'signals' });
    parts.feed = el('ol', { class: 'feed' });
    parts.nothing = el('p', { class: 'empty', textContent: 'Nothing yet: the agent watches.' });
    parts.none = el('p', { class: 'empty' });
    parts.ids = el('footer', { class: 'muted ids' });
    parts.body = el('div', { class: 'session' },
      el('header', { class: 'head' }, parts.title, parts.status, parts.ago, el('span', { class: 'space' }),
        el('label', { class: 'inline' }, 'Mode ', parts.mode), parts.export, parts.pause),
      parts.problem, this.#suggestion.box, parts.banner,
      el('div', { class: 'grid' },
        el('section', { class: 'card' }, el('h3', { textContent: 'Engagement' }),
          el('div', { class: 'big' }, parts.score, el('div', { class: 'beside' }, parts.category, parts.trend)), parts.bars),
        el('section', { class: 'card wide' }, el('h3', { textContent: 'Newest scores' }), parts.plot,
          el('div', { class: 'row' }, parts.span, el('span', { class: 'space' }), parts.tip),
          el('p', { class: 'muted legend', textContent: '! anomaly · ▲ intervention · dashed line at 30 %' }))),
      parts.signals,
      el('section', { class: 'card' }, el('h3', { textContent: 'What the agent did' }), parts.nothing, parts.feed),
      parts.ids);
    this.replaceChildren(parts.none, parts.body);
    this.#chart = new Chart(parts.plot, parts.tip);
  }

  render() {
    const session = this.#session;
    const parts = this.#parts;
    if (!parts.body) {
      return;
    }
    parts.body.hidden = !session;
    parts.none.hidden = Boolean(session);
    parts.none.textContent = this.#loading ? 'Loading the sessions …' : 'No session is chosen.';
    if (!session) {
      return;
    }
    this.#drawn.part('all', [session.session_id, session.version, this.#problem, this.#paused, [...this.#pending]], () => this.#draw(session));
    this.#tick();
  }

  #draw(session) {
    const parts = this.#parts;
    parts.title.textContent = session.session_id;
    parts.status.textContent = statusText(session.status);
    parts.status.dataset.status = session.status;
    this.#mode(session);
    parts.pause.textContent = this.#paused ? 'Resume event' : 'Pause event';
    parts.pause.hidden = !session.event_id || session.event_id === 'unknown';
    parts.problem.hidden = !this.#problem;
    parts.problem.textContent = this.#problem;
    parts.score.textContent = percent(session.score);
    parts.score.dataset.level = level(session.score);
    parts.category.textContent = category(session.score);
    parts.trend.textContent = this.#trend(session.trend);
    this.#drawn.part('bars', session.components, () => this.#bars(session.components));
    this.#drawn.part('signals', session.signals, () => this.#cards(session.signals));
    this.#drawn.part('banner', session.anomaly, () => this.#banner(session.anomaly));
    const proposal = session.proposal;
    this.#suggestion.show(proposal, proposal && this.#pending.has(proposal.decision_id), this.now());
    this.#history(session.decisions);
    if (session.points.length) {
      this.#chart.draw(session.points, session.marks);
    }
    parts.span.textContent = this.#covers(session.points);
    parts.ids.textContent = `Session ${session.session_id} · event ${session.event_id}`;
  }

  /** The list shows what holds; nothing is chosen for a session that follows its event. */
  #mode(session) {
    const parts = this.#parts;
    const own = session.mode_source === 'SESSION';
    parts.event.textContent = !own && session.mode ? `As event: ${modeText(session.mode)}` : 'As the event says';
    if (document.activeElement !== parts.mode) {
      parts.mode.value = own ? session.mode : '';
    }
  }

  #covers(all) {
    if (all.length < 2) {
      return 'The chart begins with the second score.';
    }
    const mean = all.reduce((sum, point) => sum + point.score, 0) / all.length;
    return `${all.length} points · ${span(Date.parse(all.at(-1).at) - Date.parse(all[0].at))} · average ${percent(mean)}`;
  }

  #trend(trend) {
    const change = Math.round(Math.abs(trend) * 100);
    return typeof trend !== 'number' ? '' : Math.abs(trend) < 0.01 ? '→ steady' : trend > 0 ? `↑ ${change} points` : `↓ ${change} points`;
  }

  #bars(components) {
    this.#parts.bars.replaceChildren(...COMPONENTS.map(([name, text, most]) => {
      const value = components?.[name] ?? 0;
      const bar = el('meter', { min: 0, max: most, value: Math.abs(value), 'aria-label': text });
      return el('div', { class: value < 0 ? 'component taken' : 'component' }, el('span', { textContent: text }), bar, el('span', { class: 'muted', textContent: String(Math.round(value * 100) || 0) }));
    }));
  }

  #cards(signals) {
    const s = signals || {};
    const cards = [
      ['Chat', (s.chat_msgs_per_min ?? 0) + ' / min'],
      ['Active', `${s.active_users ?? 0} of ${s.total_users ?? 0}`],
      ['Poll participation', percent(s.poll_participation ?? 0)],
      ['Reactions', (s.reactions_per_min ?? 0) + ' / min'],
      ['Leavers', String(s.leavers ?? 0)],
    ];
    this.#parts.signals.replaceChildren(...cards.map(([name, value]) =>
      el('div', { class: 'card signal' }, el('span', { class: 'muted', textContent: name }), el('strong', { textContent: value }))));
  }

  #banner(anomaly) {
    const banner = this.#parts.banner;
    banner.hidden = !anomaly || typeof anomaly !== 'object';
    if (!banner.hidden) {
      banner.dataset.severity = anomaly.severity;
      banner.replaceChildren(
        el('strong', { textContent: `${classText(anomaly.class)} (${words(anomaly.severity)})` }),
        el('span', { textContent: ` ${percent(anomaly.currentEngagement)} where ${percent(anomaly.expectedEngagement)} was expected, since ${clock(anomaly.at)} UTC${typeof anomaly.onceInHours === 'number' ? `; ${rarityText(anomaly.onceInHours)}` : ''}.` }));
    }
  }

  /** Rows stay the same elements as long as they say the same: somebody may be reading one. */
  #history(decisions) {
    this.#parts.nothing.hidden = decisions.length > 0;
    const known = new Map();
    const items = decisions.map((decision) => {
      const says = JSON.stringify(decision);
      let row = this.#rows.get(decision.decision_id);
      if (!row || row.says !== says) {
        row = { says, item: this.#row(decision, row?.item.firstChild.open ?? false) };
      }
      known.set(decision.decision_id, row);
      return row.item;
    });
    this.#rows = known;
    const shown = [...this.#parts.feed.children];
    if (items.length !== shown.length || items.some((item, at) => item !== shown[at])) {
      this.#parts.feed.replaceChildren(...items);
    }
  }

  #row(decision, open) {
    const measured = typeof decision.delta === 'number'
      ? el('span', { class: 'delta', 'data-sign': decision.delta > 0 ? 'up' : 'down', textContent: points(decision.delta) })
      : null;
    return el('li', {}, el('details', { open },
      el('summary', {},
        el('span', { class: 'fold', 'aria-hidden': 'true', textContent: '▸' }),
        el('span', { class: 'time', textContent: clock(decision.proposed_at) }),
        el('span', { 'aria-hidden': 'true', textContent: armIcon(decision.intervention_type) }),
        el('span', { textContent: armText(decision.intervention_type) }),
        el('span', { class: 'badge', 'data-state': decision.state, textContent: stateText(decision.state) }),
        isAutomatic(decision) ? el('span', { class: 'badge', textContent: 'automatic' }) : null,
        decision.code ? el('span', { class: 'muted', textContent: words(decision.code) }) : null,
        measured),
      preview(decision.content || decision.preview), explain(decision)));
  }

  #decide(what, decision) {
    this.#pending.add(decision.decision_id);
    this.#problem = '';
    this.render();
    this.#ask(what, { session_id: this.#session.session_id, decision_id: decision.decision_id });
  }

  #ask(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { bubbles: true, detail }));
  }

  /** The keys of the suggestion; nothing where somebody writes. */
  key(key) {
    const decision = this.#session?.proposal;
    if (decision && !this.#pending.has(decision.decision_id) && !(Date.parse(decision.expires_at) <= this.now())) {
      if (key === 'a') {
        this.#decide('approve', decision);
      } else if (key === 'd') {
        this.#decide('reject', decision);
      }
    }
  }

  #setMode() {
    const mode = this.#parts.mode.value || null;
    this.#parts.mode.blur();
    if (WARNINGS[mode] && !confirm(WARNINGS[mode])) {
      this.#mode(this.#session);
      return;
    }
    this.#ask('mode', { session_id: this.#session.session_id, mode });
  }

  #pause() {
    this.#ask('pause', { event_id: this.#session.event_id, pause: !this.#paused });
  }

  #export() {
    const form = this.#parts.export.value;
    this.#parts.export.value = '';
    save(this.#session, form);
  }

  #tick() {
    const session = this.#session;
    if (!session || !this.#parts.ago) {
      return;
    }
    const now = this.now();
    this.#parts.ago.textContent = session.last_at && !Number.isNaN(now) ? span(now - Date.parse(session.last_at)) + ' ago' : '';
    this.#suggestion.tick(now);
  }
}

customElements.define('engagement-dashboard', EngagementDashboard);
