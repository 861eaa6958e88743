/** The page: the list of live sessions, the one that is looked at, the event, operations, the brake, and who is logged in. */
import { login, ofSession, request } from './api.js';
import './engagement-dashboard.js';
import { EventView } from './event-view.js';
import { Feed } from './feed.js';
import { OperationsView } from './operations-view.js';
import { Session } from './session.js';
import { SessionList } from './session-list.js';

const $ = (id) => document.getElementById(id);
const feed = new Feed();
const sessions = new Map();
const list = new SessionList($('list'), (id) => lookAt(id));
const views = { event: new EventView($('event')), operations: new OperationsView($('operations'), feed) };
let pauses = new Map();
let suspect = false;
let chosen = '';
let view = '';
let loaded = false;
let scheduled = false;

const STARTING_MS = 1_000;
const CONNECTION = { connecting: 'Connecting', live: 'Live', gone: 'Disconnected', unauthorised: 'Not logged in' };

/** The event of a record that may be about all of them: '' then. */
const scopeOf = (record) => (record.event_id && record.event_id !== 'unknown' ? record.event_id : '');

feed.addEventListener('state', ({ detail }) => {
  if (detail === 'live' && loaded) {
    loadAgain();
  }
  $('connection').dataset.state = detail;
  $('connection').textContent = CONNECTION[detail];
  document.body.classList.toggle('stale', loaded && detail !== 'live');
  $('session').live = !loaded || detail === 'live';
  if (detail !== 'connecting') {
    $('gone').hidden = detail !== 'gone'; // stays while it is tried again
  }
  $('gone-since').textContent = loaded ? 'What you see is the last that came.' : '';
  if (detail === 'unauthorised' && !$('login').open) {
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
  pauses = new Map(detail.pauses.map((record) => [scopeOf(record), record]));
  suspect = detail.suspect;
  loaded = true;
  schedule();
  loadChosen();
});

feed.addEventListener('record', ({ detail: record }) => {
  switch (record.type) {
    case 'PAUSED':
      pauses.set(scopeOf(record), record);
      break;
    case 'RESUMED':
      pauses.delete(scopeOf(record));
      break;
    case 'SOURCE_SUSPECT':
      suspect = record.values?.suspect === true;
      break;
    case 'SESSION_CLOSED':
      sessions.delete(record.session_id);
      break;
    case 'SETTINGS':
      settle(record);
      break;
    default:
      ofOneSession(record);
  }
  schedule();
});

/** Sessions without a mode of their own have that of their event; the defaults are known to the gateway. */
function settle(record) {
  for (const session of sessions.values()) {
    if (session.event_id === record.event_id && session.mode_source !== 'SESSION') {
      session.mode = record.values?.agent_mode ?? session.mode;
      session.whole = session.whole && Boolean(record.values);
    }
  }
  loadChosen();
}

function ofOneSession(record) {
  let session = sessions.get(record.session_id);
  if (!session && record.session_id && (record.type === 'SCORE' || record.type === 'SESSION_OPENED')) {
    session = new Session({ session_id: record.session_id, event_id: record.event_id, status: 'MONITORING' });
    session.whole = record.type === 'SESSION_OPENED';
    sessions.set(record.session_id, session);
  }
  if (session && record.type !== 'COMMAND_RESULT') {
    session.apply(record);
  }
}

/** Everything that came within a frame is shown at once. */
function schedule() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      performance.mark('show');
      show();
      performance.measure('conductor-frame', 'show');
      performance.clearMarks('show');
    });
  }
}

function show() {
  const words = $('search').value.toLowerCase();
  const wanted = [...sessions.values()].filter((s) => !words || s.session_id.toLowerCase().includes(words) || String(s.event_id).toLowerCase().includes(words));
  list.show(wanted, chosen);
  if (!sessions.has(chosen) && wanted.length) {
    choose(wanted[0].session_id);
    return;
  }
  const session = sessions.get(chosen) ?? null;
  $('empty').textContent = !loaded ? 'Loading the sessions …'
    : sessions.size ? 'No session fits the filter.' : 'No session is live. One opens with its first chat message, reaction, vote or join.';
  $('empty').hidden = wanted.length > 0;
  $('session').loading = !loaded;
  $('session').paused = Boolean(session) && pauses.has(session.event_id);
  $('session').session = session;
  const waiting = [...sessions.values()].filter((s) => s.status === 'WAITING_APPROVAL').length;
  $('figures').textContent = sessions.size ? `${sessions.size} live · ${waiting} waiting` : '';
  document.title = waiting ? `(${waiting}) Engagement Conductor` : 'Engagement Conductor';
  brake();
}

function brake() {
  const all = pauses.has('');
  $('paused').hidden = pauses.size === 0;
  $('paused').textContent = all ? 'Everything is paused' : `${pauses.size} paused`;
  $('pause').textContent = all ? 'Resume all' : 'Pause all';
  $('suspect').hidden = !suspect;
}

function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // somebody wrote it by hand; no session has that id
  }
}

/** The address says what is looked at: #/operations, #/event, or the id of a session. */
function go() {
  const hash = location.hash.slice(1);
  const next = hash === '/operations' ? 'operations' : hash === '/event' ? 'event' : 'session';
  if (hash === 'main') { // the link that skips the list
    return;
  }
  if (next === 'session' && hash) {
    chosen = decoded(hash);
    loadChosen();
  }
  if (next !== view) {
    views[view]?.close();
    view = next;
    for (const name of ['session', 'event', 'operations']) {
      $(name).hidden = name !== view;
      $('to-' + name).setAttribute('aria-current', name === view ? 'page' : 'false');
    }
    if (view === 'event') {
      openEvent();
    } else {
      views[view]?.open();
    }
  }
  schedule();
}

function openEvent() {
  const event = sessions.get(chosen)?.event_id;
  views.event.open(event && event !== 'unknown' ? event : null);
}

/** Somebody wants this one. */
function lookAt(id) {
  choose(id);
  if (view === 'operations') {
    location.hash = '#' + encodeURIComponent(id);
  }
}

function choose(id) {
  chosen = id;
  if (view === 'session') {
    history.replaceState(null, '', '#' + encodeURIComponent(id));
  } else if (view === 'event') {
    openEvent();
  }
  $('to-session').href = '#' + encodeURIComponent(id);
  loadChosen();
  schedule();
}

/** Who comes back is told the newest score of each session and not all of them, so the line would have a gap. */
function loadAgain() {
  for (const session of sessions.values()) {
    session.whole = false;
  }
  loadChosen();
}

/** The list has summaries; of the session that is looked at all is fetched. */
async function loadChosen() {
  const session = sessions.get(chosen);
  if (!session || session.whole) {
    return;
  }
  const asking = session.asked();
  try {
    const whole = await request('GET', '/sessions/' + encodeURIComponent(session.session_id));
    if (sessions.get(whole.session_id) === session && session.awaits(asking)) {
      session.take(whole);
      schedule();
    }
  } catch (error) {
    if (session.awaits(asking)) {
      session.gaveUp();
    }
    if (error.code === 'STARTING') {
      setTimeout(loadChosen, STARTING_MS);
    } else if (error.status !== 404) {
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
$('session').addEventListener('pause', ({ detail }) => act(detail.event_id, () => request('POST', detail.pause ? '/pause' : '/resume', { event_id: detail.event_id })));
$('session').now = () => feed.now();

$('pause').addEventListener('click', async () => {
  try {
    await request('POST', pauses.has('') ? '/resume' : '/pause', {});
    notice('');
  } catch (error) {
    notice(error.message);
  }
});

$('retry').addEventListener('click', () => feed.open());
$('search').addEventListener('input', schedule);

document.addEventListener('keydown', (event) => {
  const writing = event.target.closest('input, select, textarea, dialog');
  if (view === 'session' && !writing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) {
    $('session').key(event.key.toLowerCase());
  }
});

$('login').addEventListener('cancel', (event) => event.preventDefault());
$('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await login($('token').value.trim());
    $('token').value = '';
    $('login-error').textContent = '';
    $('login').close();
    feed.open();
  } catch (error) {
    $('login-error').textContent = error.message;
  }
});

window.addEventListener('hashchange', go);
go();
feed.open();

/** For tests: what the page has heard and shows. */
window.conductor = {
  get records() { return feed.heard; },
  get repeated() { return feed.repeated; },
  get missed() { return feed.missed; },
  get sessions() { return sessions.size; },
  points: (id) => sessions.get(id)?.points ?? [],
  now: () => feed.now(),
};
