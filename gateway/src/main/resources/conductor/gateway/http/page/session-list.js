/** The list of live sessions, the neediest first. Rows stay the same elements while they move. */
import { el, level, percent, statusText } from './format.js';
import { byNeed } from './session.js';

export class SessionList {
  #list;
  #choose;
  #rows = new Map();

  /** @param choose is called with the id of the session that is wanted. */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
    list.addEventListener('keydown', (event) => this.#walk(event));
  }

  show(sessions, chosen) {
    sessions.sort(byNeed);
    const shown = new Set();
    let before = null;
    for (const session of sessions) {
      const id = session.session_id;
      shown.add(id);
      let row = this.#rows.get(id);
      if (!row) {
        row = this.#newRow(id);
        this.#rows.set(id, row);
      }
      fill(row, session, chosen);
      const next = before ? before.nextSibling : this.#list.firstChild;
      if (row.item !== next) {
        this.#move(row.item, next);
      }
      before = row.item;
    }
    for (const [id, row] of this.#rows) {
      if (!shown.has(id)) {
        row.item.remove();
        this.#rows.delete(id);
      }
    }
  }

  /** A row that moves keeps the focus. */
  #move(item, next) {
    const focused = item.contains(document.activeElement);
    this.#list.insertBefore(item, next);
    if (focused) {
      item.firstChild.focus({ preventScroll: true });
    }
  }

  #newRow(id) {
    const row = { name: el('span', { class: 'name' }), event: el('span', { class: 'muted' }), score: el('span', { class: 'score' }), status: el('span', { class: 'pill' }) };
    row.button = el('button', { type: 'button', onclick: () => this.#choose(id) }, el('span', { class: 'what' }, row.name, row.event, row.status), row.score);
    row.item = el('li', {}, row.button);
    return row;
  }

  /** Arrow keys go from row to row. */
  #walk(event) {
    const item = event.target.closest('li');
    const to = event.key === 'ArrowDown' ? item?.nextSibling : event.key === 'ArrowUp' ? item?.previousSibling : null;
    if (to) {
      event.preventDefault();
      to.firstChild.focus();
    }
  }
}

function fill(row, session, chosen) {
  set(row.name, 'textContent', session.session_id);
  set(row.event, 'textContent', session.event_id ?? '');
  set(row.score, 'textContent', percent(session.score));
  if (row.score.dataset.level !== level(session.score)) {
    row.score.dataset.level = level(session.score);
  }
  set(row.status, 'textContent', session.status === 'MONITORING' ? '' : statusText(session.status));
  if (row.status.dataset.status !== session.status) {
    row.status.dataset.status = session.status;
  }
  const current = String(session.session_id === chosen);
  if (row.button.getAttribute('aria-current') !== current) {
    row.button.setAttribute('aria-current', current);
  }
}

function set(element, property, value) {
  if (element[property] !== value) {
    element[property] = value;
  }
}
