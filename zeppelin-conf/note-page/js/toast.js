// Short messages in the corner, for what has no place in the note.

import { el } from './dom.js';

const SHOWN_MS = 8000;
const SHOWN_MAX = 4;

export function toast(text) {
  const list = document.getElementById('toasts');
  if ([...list.children].some((shown) => shown.dataset.text === text)) return;
  const message = el('div', { class: 'toast', 'data-text': text },
    el('p', { text }),
    el('button', {
      type: 'button', 'aria-label': 'Dismiss', text: '\u00d7',
      on: { click: () => message.remove() },
    }));
  list.append(message);
  if (list.children.length > SHOWN_MAX) list.firstChild.remove();
  setTimeout(() => message.remove(), SHOWN_MS);
}
