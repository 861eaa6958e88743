/** The page: the list of live sessions, the one that is looked at, the brake, and who is logged in. */
import { login, ofSession, request } from './api.js';
import './engagement-dashboard.js';
import { Feed } from './feed.js';
import { el, level, percent, statusText } from './format.js';
import { byNeed, Session } from './session.js';

const $ = (id) => document.getElementById(id);
const feed = new Feed();
const sessions = new Map();
const rows = new Map();
let pauses = new Map();
let chosen = decodeURIComponent(location.hash.slice(1));
let scheduled = false;
let records = 0;

const CONNECTION = { connecting: 'Connecting', live: 'Live', gone: 'Disconnected, trying again', unauthorised: 'Not logged in' };

feed.addEventListener('state', ({ detail }) => {
  $('connection').dataset.state = detail;
  $('connection').textContent = CONNECTION[detail];
  $('session').live = detail === 'live';
  if (detail === 'unauthorised') {
    $('login').showModal();
  }
});

feed.addEventListener('reset', ({ detail }) => {
  const fresh = new Set();
  for (const summary of detail.sessions) {
    fresh.add(summary.session_id);
    const known = sessions.get(summary.session_id);
    if (known) {
      known.whole = false;
      known.take(summary);
    } else {
      sessions.set(summary.session_id, new Session(summary));
    }
  }
  for (const id of [...sessions.keys()].filter((id) => !fresh.has(id))) {
    sessions.delete(id);
  }
  pauses = new Map(detail.pauses.map((record) => [record.event_id && record.event_id !== 'unknown' ? record.event_id : '', record]));
  schedule();
  loadChosen();
});

feed.addEventListener('record', ({ detail: record }) => {
  records++;
  if (record.type === 'PAUSED' || record.type === 'RESUMED') {
    const scope = record.event_id && record.event_id !== 'unknown' ? record.event_id : '';
    if (record.type === 'PAUSED') {
      pauses.set(scope, record);
    } else {
      pauses.delete(scope);
    }
  } else if (record.type === 'SESSION_CLOSED') {
    sessions.delete(record.session_id);
  } else if (record.session_id) {
    let session = sessions.get(record.session_id);
    if (!session && (record.type === 'SCORE' || record.type === 'SESSION_OPENED')) {
      session = new Session({ session_id: record.session_id, event_id: record.event_id, status: 'MONITORING' });
      session.whole = record.type === 'SESSION_OPENED';
      sessions.set(record.session_id, session);
    }
    session?.apply(record);
  }
  schedule();
});

/** Everything that came within a frame is shown at once. */
function schedule() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      show();
    });
  }
}

function show() {
  const words = $('search').value.toLowerCase();
  const wanted = [...sessions.values()].filter((s) => !words || s.session_id.toLowerCase().includes(words) || String(s.event_id).toLowerCase().includes(words));
  wanted.sort(byNeed);
  if (!sessions.has(chosen) && wanted.length) {
    choose(wanted[0].session_id);
    return;
  }
  list(wanted);
  $('empty').hidden = sessions.size > 0;
  $('session').session = sessions.get(chosen) ?? null;
  $('figures').textContent = sessions.size ? `${sessions.size} live · ${wanted.filter((s) => s.status === 'WAITING_APPROVAL').length} waiting` : '';
  const all = pauses.has('');
  $('paused').hidden = pauses.size === 0;
  $('paused').textContent = all ? 'Everything is paused' : `${pauses.size} paused`;
  $('pause').textContent = all ? 'Resume' : 'Pause all';
}

function list(wanted) {
  const shown = new Set();
  let before = null;
  for (const session of wanted) {
    const id = session.session_id;
    shown.add(id);
    let row = rows.get(id);
    if (!row) {
      row = newRow(id);
      rows.set(id, row);
    }
    fill(row, session);
    const next = before ? before.nextSibling : $('list').firstChild;
    if (row.item !== next) {
      $('list').insertBefore(row.item, next);
    }
    before = row.item;
  }
  for (const [id, row] of rows) {
    if (!shown.has(id)) {
      row.item.remove();
      rows.delete(id);
    }
  }
}

function newRow(id) {
  const row = { name: el('span', { class: 'name' }), event: el('span', { class: 'muted' }), score: el('span', { class: 'score' }), status: el('span', { class: 'pill' }) };
  row.button = el('button', { type: 'button', onclick: () => choose(id) }, el('span', { class: 'what' }, row.name, row.event, row.status), row.score);
  row.item = el('li', {}, row.button);
  return row;
}

function fill(row, session) {
  set(row.name, 'textContent', session.session_id);
  set(row.event, 'textContent', session.event_id ?? '');
  set(row.score, 'textContent', percent(session.score));
  row.score.dataset.level = level(session.score);
  set(row.status, 'textContent', session.status === 'MONITORING' ? '' : statusText(session.status));
  row.status.dataset.status = session.status;
  row.button.setAttribute('aria-current', String(session.session_id === chosen));
}

function set(element, property, value) {
  if (element[property] !== value) {
    element[property] = value;
  }
}

function choose(id) {
  chosen = id;
  history.replaceState(null, '', '#' + encodeURIComponent(id));
  loadChosen();
  schedule();
}

/** The list has summaries; of the session that is looked at all is fetched, and what came meanwhile is in it. */
async function loadChosen() {
  const session = sessions.get(chosen);
  if (!session || session.whole) {
    return;
  }
  try {
    const whole = await request('GET', '/sessions/' + encodeURIComponent(chosen));
    if (sessions.get(whole.session_id) === session) {
      session.take(whole);
      schedule();
    }
  } catch (error) {
    if (error.status !== 404) {
      notice(error.message);
    }
  }
}

function notice(text) {
  $('notice').textContent = text;
  $('notice').hidden = !text;
}

async function act(id, work) {
  notice('');
  try {
    await work();
    $('session').settled(id);
  } catch (error) {
    $('session').settled(id, error.message);
  }
}

const verdict = (what) => ({ detail }) => act(detail.decision_id, () =>
  request('POST', `${ofSession(detail.session_id)}/decisions/${encodeURIComponent(detail.decision_id)}/${what}`, what === 'reject' ? {} : undefined));
$('session').addEventListener('approve', verdict('approve'));
$('session').addEventListener('reject', verdict('reject'));
$('session').addEventListener('mode', ({ detail }) => act(detail.session_id, () => request('PUT', ofSession(detail.session_id) + '/mode', { mode: detail.mode })));
$('session').now = () => feed.now();

$('pause').addEventListener('click', async () => {
  try {
    await request('POST', pauses.has('') ? '/resume' : '/pause', {});
    notice('');
  } catch (error) {
    notice(error.message);
  }
});

$('search').addEventListener('input', schedule);

document.addEventListener('keydown', (event) => {
  const writing = event.target.closest('input, select, textarea, dialog');
  if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    $('session').key(event.key.toLowerCase());
  }
});

$('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await login($('token').value.trim());
    $('token').value = '';
    $('login').close();
    feed.open();
  } catch (error) {
    $('login-error').textContent = error.message;
  }
});

window.addEventListener('hashchange', () => choose(decodeURIComponent(location.hash.slice(1))));
feed.open();

/** For tests: what the page has heard and shows. */
window.conductor = { get records() { return records; }, get sessions() { return sessions.size; }, now: () => feed.now() };
