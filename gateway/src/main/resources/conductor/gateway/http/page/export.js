/** What was decided in a session, as a file. */
import { el } from './format.js';

const COLUMNS = ['timestamp', 'type', 'confidence', 'state', 'delta'];

/** A cell of CSV; what a spreadsheet would take for a formula is no formula. */
function cell(value) {
  const text = String(value ?? '');
  const plain = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && Number.isNaN(Number(text))) ? "'" + text : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csv(session) {
  const rows = session.decisions.map((d) => [d.proposed_at, d.intervention_type, d.explanation?.confidence, d.state, d.delta]);
  return [COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

export function json(session) {
  const deltas = session.decisions.map((d) => d.delta).filter((delta) => typeof delta === 'number');
  const states = {};
  for (const decision of session.decisions) {
    states[decision.state] = (states[decision.state] ?? 0) + 1;
  }
  return JSON.stringify({
    session_id: session.session_id,
    event_id: session.event_id,
    summary: {
      score: session.score ?? null,
      category: session.category ?? null,
      status: session.status,
      mode: session.mode ?? null,
      signals: session.signals ?? null,
      decisions_by_state: states,
      measured: deltas.length,
      mean_delta: deltas.length ? deltas.reduce((sum, delta) => sum + delta, 0) / deltas.length : null,
    },
    points: session.points,
    decisions: session.decisions,
  }, null, 2) + '\n';
}

/** Hands a session to the browser as a file: `csv` or `json`. */
export function save(session, form) {
  const content = new Blob([form === 'csv' ? csv(session) : json(session)], { type: form === 'csv' ? 'text/csv' : 'application/json' });
  const link = el('a', { href: URL.createObjectURL(content), download: `${session.session_id}.${form}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
