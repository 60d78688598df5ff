// The tools above the table.

import { el, icon, setHidden, setText } from './dom.js';

const SURE_MS = 5000; // for the second press of Stop
const VIEWS = [['table', 'Table'], ['chart', 'Chart'], ['both', 'Both']];

export class Controls {
  /** actions: {pause(), hold(on) -> whether sent, stop() -> whether sent, copy(), again(), show(view)} */
  constructor(host, actions, framed) {
    this.actions = actions;
    this.again = button('again', 'Try again', () => actions.again());
    this.pause = button('pause', 'Pause', () => actions.pause());
    this.hold = button('pause', 'Pause stream', () => this.pressHold());
    this.stop = button('stop', 'Stop', () => this.pressStop());
    this.stop.classList.add('stop');
    this.copy = button('copy', 'Copy as CSV', () => actions.copy());
    this.copy.classList.add('copy');
    this.views = el('div', { class: 'views-switch', role: 'group', 'aria-label': 'What is shown' },
      ...VIEWS.map(([view, text]) => el('button', {
        type: 'button', class: 'btn', text, 'data-view': view, 'aria-pressed': 'false',
        on: { click: () => actions.show(view) },
      })));
    this.said = el('span', { class: 'said', role: 'status' });
    this.sayTimer = null;
    this.sureTimer = null;
    host.append(this.said, this.again, this.views, this.pause, this.hold, this.stop, this.copy);
    if (framed) {
      host.append(el('a', {
        class: 'btn icon-only', href: location.href, target: '_blank', rel: 'noopener',
        title: 'open full page', 'aria-label': 'open full page',
      }, icon('open')));
    }
  }

  /** Each: whether that can be done now. */
  update({ again, pause, paused, hold, held, stop, copy, views, view }) {
    setHidden(this.again, !again);
    setHidden(this.pause, !pause && !paused);
    label(this.pause, paused ? 'resume' : 'pause', paused ? 'Resume' : 'Pause');
    this.pause.classList.toggle('primary', paused);
    this.held = held;
    setHidden(this.hold, !hold);
    label(this.hold, held ? 'resume' : 'pause', held ? 'Resume stream' : 'Pause stream');
    this.hold.classList.toggle('primary', held);
    this.hold.title = held ? 'the stream reads on, for everybody'
      : 'the stream reads nothing for now, for everybody; its place is kept';
    setHidden(this.stop, !stop);
    if (!stop) this.calm();
    setHidden(this.copy, !copy);
    setHidden(this.views, !views);
    for (const choice of this.views.children) {
      choice.setAttribute('aria-pressed', String(choice.dataset.view === view));
    }
  }

  pressHold() {
    if (!this.actions.hold(!this.held)) this.say('not connected: it can\'t be paused now');
  }

  /** Stopping ends the stream for everybody: it takes two presses. */
  pressStop() {
    if (this.sureTimer === null) {
      label(this.stop, 'stop', 'Really stop?');
      this.stop.classList.add('sure');
      this.sureTimer = setTimeout(() => this.calm(), SURE_MS);
      this.say('Press again to stop the stream for everybody');
      return;
    }
    this.calm();
    this.say(this.actions.stop() ? 'stopping' : 'not connected: it can\'t be stopped now');
  }

  calm() {
    clearTimeout(this.sureTimer);
    this.sureTimer = null;
    label(this.stop, 'stop', 'Stop');
    this.stop.classList.remove('sure');
  }

  /** A sentence for a moment. */
  say(text) {
    clearTimeout(this.sayTimer);
    setText(this.said, text);
    this.sayTimer = setTimeout(() => setText(this.said, ''), SURE_MS);
  }
}

function button(image, text, onClick) {
  return el('button', { type: 'button', class: 'btn', on: { click: onClick } },
    icon(image), el('span', { text }));
}

function label(target, image, text) {
  if (target.lastChild.textContent === text) return;
  target.firstChild.replaceWith(icon(image));
  target.lastChild.textContent = text;
}

/** Put a text on the clipboard; answers whether that worked. In a frame of another origin the
 *  new way is mostly refused, and the old one works. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: '-1' });
    const focused = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    try {
      return document.execCommand('copy');
    } finally {
      area.remove();
      focused?.focus();
    }
  }
}
