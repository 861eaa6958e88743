/** Why a decision was made as it was: the finding, the situation, what was known of each intervention, and the gates. */
import { armText, classText, el, modeText, percent, rarityText, words } from './format.js';

const EXPLORING = 5;
const GATES = {
  ENABLED: 'the agent is on', PENDING: 'nothing else is pending', LIMITS: 'within the limits', MILD: 'serious enough', ARMS: 'an intervention is free',
  CONFIDENCE: 'confident enough', MODE: 'may act by itself', HOLDOUT: 'not withheld for comparison', PAUSE: 'not paused',
};

export function explain(decision) {
  const e = decision.explanation;
  if (!e) {
    return el('p', { class: 'muted', textContent: 'No explanation came with it.' });
  }
  return el('div', { class: 'why' },
    finding(decision, e.anomaly),
    el('ul', { class: 'facts' }, ...facts(decision, e).filter(Boolean).map((text) => el('li', { textContent: text }))),
    arms(e.arms || [], decision.intervention_type),
    gates(e.gates || []));
}

function finding(decision, anomaly) {
  return el('p', {
    textContent: anomaly
      ? `${classText(anomaly.class)}, by rule ${words(anomaly.rule)}: score ${percent(anomaly.score)}, expected ${percent(anomaly.expected)}, `
        + (typeof anomaly.once_in_hours === 'number' ? `${rarityText(anomaly.once_in_hours)}.`
          : `${anomaly.z.toFixed(1)} deviations ${anomaly.score > anomaly.expected ? 'above' : 'below'}.`)
      : `Asked for by ${decision.actor || 'a person'}.`,
  });
}

function facts(decision, e) {
  const chosen = (e.arms || []).find((arm) => arm.arm === decision.intervention_type);
  return [
    situation(e.context),
    `Mode ${modeText(e.mode)}`,
    typeof e.confidence === 'number' ? `Confidence ${percent(e.confidence)}` : '',
    chosen ? `Success rate ${percent(mean(chosen))}, tried ${chosen.attempts} ${chosen.attempts === 1 ? 'time' : 'times'} in this situation` : '',
    chosen && chosen.attempts < EXPLORING ? 'Exploring' : '',
    isAutomatic(decision, e) ? 'Automatic' : '',
    decision.state === 'CONTROL' || decision.group === 'CONTROL' ? 'Withheld to compare with' : '',
    decision.content_method ? `Content from ${words(decision.content_method)}` : '',
    decision.actor ? `By ${decision.actor}` : '',
    decision.reason ? `Reason: ${decision.reason}` : '',
    decision.error ? `Error: ${decision.error}` : '',
    decision.overlap ? 'Overlaps with another, so nothing was learned' : '',
  ];
}

/** The class may have underscores in it; the three buckets have none. */
function situation(context) {
  const parts = (context || '').split('_');
  if (parts.length < 4) {
    return '';
  }
  const [engagement, size, deviation] = parts.slice(-3);
  return `Situation: ${engagement} engagement, ${size} room, ${deviation} deviation`;
}

/** Whether nobody was asked. */
export function isAutomatic(decision, e = decision.explanation) {
  const acted = ['AUTO_APPROVED', 'PUBLISHED', 'EXECUTED', 'FAILED', 'MEASURED', 'UNMEASURED', 'CONTROL'].includes(decision.state);
  const mode = (e?.gates || []).find((gate) => gate.gate === 'MODE');
  return acted && mode?.pass === true && !decision.actor;
}

const mean = (arm) => (typeof arm.alpha === 'number' ? arm.alpha / (arm.alpha + arm.beta) : undefined);

function arms(all, chosen) {
  if (!all.length) {
    return null;
  }
  const head = el('tr', {}, ...['Intervention', 'Expected success', 'Posterior', 'Tried', 'Draw', ''].map((text) => el('th', { scope: 'col', textContent: text })));
  const rows = all.map((arm) => el('tr', { class: arm.arm === chosen ? 'chosen' : '' },
    el('td', { textContent: armText(arm.arm) }),
    el('td', { textContent: percent(mean(arm)) }),
    el('td', { textContent: typeof arm.alpha === 'number' ? `Beta(${arm.alpha.toFixed(1)}, ${arm.beta.toFixed(1)})` : '–' }),
    el('td', { textContent: String(arm.attempts) }),
    el('td', { textContent: typeof arm.sample === 'number' ? arm.sample.toFixed(2) : '–' }),
    el('td', { class: 'muted', textContent: arm.masked ? `not free: ${words(arm.masked)}` : arm.arm === chosen ? 'chosen' : '' })));
  return el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'What was known of each intervention' },
    el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function gates(all) {
  return el('ul', { class: 'gates', 'aria-label': 'Gates' }, ...all.map((gate) => {
    const sign = gate.pass ? '✓' : gate.wait ? '…' : '✗';
    const said = gate.pass ? 'passed' : gate.wait ? 'waits' : 'failed';
    return el('li', { 'data-pass': String(gate.pass) },
      el('span', { 'aria-hidden': 'true', textContent: sign + ' ' }), gate.wait ? 'asks a person' : GATES[gate.gate] || words(gate.gate), el('span', { class: 'unseen', textContent: ' ' + said }),
      gate.event ? ` (${gate.event} this hour)` : '');
  }));
}
