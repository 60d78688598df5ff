// The text of a paragraph: a text area that grows with its text, over the same text in colours.

import { Completion } from './complete.js';
import { el } from './dom.js';

const KEYWORDS = `all and as asc between by case cast cross current_timestamp create desc describe
  distinct drop else end escape exists explain false filter for from full group having ilike in
  inner insert interval into is join last lateral left like limit materialized not null nulls
  offset on or order outer over partition print resume pause right select set show stop table then
  timestamp timestamptz to topics true union until using values view when where window with
  without`.split(/\s+/).join('|');

// One alternative each, in the order in which they are tried.
const TOKENS = new RegExp([
  '(?<magic>^\\s*%[\\w.]+(?:\\([^)\\n]*\\))?)',
  '(?<comment>--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))',
  "(?<string>'(?:[^']|'')*(?:'|$))",
  '(?<quoted>"(?:[^"]|"")*(?:"|$))',
  '(?<number>\\b\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?\\b)',
  `(?<keyword>\\b(?:${KEYWORDS})\\b)`,
  '(?<call>\\b[A-Za-z_]\\w*(?=\\())',
].join('|'), 'gi');

export class Editor {
  /** onRun() on Shift+Enter or Ctrl+Enter; onEdit() when the user has changed the text; onAsk(text,
   *  cursor) for what may stand at the cursor. */
  constructor({ label, placeholder, onRun, onEdit, onAsk }) {
    this.colours = el('pre', { class: 'colours', 'aria-hidden': 'true' });
    this.area = el('textarea', {
      'aria-label': label, placeholder, rows: '1', spellcheck: 'false', autocomplete: 'off',
      autocapitalize: 'off', autocorrect: 'off', wrap: 'soft',
      on: {
        input: () => {
          this.paint();
          onEdit();
        },
        keydown: (event) => {
          if (this.completion.take(event)) {
            event.preventDefault();
            return;
          }
          if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onRun();
        },
      },
    });
    this.completion = new Completion(this.area, this.colours, onAsk, () => {
      this.paint();
      onEdit();
    });
    this.element = el('div', { class: 'editor' }, this.colours, this.area, this.completion.element);
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    if (text === this.area.value) return;
    this.area.value = text;
    this.paint();
  }

  focus() {
    this.area.focus();
  }

  paint() {
    const text = this.area.value;
    const pieces = [];
    let at = 0;
    for (const match of text.matchAll(TOKENS)) {
      const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
      pieces.push(text.slice(at, match.index), el('span', { class: `t-${kind}`, text: match[0] }));
      at = match.index + match[0].length;
    }
    // The last line counts only if something stands on it.
    this.colours.replaceChildren(...pieces, text.slice(at), '\u200b');
  }
}
