// Tables: Zeppelin's TABLE text as an element, and what makes a live one calm to look at.

import { el } from './dom.js';
import { profile } from './profile.js';
import { sanitise } from './sanitise.js';

const ROWS_SHOWN_MAX = 1000;
const SHORT_MAX = 32; // characters
const NUMBER = /^[-+]?(\d[\d,]*)?\.?\d+(e[-+]?\d+)?%?$/i;

/** Zeppelin's TABLE: columns by tab, rows by newline, the first is the header. What else a text may
 *  mean is the profile's to say. */
export function tableFromText(text) {
  const { lines, comment } = profile.tableParts(text.replace(/\n$/, '').split('\n'));
  const [head, ...rows] = lines.map((line) => line.split('\t'));
  const body = el('tbody');
  const table = el('table', { class: 'table' },
    el('thead', {}, el('tr', {}, ...head.map((cell) => el('th', { scope: 'col', text: cell })))),
    body);
  appendRows(body, rows.slice(0, ROWS_SHOWN_MAX), head.length);
  shapeColumns(table);
  const parts = [table];
  if (rows.length === 0) parts.push(el('p', { class: 'text-muted small', text: 'no rows' }));
  if (rows.length > ROWS_SHOWN_MAX) parts.push(moreRows(table, body, rows, head.length));
  if (comment) parts.push(el('div', { class: 'comment' }, sanitise(comment)));
  return parts;
}

function appendRows(body, rows, width) {
  body.append(...rows.map((cells) => {
    const row = el('tr');
    for (let i = 0; i < width; i++) row.append(el('td', {}, profile.cell(cells[i] ?? '')));
    return row;
  }));
}

function moreRows(table, body, rows, width) {
  const button = el('button', {
    type: 'button', class: 'btn',
    text: `${ROWS_SHOWN_MAX} of ${rows.length} rows are shown; show all`,
    on: {
      click: () => {
        appendRows(body, rows.slice(ROWS_SHOWN_MAX), width);
        shapeColumns(table);
        button.remove();
      },
    },
  });
  return button;
}

/** Columns that hold nothing but numbers are set to the right; those of short texts do not wrap. */
export function shapeColumns(table) {
  const rows = [...table.querySelectorAll('tbody > tr')];
  const heads = [...table.querySelectorAll('thead > tr:last-child > th')];
  heads.forEach((head, column) => {
    const cells = rows.map((row) => row.children[column]).filter(Boolean);
    const texts = cells.map((cell) => cell.textContent.trim()).filter((text) => text !== '');
    const numbers = texts.length > 0 && texts.every((text) => NUMBER.test(text));
    const short = texts.every((text) => text.length <= SHORT_MAX);
    for (const cell of [head, ...cells]) {
      cell.classList.toggle('number', numbers);
      cell.classList.toggle('short', short);
    }
  });
}

/**
 * Keeps a live panel from jumping: its columns and its height may grow and do not shrink until
 * reset(), as values become shorter and rows fewer at each new window.
 */
export class Steady {
  constructor(panel) {
    this.panel = panel;
    this.reset();
  }

  reset() {
    this.room = 0; // the panel's own width
    this.widths = [];
    this.height = 0;
    this.panel.style.minHeight = '';
    for (const head of this.panel.querySelectorAll('th')) head.style.minWidth = '';
  }

  /** To be called after each change of the content. */
  hold() {
    if (this.panel.clientWidth !== this.room) this.reset();
    this.room = this.panel.clientWidth;
    const heads = [...this.panel.querySelectorAll('thead th')];
    if (heads.length !== this.widths.length) this.widths = heads.map(() => 0);
    const widths = heads.map((head) => Math.ceil(head.getBoundingClientRect().width));
    heads.forEach((head, i) => {
      this.widths[i] = Math.max(this.widths[i], widths[i]);
      head.style.minWidth = `${this.widths[i]}px`;
    });
    this.height = Math.max(this.height, Math.ceil(this.panel.getBoundingClientRect().height));
    this.panel.style.minHeight = `${this.height}px`;
  }
}
