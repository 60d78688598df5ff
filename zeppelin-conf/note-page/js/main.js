// The page: its address says what is open (#/ the list, #/notebook/ID a note, as in Zeppelin's
// own user interface), the socket brings the messages to it.

import { el } from './dom.js';
import { Note } from './note.js';
import { Notes } from './notes.js';
import { UIS, ui } from './profile.js';
import { Socket } from './socket.js';
import { toast } from './toast.js';

const content = document.getElementById('content');
const connection = document.getElementById('connection');
let view = null; // Note or Notes

const send = (op, data) => socket.send(op, data);
const socket = new Socket(receive, showState);
window.addEventListener('hashchange', show);
window.addEventListener('pagehide', () => view.close());
show();

function show() {
  const id = window.location.hash.match(/^#\/notebook\/([\w-]+)/)?.[1];
  view?.close();
  view = id ? new Note(id, send) : new Notes(send);
  content.replaceChildren(view.element);
  view.open();
  showUis();
}

/** The choice of the user interface that is played, each a link to the same note. */
function showUis() {
  document.getElementById('uis').replaceChildren(...UIS.map((name) => el('a', {
    href: `?ui=${name}${window.location.hash}`, text: name,
    'aria-current': name === ui ? 'true' : null,
  })));
}

function receive(op, data) {
  if (op === 'ERROR_INFO' && !data.info) view.failed();
  else if (op === 'ERROR_INFO' || op === 'AUTH_INFO') toast(data.info);
  else if (op === 'NEW_NOTE' && data.note) window.location.hash = `#/notebook/${data.note.id}`;
  else view.receive(op, data);
}

function showState(state, waitMs) {
  connection.dataset.state = state;
  if (state === 'open') {
    connection.textContent = 'connected';
    view?.open();
  } else if (state === 'connecting') {
    connection.textContent = 'connecting';
  } else {
    connection.textContent = `no connection, again in ${Math.ceil(waitMs / 1000)} s`;
  }
}
