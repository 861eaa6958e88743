/**
 * One session as a custom element. Properties: `session` (a Session), `now` (a function that gives engine time in milliseconds), `live`
 * (whether the connection stands). Events: `approve`, `reject`, `mode`, each with what was asked for; see conductor.d.ts.
 */
import { Chart } from './chart.js';
import { armIcon, armText, classText, clock, el, level, percent, span, stateText, statusText } from './format.js';

const COMPONENTS = [['chat', 'Chat', 0.3], ['poll', 'Poll', 0.25], ['active', 'Active users', 0.25], ['reactions', 'Reactions', 0.1], ['leave', 'Leavers', 0.1]];
const MODES = { MANUAL: 'Manual', SEMI_AUTO: 'Semi-auto', AUTO: 'Auto' };
const WARNINGS = {
  SEMI_AUTO: 'The agent will act by itself where it is confident enough. Go on?',
  AUTO: 'The agent will act by itself, without asking anybody. Go on?',
};

export class EngagementDashboard extends HTMLElement {
  #session = null;
  #parts = {};
  #chart = null;
  #timer = 0;
  #pending = new Set();
  #open = new Set();
  #problem = '';
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

  /** An action was answered; a refusal is shown where it was asked for. */
  settled(id, problem = '') {
    this.#pending.delete(id);
    this.#problem = problem;
    this.render();
  }

  #build() {
    const parts = this.#parts;
    parts.title = el('h2');
    parts.status = el('span', { class: 'pill' });
    parts.ago = el('span', { class: 'muted' });
    parts.mode = el('select', { 'aria-label': 'Mode', onchange: () => this.#setMode() },
      el('option', { value: '', textContent: 'As the event says', disabled: true }),
      ...Object.entries(MODES).map(([value, text]) => el('option', { value, textContent: text })));
    parts.export = el('select', { 'aria-label': 'Export', onchange: () => this.#export() },
      el('option', { value: '', textContent: 'Export' }), el('option', { value: 'csv', textContent: 'CSV' }), el('option', { value: 'json', textContent: 'JSON' }));
    parts.problem = el('p', { class: 'error', role: 'alert', hidden: true });
    parts.suggestion = el('section', { class: 'card suggestion', 'aria-label': 'Suggestion', hidden: true });
    parts.banner = el('section', { class: 'banner', role: 'status', hidden: true });
    parts.score = el('div', { class: 'score' });
    parts.trend = el('span', { class: 'trend' });
    parts.bars = el('div', { class: 'bars' });
    parts.plot = el('div', { class: 'plot', role: 'img', 'aria-label': 'Newest scores of the session over time' });
    parts.tip = el('span', { class: 'muted' });
    parts.span = el('span', { class: 'muted' });
    parts.signals = el('div', { class: 'signals' });
    parts.feed = el('ol', { class: 'feed' });
    parts.none = el('p', { class: 'empty', textContent: 'Choose a session.' });
    parts.ids = el('footer', { class: 'muted ids' });
    parts.body = el('div', { class: 'session' },
      el('header', { class: 'head' }, parts.title, parts.status, parts.ago, el('span', { class: 'space' }),
        el('label', { class: 'inline' }, 'Mode ', parts.mode), parts.export),
      parts.problem, parts.suggestion, parts.banner,
      el('div', { class: 'grid' },
        el('section', { class: 'card' }, el('h3', { textContent: 'Engagement' }), el('div', { class: 'big' }, parts.score, parts.trend), parts.bars),
        el('section', { class: 'card wide' }, el('h3', { textContent: 'Newest scores' }), parts.plot,
          el('div', { class: 'row' }, parts.span, el('span', { class: 'space' }), parts.tip))),
      parts.signals,
      el('section', { class: 'card' }, el('h3', { textContent: 'What the agent did' }), parts.feed),
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
    if (!session) {
      return;
    }
    parts.title.textContent = session.session_id;
    parts.status.textContent = statusText(session.status);
    parts.status.dataset.status = session.status;
    parts.mode.value = session.mode || '';
    parts.problem.hidden = !this.#problem;
    parts.problem.textContent = this.#problem;
    parts.score.textContent = percent(session.score);
    parts.score.dataset.level = level(session.score);
    parts.trend.textContent = this.#trend(session.trend);
    this.#bars(session.components);
    this.#cards(session.signals);
    this.#banner(session.anomaly);
    this.#suggest(session.proposal);
    this.#history(session.decisions);
    if (session.points.length) {
      this.#chart.draw(session.points, session.marks);
    }
    const scores = session.points.map((point) => point.score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    parts.span.textContent = scores.length < 2 ? 'The chart begins with the second score.'
      : `${scores.length} points · ${span(Date.parse(session.points.at(-1).at) - Date.parse(session.points[0].at))} · average ${percent(mean)}`;
    parts.ids.textContent = `Session ${session.session_id} · event ${session.event_id}`;
    this.#tick();
  }

  #trend(trend) {
    return typeof trend !== 'number' ? '' : Math.abs(trend) < 0.01 ? '→ steady' : trend > 0 ? `↑ ${Math.round(trend * 100)} points` : `↓ ${Math.round(-trend * 100)} points`;
  }

  #bars(components) {
    this.#parts.bars.replaceChildren(...COMPONENTS.map(([name, text, most]) => {
      const value = components?.[name] ?? 0;
      const bar = el('meter', { min: 0, max: most, value: Math.abs(value), 'aria-label': text });
      return el('div', { class: value < 0 ? 'component taken' : 'component' }, el('span', { textContent: text }), bar, el('span', { class: 'muted', textContent: (value * 100).toFixed(0) }));
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
        el('strong', { textContent: `${classText(anomaly.class)} (${anomaly.severity.toLowerCase()})` }),
        el('span', { textContent: ` ${percent(anomaly.currentEngagement)} where ${percent(anomaly.expectedEngagement)} was expected, since ${clock(anomaly.at)} UTC.` }));
    }
  }

  #suggest(decision) {
    const box = this.#parts.suggestion;
    box.hidden = !decision;
    if (!decision) {
      box.replaceChildren();
      return;
    }
    const confidence = decision.explanation?.confidence;
    const grade = confidence >= 0.8 ? 'high' : confidence >= 0.6 ? 'medium' : 'low';
    const busy = this.#pending.has(decision.decision_id);
    const late = Date.parse(decision.expires_at) <= this.now();
    this.#parts.countdown = el('strong', { class: 'countdown' });
    box.replaceChildren(
      el('div', { class: 'row' },
        el('span', { class: 'icon', textContent: armIcon(decision.intervention_type), 'aria-hidden': 'true' }),
        el('h3', { textContent: `${armText(decision.intervention_type)}?` }),
        el('span', { class: 'badge', 'data-grade': grade, textContent: `${percent(confidence)} confident` }),
        el('span', { class: 'space' }), this.#parts.countdown),
      el('p', { textContent: decision.reasoning || '' }),
      this.#preview(decision.preview),
      el('div', { class: 'row' },
        el('button', { class: 'primary', type: 'button', disabled: busy || late, textContent: 'Approve', onclick: () => this.#decide('approve', decision) }),
        el('button', { type: 'button', disabled: busy || late, textContent: 'Dismiss', onclick: () => this.#decide('reject', decision) }),
        el('span', { class: 'muted', textContent: 'A approves, D dismisses' })));
  }

  #preview(preview) {
    if (!preview) {
      return null;
    }
    const text = preview.question || preview.message || preview.title || preview.name || '';
    const more = preview.options ? preview.options.join(' · ') : preview.body || preview.description || '';
    return el('blockquote', {}, el('strong', { textContent: text }), more ? el('span', { textContent: more }) : null);
  }

  #history(decisions) {
    const rows = decisions.map((decision) => this.#row(decision));
    this.#parts.feed.replaceChildren(...(rows.length ? rows : [el('li', { class: 'empty', textContent: 'Nothing yet: the agent watches.' })]));
  }

  #row(decision) {
    const measured = typeof decision.delta === 'number'
      ? el('span', { class: 'delta', 'data-sign': decision.delta > 0 ? 'up' : 'down', textContent: `${decision.delta > 0 ? '+' : ''}${(decision.delta * 100).toFixed(1)} points` })
      : null;
    const details = el('details', { open: this.#open.has(decision.decision_id), ontoggle: (event) => this.#remember(event, decision) },
      el('summary', {},
        el('span', { class: 'fold', 'aria-hidden': 'true', textContent: '▸' }),
        el('span', { class: 'time', textContent: clock(decision.proposed_at) }),
        el('span', { textContent: armText(decision.intervention_type) }),
        el('span', { class: 'badge', 'data-state': decision.state, textContent: stateText(decision.state) }),
        decision.code ? el('span', { class: 'muted', textContent: decision.code.toLowerCase().replaceAll('_', ' ') }) : null,
        measured),
      this.#why(decision));
    return el('li', {}, details);
  }

  #remember(event, decision) {
    if (event.target.open) {
      this.#open.add(decision.decision_id);
    } else {
      this.#open.delete(decision.decision_id);
    }
  }

  #why(decision) {
    const e = decision.explanation;
    if (!e) {
      return el('p', { class: 'muted', textContent: 'No explanation came with it.' });
    }
    const anomaly = e.anomaly;
    return el('div', { class: 'why' },
      anomaly ? el('p', { textContent: `${classText(anomaly.class)}, by rule ${anomaly.rule}: score ${percent(anomaly.score)}, expected ${percent(anomaly.expected)}, ${anomaly.z.toFixed(1)} deviations.` })
        : el('p', { textContent: `Asked for by ${decision.actor || 'a person'}.` }),
      el('p', { class: 'muted', textContent: `Mode ${MODES[e.mode] || e.mode}${e.context ? ' · situation ' + e.context : ''}${decision.actor ? ' · by ' + decision.actor : ''}${decision.reason ? ' · ' + decision.reason : ''}` }),
      this.#arms(e.arms || []),
      el('ul', { class: 'gates' }, ...(e.gates || []).map((gate) =>
        el('li', { 'data-pass': String(gate.pass), textContent: `${gate.pass ? '✓' : gate.wait ? '…' : '✗'} ${gate.gate.toLowerCase()}` }))));
  }

  #arms(arms) {
    const head = el('tr', {}, ...['Intervention', 'Expected success', 'Tried', 'Draw', ''].map((text) => el('th', { textContent: text })));
    const rows = arms.map((arm) => {
      const mean = arm.alpha === null ? null : arm.alpha / (arm.alpha + arm.beta);
      return el('tr', {},
        el('td', { textContent: armText(arm.arm) }), el('td', { textContent: mean === null ? '–' : percent(mean) }),
        el('td', { textContent: arm.attempts + (arm.attempts < 5 ? ' (exploring)' : '') }),
        el('td', { textContent: arm.sample === null ? '–' : arm.sample.toFixed(2) }),
        el('td', { class: 'muted', textContent: arm.masked ? arm.masked.toLowerCase() : '' }));
    });
    return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
  }

  #decide(what, decision) {
    this.#pending.add(decision.decision_id);
    this.#problem = '';
    this.render();
    this.dispatchEvent(new CustomEvent(what, { bubbles: true, detail: { session_id: this.#session.session_id, decision_id: decision.decision_id } }));
  }

  /** The keys of the suggestion; nothing where somebody writes. */
  key(key) {
    const decision = this.#session?.proposal;
    if (decision && !this.#pending.has(decision.decision_id)) {
      if (key === 'a') {
        this.#decide('approve', decision);
      } else if (key === 'd') {
        this.#decide('reject', decision);
      }
    }
  }

  #setMode() {
    const mode = this.#parts.mode.value;
    if (WARNINGS[mode] && !confirm(WARNINGS[mode])) {
      this.render();
      return;
    }
    this.dispatchEvent(new CustomEvent('mode', { bubbles: true, detail: { session_id: this.#session.session_id, mode } }));
  }

  #export() {
    const form = this.#parts.export.value;
    this.#parts.export.value = '';
    const session = this.#session;
    const rows = session.decisions.map((d) => [d.proposed_at, d.intervention_type || '', d.explanation?.confidence ?? '', d.state, d.delta ?? '']);
    const text = form === 'csv'
      ? [['timestamp', 'type', 'confidence', 'state', 'delta'], ...rows].map((row) => row.join(',')).join('\n') + '\n'
      : JSON.stringify({ session_id: session.session_id, event_id: session.event_id, score: session.score, points: session.points, decisions: session.decisions }, null, 2);
    const link = el('a', { href: URL.createObjectURL(new Blob([text], { type: form === 'csv' ? 'text/csv' : 'application/json' })), download: `${session.session_id}.${form}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }

  #tick() {
    const session = this.#session;
    if (!session) {
      return;
    }
    const now = this.now();
    this.#parts.ago.textContent = session.last_at && !Number.isNaN(now) ? span(now - Date.parse(session.last_at)) + ' ago' : '';
    const decision = session.proposal;
    if (decision?.expires_at && this.#parts.countdown) {
      const left = Date.parse(decision.expires_at) - now;
      this.#parts.countdown.textContent = left > 0 ? `${Math.ceil(left / 1000)} s left` : 'expired';
    }
  }
}

customElements.define('engagement-dashboard', EngagementDashboard);
