// How wide the columns are. The table's layout is fixed, so that a changed cell never lays out
// another one; widths come from measuring texts beside the page, and only grow, so that nothing
// jitters as values become longer and shorter.

const PADDING_PX = 30; // of a cell, both sides, as in live.css
const WIDEST_PX = 2400; // more is never wanted
const SQUEEZED_PX = 260; // a column wider than this gives way to others
const GLYPH_PX = 15; // no letter of the table's type is wider: shorter texts need no measuring
const MEASURED_CHARS = 400;

export class Widths {
  constructor() {
    this.context = document.createElement('canvas').getContext('2d');
    this.natural = [];
    this.grown = false;
  }

  /** A new set of columns. @param {{name: string}[]} columns  @param {string} font  of cells */
  begin(columns, font, headFont) {
    this.natural = columns.map(() => 48);
    this.context.font = headFont;
    columns.forEach(({ name }, i) => this.fit(i, name));
    this.context.font = font;
    this.grown = true;
  }

  /** Make room for a text. */
  fit(column, text) {
    const room = this.natural[column] - PADDING_PX;
    if (text.length * GLYPH_PX <= room || this.natural[column] >= WIDEST_PX) return;
    const measured = this.context.measureText(text.slice(0, MEASURED_CHARS)).width;
    if (measured <= room) return;
    this.natural[column] = Math.min(Math.ceil(measured) + PADDING_PX, WIDEST_PX);
    this.grown = true;
  }

  get total() {
    return this.natural.reduce((sum, width) => sum + width, 0);
  }

  /** The widths for a box of `room` pixels: as wide as wanted, or else wide columns give way. */
  within(room) {
    const narrow = this.natural.filter((width) => width <= SQUEEZED_PX);
    const left = room - narrow.reduce((sum, width) => sum + width, 0);
    const wide = this.natural.filter((width) => width > SQUEEZED_PX).sort((a, b) => a - b);
    const limit = fairShare(wide, left);
    return this.natural.map((width) =>
      (width <= SQUEEZED_PX ? width : Math.floor(Math.max(SQUEEZED_PX, Math.min(width, limit)))));
  }
}

/** What each may have at most so that all of `ascending` fit into `room`. */
function fairShare(ascending, room) {
  for (let i = 0; i < ascending.length; i++) {
    const share = room / (ascending.length - i);
    if (ascending[i] > share) return share;
    room -= ascending[i];
  }
  return Infinity;
}
