/** What came of an event so far: its figures, what interventions gained beside those that were withheld, and its settings. */
import { request } from './api.js';
import { armText, classText, count, el, modeText, percent, points, span, stateText, words } from './format.js';
import { card } from './operations-view.js';

const EVERY_MS = 10_000;

export class EventView {
  #host;
  #event = null;
  #timer = 0;

  constructor(host) {
    this.#host = host;
  }

  open(event) {
    this.close();
    this.#event = event;
    this.#host.replaceChildren(el('h2', { textContent: event ? `Event ${event}` : 'Event' }),
      el('p', { class: 'empty', textContent: event ? 'Loading …' : 'The event of this session is not known yet.' }));
    if (event) {
      this.#ask(event);
      this.#timer = setInterval(() => this.#ask(event), EVERY_MS);
    }
  }

  close() {
    clearInterval(this.#timer);
    this.#event = null;
  }

  async #ask(event) {
    const of = '/events/' + encodeURIComponent(event);
    const [summary, uplift, settings] = await Promise.all(['/summary', '/uplift', '/settings'].map((path) => part(of + path)));
    if (this.#event === event) {
      this.#host.replaceChildren(el('h2', { textContent: `Event ${event}` }),
        el('div', { class: 'figures-grid' }, upliftCard(uplift), ...summaryCards(summary), settingsCard(settings)));
    }
  }
}

/** An answer, or the sentence that stands in its place. */
async function part(path) {
  try {
    return { value: await request('GET', path) };
  } catch (error) {
    const sentences = { 404: 'There is nothing yet.', 503: 'The database does not answer now; live sessions are shown all the same.' };
    return { sentence: sentences[error.status] ?? error.message };
  }
}

function said(title, sentence) {
  return el('section', { class: 'card' }, el('h3', { textContent: title }), el('p', { class: 'muted', textContent: sentence }));
}

function upliftCard({ value, sentence }) {
  const title = 'What interventions gained';
  if (!value) {
    return said(title, sentence);
  }
  const all = value.overall;
  return card(title, [
    ['Uplift', typeof all.uplift === 'number' ? points(all.uplift) : 'not enough data'],
    ['95 % interval', all.interval ? `${points(all.interval.low)} to ${points(all.interval.high)}` : 'not enough data'],
    ['By itself, carried out', group(all.treated_count, all.mean_delta_treated)],
    ['By itself, withheld to compare with', group(all.control_count, all.mean_delta_control)],
  ]);
}

const group = (number, mean) => (number ? `${count(number)} measured, mean ${points(mean)}` : 'none measured');

function summaryCards({ value, sentence }) {
  if (!value) {
    return [said('Summary', sentence)];
  }
  return [
    card('Summary', [
      ['Sessions', count(value.sessions)],
      ['Lasted', span((value.duration_s ?? 0) * 1000)],
      ['Most people at once', count(value.peak_users)],
      ['Mean score', percent(value.mean_score)],
      ['Attendees reached', count(value.attendees_reached)],
      ['Attendees kept', typeof value.attendees_kept === 'number' ? count(value.attendees_kept) : 'not enough data'],
      ['Success rate', typeof value.success_rate === 'number' ? percent(value.success_rate) : 'none measured'],
      ['Cost of models', typeof value.llm_cost_micros === 'number' ? `$${(value.llm_cost_micros / 1e6).toFixed(2)}` : '–'],
    ]),
    card('Anomalies and decisions', [
      ['Anomalies', listed(bySeverity(value.anomalies), classText)],
      ['Decisions', listed(value.decisions.by_state, stateText)],
      ['Interventions', listed(value.decisions.by_arm, armText)],
      ['Carried out by itself', count(value.auto_executed)],
      ['Carried out after approval', count(value.approved_executed)],
      ['Skipped', listed(value.skipped, words)],
      ['Expired, dismissed, failed', [value.expired, value.rejected, value.failed].map(count).join(', ')],
    ]),
  ];
}

/** Numbers of each class, both severities together. */
function bySeverity(anomalies) {
  return Object.fromEntries(Object.entries(anomalies).map(([name, of]) => [name, of.WARNING + of.CRITICAL]));
}

/** What there was at all. */
function listed(map, name) {
  const entries = Object.entries(map).filter(([, value]) => value > 0);
  return entries.length ? entries.map(([key, value]) => `${name(key)} ${count(value)}`).join(', ') : 'none';
}

function settingsCard({ value, sentence }) {
  const title = 'Settings of the event';
  if (!value) {
    return said(title, sentence);
  }
  return card(title, [
    ['Agent', value.agent_enabled === false ? 'off' : 'on'],
    ['Mode', modeText(value.agent_mode)],
    ['Acts by itself from', percent(value.auto_approve_threshold)],
    ['Suggests from', percent(value.min_confidence_threshold)],
    ['Interventions an hour', count(value.max_interventions_per_hour)],
    ['Allowed', value.allowed_interventions ? value.allowed_interventions.map(armText).join(', ') : 'all'],
    ['Time to approve', typeof value.approval_timeout_s === 'number' ? `${value.approval_timeout_s} s` : '–'],
    ['Withheld to compare with', percent(value.holdout_fraction)],
  ]);
}
