/** How things are said and shown. */
export const percent = (score) => (typeof score === 'number' ? Math.round(score * 100) + ' %' : '–');

/** How rare something is: in so many hours of a session in which nothing is the matter it is expected once. */
export function rarityText(hours) {
  if (hours >= 1e6) {
    return 'expected once in more than a million hours';
  }
  return hours >= 1
    ? `expected once in ${Number(hours.toPrecision(3)).toLocaleString('en')} hours`
    : `expected once in ${Math.max(1, Math.round(hours * 60))} minutes`;
}

/** Four classes of a score: good from 70 %, fair from 50, weak from 30, poor below. */
export function level(score) {
  if (typeof score !== 'number') {
    return 'none';
  }
  return score >= 0.7 ? 'good' : score >= 0.5 ? 'fair' : score >= 0.3 ? 'weak' : 'poor';
}

/** The engine's category of a score, in words. */
export function category(score) {
  if (typeof score !== 'number') {
    return '';
  }
  return score >= 0.8 ? 'very high' : score >= 0.6 ? 'high' : score >= 0.4 ? 'moderate' : score >= 0.2 ? 'low' : 'very low';
}

const STATUS = {
  MONITORING: 'Monitoring',
  ANOMALY_DETECTED: 'Anomaly',
  WAITING_APPROVAL: 'Waits for approval',
  INTERVENING: 'Intervening',
  LEARNING: 'Learning',
  IDLE: 'Idle',
};
export const statusText = (status) => STATUS[status] || status || '–';

const ARMS = { POLL: 'Poll', BROADCAST: 'Broadcast', NOTIFICATION: 'Notification', GAMIFICATION: 'Challenge' };
export const armText = (arm) => ARMS[arm] || arm || 'No intervention';
const ICONS = { POLL: '☰', BROADCAST: '➤', NOTIFICATION: '✉', GAMIFICATION: '★' };
export const armIcon = (arm) => ICONS[arm] || '·';

const MODES = { MANUAL: 'Manual', SEMI_AUTO: 'Semi-auto', AUTO: 'Auto' };
export const modeText = (mode) => MODES[mode] || mode || 'not known yet';

/** What a code says, in words. */
export const words = (code) => String(code || '').toLowerCase().replaceAll('_', ' ');

/** A number as people read it. */
export const count = (value) => (typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : '–');

/** A difference of scores, in points of a hundred. */
export const points = (value) => (typeof value === 'number' ? `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)} points` : '–');

const CLASSES = {
  MASS_EXIT: 'People are leaving',
  LOW_ENGAGEMENT: 'The room is quiet',
  SUDDEN_DROP: 'Engagement fell suddenly',
  GRADUAL_DECLINE: 'Interest is fading',
};
export const classText = (name) => CLASSES[name] || name || '';

const STATES = {
  PROPOSED: 'proposed', AUTO_APPROVED: 'approved by itself', APPROVED: 'approved', REJECTED: 'dismissed', EXPIRED: 'expired',
  PUBLISHED: 'sent', EXECUTED: 'carried out', FAILED: 'failed', MEASURED: 'measured', UNMEASURED: 'not measured',
  SKIPPED: 'skipped', SUPPRESSED: 'suppressed', CONTROL: 'withheld for comparison',
};
export const stateText = (state) => STATES[state] || String(state || '').toLowerCase();

export const clock = (at) => (at ? at.slice(11, 19) : '');

/** Seconds in words that fit a pill. */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  return s < 60 ? s + ' s' : s < 3600 ? Math.floor(s / 60) + ' min' : Math.floor(s / 3600) + ' h';
}

/** Draws a part only when what it shows has changed: a part that is drawn anew loses the focus and an open menu. */
export class Drawn {
  #shown = new Map();

  /** Calls `draw` when `shows` is not what it was for this part. */
  part(name, shows, draw) {
    const text = JSON.stringify(shows) ?? '';
    if (this.#shown.get(name) !== text) {
      this.#shown.set(name, text);
      draw();
    }
  }
}

/** An element with properties and children; text never becomes markup. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'class') {
      element.className = value;
    } else if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (key in element && key !== 'role') {
      element[key] = value;
    } else if (value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
