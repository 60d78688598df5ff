// The table in the page: rows keyed by id and changed in place.
//
// Only rows that can be seen are elements; of a small table all are, so that the browser's own
// search and screen readers find them. render() compares what a row's element shows with the
// model's row, so it costs what is seen and not what there is. It reads no layout: sizes are told
// by observers.

import { el, setHidden, setText } from './dom.js';
import { count, counted } from './format.js';
import { stayingPositions } from './model.js';
import { Widths } from './widths.js';

const WHOLE_MAX = 120; // rows
const WHOLE_CELLS_MAX = 6000;
const OVERSCAN = 12; // rows beyond the edges
const CELL_CHARS_MAX = 600; // shown of a cell; the whole of it is in the row's details and the CSV
const MARK = { holdMs: 120, fadeMs: 600, many: 1 / 3 }; // of live.css; `many`: a share of the cells
const STRETCH = 1.5;
const ROWS_SLACK = 2; // so many more rows are shown rather than scrolled
const ROW_PX = 28; // as in live.css, until it has been measured

export class Table {
  /** onPick(id) when a row was chosen. */
  constructor(host, onPick) {
    this.host = host;
    this.onPick = onPick;
    this.widths = new Widths();
    this.signature = null;
    this.generation = -1;
    this.rows = new Map(); // id -> {id, tr, cells, position}
    this.shown = []; // the rows that are elements, first to last
    this.marks = new Map(); // marked element -> {since, cells}, until it has faded
    this.toMark = []; // elements that this rendering changes
    this.markTimer = null;
    this.rowPx = ROW_PX;
    this.top = 0; // of the scrolled box
    this.room = { width: 0, height: 600 };
    this.build();
  }

  build() {
    this.cols = el('colgroup');
    this.heads = el('tr');
    this.before = el('tbody', { class: 'pad', 'aria-hidden': 'true', hidden: true });
    this.body = el('tbody');
    this.after = el('tbody', { class: 'pad', 'aria-hidden': 'true', hidden: true });
    this.caption = el('caption', { class: 'unseen' });
    this.table = el('table', { id: 'table' }, this.caption, this.cols,
      el('thead', {}, this.heads), this.before, this.body, this.after);
    this.waiting = el('p', { class: 'waiting', hidden: true });
    this.scroller = el('div', { class: 'scroller', tabindex: '0', role: 'group' },
      this.table, this.waiting);
    this.amount = el('p', { class: 'amount' });
    this.host.append(this.scroller, this.amount);
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.body.addEventListener('click', (event) => this.picked(event));
    this.scroller.addEventListener('keydown', (event) => {
      const id = this.model?.order[Math.ceil(this.top / this.rowPx)];
      if (event.key !== 'Enter' || id === undefined) return;
      event.preventDefault(); // the focus moves to a button, which this key must not press
      this.onPick(id);
    });
    new ResizeObserver(([{ contentRect }]) => {
      this.room = { width: contentRect.width, height: contentRect.height };
      this.measure();
      this.setWidths();
      if (this.model) this.render(this.model, { mark: false });
    }).observe(this.scroller);
  }

  /** The height of all rows, or, if they are many more than `most`, of so many; head and scroll
   *  bar included. */
  wantedHeight(most) {
    const rows = this.model?.order.length ?? 0;
    const some = rows <= most + ROWS_SLACK ? rows : most + 0.5; // half a row: there are more
    return (some + 1) * this.rowPx + 4 + (rows === 0 ? 34 : 0) + this.amount.offsetHeight;
  }

  /** Show the model. @param mark  whether changed cells are marked for a moment */
  render(model, { mark = true } = {}) {
    this.model = model;
    if (model.generation !== this.generation) this.begin(model);
    const added = model.takeAdded();
    const [from, to] = this.span(model.order.length);
    this.placePads(from, model.order.length - to);
    this.reconcile(model, from, to, { mark, added });
    this.markChanged(model.columns.length);
    if (this.widths.grown) this.setWidths();
    if (this.table.dataset.seq !== String(model.seq)) this.table.dataset.seq = model.seq;
    this.showAmount(model);
  }

  begin(model) {
    this.generation = model.generation;
    if (model.signature === this.signature) return; // the same table, after a new connection
    this.signature = model.signature;
    for (const row of this.shown) row.tr.remove();
    this.rows.clear();
    this.shown = [];
    const heads = model.columns.map(({ name, type, number }) =>
      el('th', { scope: 'col', class: number && 'number', title: `${name}: ${type}`, text: name }));
    this.heads.replaceChildren(...heads);
    this.cols.replaceChildren(...model.columns.map(() => el('col')));
    this.scroller.scrollTop = this.top = 0;
    const { family } = fontOf(this.scroller);
    this.widths.begin(model.columns, `13.5px ${family}`, `600 12px ${family}`);
  }

  isWhole(length) {
    return length <= WHOLE_MAX && length * this.cols.children.length <= WHOLE_CELLS_MAX;
  }

  /** Which rows of `length` are elements: all, or those in sight. */
  span(length) {
    if (this.isWhole(length)) return [0, length];
    const first = Math.floor(this.top / this.rowPx) - OVERSCAN;
    const seen = Math.ceil(this.room.height / this.rowPx) + 2 * OVERSCAN;
    const from = Math.max(0, Math.min(first, length - seen));
    return [from, Math.min(length, from + seen)];
  }

  placePads(before, after) {
    setHidden(this.before, before === 0);
    setHidden(this.after, after === 0);
    setHeight(this.before, before * this.rowPx);
    setHeight(this.after, after * this.rowPx);
  }

  reconcile(model, from, to, how) {
    const wanted = [];
    for (let i = from; i < to; i++) {
      const id = model.order[i];
      const row = this.rows.get(id) ?? this.newRow(id);
      this.updateRow(row, model.rows.get(id), model.columns, how);
      row.wantedIn = wanted;
      wanted.push(row);
    }
    for (const row of this.shown) if (row.wantedIn !== wanted) this.removeRow(row);
    this.placeRows(wanted);
    if (this.numbered || !this.isWhole(model.order.length)) this.number(wanted, from, model);
  }

  newRow(id) {
    const tr = document.createElement('tr');
    tr.dataset.id = id;
    const row = { id, tr, cells: null, position: -1 };
    this.rows.set(id, row);
    return row;
  }

  removeRow(row) {
    row.tr.remove();
    this.rows.delete(row.id);
  }

  /** Put the elements into the order of `wanted`, leaving as many as possible where they are. */
  placeRows(wanted) {
    const kept = wanted.filter((row) => row.position >= 0);
    const positions = kept.map((row) => row.position);
    const ordered = positions.every((position, i) => i === 0 || positions[i - 1] < position);
    const staying = ordered ? null : stayingPositions(positions);
    let next = null; // the element that the one to be placed comes before
    let keptAt = kept.length;
    for (let i = wanted.length - 1; i >= 0; i--) {
      const row = wanted[i];
      const stays = row.position >= 0 && (staying?.has(--keptAt) ?? true);
      if (!stays) this.body.insertBefore(row.tr, next);
      row.position = i;
      next = row.tr;
    }
    this.shown = wanted;
  }

  updateRow(row, cells, columns, { mark, added }) {
    if (row.cells === cells) return;
    const before = row.cells;
    if (!before) {
      row.tr.append(...columns.map(({ number }) => newCell(number)));
      if (mark && added.has(row.id)) this.toMark.push(row.tr);
    }
    const elements = row.tr.children;
    for (let i = 0; i < cells.length; i++) {
      if (before && before[i] === cells[i]) continue;
      this.setCell(elements[i], i, cells[i]);
      if (mark && before) this.toMark.push(elements[i]);
    }
    row.cells = cells;
  }

  setCell(td, column, cell) {
    if ((cell === null) !== td.classList.contains('null')) td.classList.toggle('null');
    const text = cell ?? 'NULL';
    const shown = text.length > CELL_CHARS_MAX ? `${text.slice(0, CELL_CHARS_MAX)}…` : text;
    td.firstChild.data = shown;
    this.widths.fit(column, shown);
  }

  /** Rows that are not elements count too, where not all of them are. */
  number(wanted, from, model) {
    this.numbered = !this.isWhole(model.order.length);
    this.table.setAttribute('aria-rowcount', model.order.length + 1);
    wanted.forEach((row, i) => {
      if (row.index === from + i) return;
      row.index = from + i;
      row.tr.setAttribute('aria-rowindex', from + i + 2);
    });
  }

  /* A mark is a background that fades. It is faint where it would tell little: when a good part of
     what is in sight has just changed, and on a cell whose last mark has not faded yet. */
  markChanged(width) {
    if (this.toMark.length === 0) return;
    const since = performance.now();
    const again = new Set(this.toMark.filter((element) => this.marks.has(element)));
    for (const element of this.toMark) {
      this.marks.set(element, { since, cells: element.tagName === 'TR' ? width : 1 });
    }
    let marked = 0;
    for (const { cells } of this.marks.values()) marked += cells;
    const rows = Math.min(this.shown.length, Math.ceil(this.room.height / this.rowPx));
    const many = marked > rows * width * MARK.many;
    for (const element of this.toMark) {
      element.classList.add('changed');
      element.classList.toggle('faint', many || again.has(element));
    }
    this.toMark = [];
    this.markTimer ??= setTimeout(() => this.sweep(), MARK.holdMs);
  }

  sweep() {
    const now = performance.now();
    for (const [element, { since }] of this.marks) {
      if (now - since >= MARK.holdMs) element.classList.remove('changed');
      if (now - since >= MARK.holdMs + MARK.fadeMs || !element.isConnected) {
        this.marks.delete(element);
      }
    }
    this.markTimer = this.marks.size > 0 ? setTimeout(() => this.sweep(), MARK.holdMs) : null;
  }

  scrolled() {
    this.top = this.scroller.scrollTop;
    if (this.model && !this.isWhole(this.model.order.length)) {
      this.render(this.model, { mark: false });
    }
  }

  measure() {
    const height = this.shown[0]?.tr.getBoundingClientRect().height;
    if (height > 0) this.rowPx = height;
  }

  setWidths() {
    this.widths.grown = false;
    const widths = this.widths.within(this.room.width);
    widths.forEach((width, i) => {
      const wanted = `${width}px`;
      if (this.cols.children[i].style.width !== wanted) this.cols.children[i].style.width = wanted;
    });
    // A narrow table is stretched a little and not across a wide page: its cells belong together.
    const sum = widths.reduce((sum, width) => sum + width, 0);
    this.table.style.width = `${Math.max(sum, Math.min(this.room.width, sum * STRETCH))}px`;
    this.onWidths?.();
  }

  showAmount({ order, total, schema }) {
    const all = counted(order.length, 'row');
    setText(this.amount, total > order.length
      ? `first ${count(order.length)} of ${counted(total, 'row')}` : all);
    setHidden(this.amount, order.length === 0);
    setText(this.caption, `${schema?.columns.length ?? 0} columns, ${all}`);
  }

  /** Why there are no rows; null if that needs no words. */
  showWaiting(text) {
    setHidden(this.waiting, text === null);
    setText(this.waiting, text ?? '');
  }

  picked(event) {
    const id = Number(event.target.closest('tr')?.dataset.id);
    if (Number.isFinite(id) && String(window.getSelection()) === '') this.onPick(id);
  }
}

function newCell(number) {
  const td = document.createElement('td');
  if (number) td.className = 'number';
  td.append('');
  return td;
}

function setHeight(element, px) {
  const wanted = `${px}px`;
  if (element.style.height !== wanted) element.style.height = wanted;
}

function fontOf(element) {
  return { family: getComputedStyle(element).fontFamily };
}
