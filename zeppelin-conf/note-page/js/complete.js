// What may stand at the cursor, offered by the interpreter when Tab is pressed: a list below the
// cursor. A candidate's value takes the place of the word before the cursor, a run of letters,
// digits, '_', '$', '-' and all that is not ASCII, as in Zeppelin's own classic editor.

import { el } from './dom.js';
import { profile } from './profile.js';

const RUN = /[\w$\-\u00a2-\uffff]*$/;

export class Completion {
  /** area: the text area; colours: the same text as elements, to find places in; ask(text, cursor)
   *  sends a question, whose answer comes to show(). */
  constructor(area, colours, ask, onInsert) {
    this.area = area;
    this.colours = colours;
    this.ask = ask;
    this.onInsert = onInsert;
    this.candidates = [];
    this.element = el('ul', { class: 'completions', role: 'listbox', hidden: true });
    area.addEventListener('blur', () => this.close());
    area.addEventListener('input', () => this.filter());
  }

  get open() {
    return !this.element.hidden;
  }

  /** The word before the cursor. */
  get typed() {
    return RUN.exec(this.area.value.slice(0, this.area.selectionStart))[0];
  }

  /** Whether a key was for the list. */
  take(event) {
    const { key } = event;
    if (key === 'Tab' && !event.shiftKey && !this.open) return this.begin();
    if (!this.open) return false;
    if (key === 'Escape') this.close();
    else if (key === 'ArrowDown') this.choose(this.chosen + 1);
    else if (key === 'ArrowUp') this.choose(this.chosen - 1);
    else if ((key === 'Enter' || key === 'Tab') && !event.shiftKey && !event.ctrlKey) this.insert();
    else return false;
    return true;
  }

  /** Ask, unless nothing but blanks stands before the cursor in its line. */
  begin() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    if (!profile.completes || /(^|\n)[ \t]*$/.test(before)) return false;
    this.ask(this.area.value, before.length);
    return true;
  }

  show(candidates) {
    if (document.activeElement !== this.area) return;
    this.candidates = profile.completions(candidates);
    this.filter(true);
  }

  /** The candidates in which the letters typed stand, in order. */
  filter(opens = false) {
    if (!opens && !this.open) return;
    const typed = this.typed.toLowerCase();
    this.shown = this.candidates.filter(({ value }) => hasLetters(value.toLowerCase(), typed));
    this.element.replaceChildren(...this.shown.map(({ name, value }, i) => el('li', {
      role: 'option', 'data-value': value, text: name,
      on: {
        mousedown: (event) => {
          event.preventDefault();
          this.chosen = i;
          this.insert();
        },
      },
    })));
    this.element.hidden = this.shown.length === 0;
    if (!this.open) return;
    this.place();
    this.choose(0);
  }

  choose(i) {
    this.element.children[this.chosen]?.removeAttribute('aria-selected');
    this.chosen = Math.min(Math.max(i, 0), this.shown.length - 1);
    const chosen = this.element.children[this.chosen];
    chosen.setAttribute('aria-selected', 'true');
    chosen.scrollIntoView({ block: 'nearest' });
  }

  insert() {
    const { value } = this.shown[this.chosen];
    const end = this.area.selectionStart;
    this.area.setRangeText(value, end - this.typed.length, end, 'end');
    this.close();
    this.onInsert();
  }

  close() {
    this.element.hidden = true;
  }

  place() {
    const at = placeOf(this.colours, this.area.selectionStart - this.typed.length);
    const frame = this.colours.parentElement.getBoundingClientRect();
    this.element.style.left = `${at.left - frame.left}px`;
    this.element.style.top = `${at.bottom - frame.top + 2}px`;
  }
}

function hasLetters(text, letters) {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Where a character of the element's text is drawn. */
function placeOf(element, offset) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (left < node.length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      return range.getBoundingClientRect();
    }
    left -= node.length;
  }
  return element.getBoundingClientRect();
}
