// Lines over time, drawn by uPlot. This module is loaded when a line chart is first wanted: if it
// can't be, the table goes on without it.

import uPlot from './../vendor/uPlot.esm.js';

import { isWindowed } from './choice.js';
import { el, setHidden, setText } from './dom.js';
import { clock, count, zoneName } from './format.js';
import { align, assignSlots, linesOf, m4, spacing, withGaps, xRange } from './series.js';

const MIN_HEIGHT_PX = 100;
const ROW_SPACE_PX = 40; // between lines of the grid
const STEP_ELSE = { time: 10, number: 1 }; // of an axis with a single x on it
const VEIL_FROM_PX = 4; // right of the last closed window's point
const VEIL_BEYOND_PX = 20; // of a point at the edge
const OPEN_VEIL = 0.6; // over what is drawn of a window that is not closed yet

export class LineChart {
  constructor(host) {
    this.canvas = el('div', { class: 'canvas', 'aria-hidden': 'true' });
    this.legend = el('ul', { class: 'legend' });
    host.append(this.canvas, this.legend);
    this.slots = new Map(); // line's name -> colour
    this.entries = new Map(); // line's name -> {item, value}
    this.plot = null;
    this.made = ''; // what the plot was made for
  }

  /**
   * Draw into `size`; answers what there is to say about it.
   * @param past        points of rows that have left the table
   * @param openFromMs  event time from which on windows may still change; Infinity: none do
   */
  draw(rows, columns, choice, size, { past, openFromMs }) {
    const all = linesOf(rows, columns, choice, past);
    this.time = all.time;
    this.offsetMs = all.offsetMinutes * 60000;
    this.windowed = isWindowed(columns, choice);
    this.spacing = spacing(all.lines);
    this.openFrom = openFromMs / 1000;
    this.lines = this.reduce(all.lines, Math.max(size.width - 70, 50) * devicePixelRatio);
    this.slots = assignSlots(this.slots, this.lines.map(({ name }) => name));
    this.showLegend(null);
    const height = Math.max(size.height - this.legend.offsetHeight, MIN_HEIGHT_PX);
    this.fill(choice, { width: size.width, height });
    const some = all.groups > this.lines.length;
    return [some && `the ${this.lines.length} greatest of ${count(all.groups)}`,
      past.length > 0 && 'since this page was opened',
      all.time && `time in ${zoneName(all.offsetMinutes)}`].filter(Boolean);
  }

  /** No more points than the screen shows, and none of them connected over a missing window. */
  reduce(lines, columns) {
    const { step, regular } = this.spacing;
    const broken = this.windowed && step !== null && regular;
    return lines.map((line) => {
      const reduced = m4(line.xs, line.ys, columns);
      return { name: line.name, ...(broken ? withGaps(reduced, line, step) : reduced) };
    });
  }

  fill(choice, size) {
    const data = align(this.lines);
    const names = this.lines.map(({ name }) => name);
    const colours = colourScheme();
    const made = JSON.stringify([choice, names, this.time, this.offsetMs, colours.dark]);
    if (made !== this.made) {
      this.plot?.destroy();
      this.plot = new uPlot(this.options(choice, size, colours), data, this.canvas);
      this.made = made;
      return;
    }
    if (this.plot.width !== size.width || this.plot.height !== size.height) this.plot.setSize(size);
    this.plot.setData(data);
  }

  options(choice, size, colours) {
    const axis = {
      stroke: colours.muted,
      font: `11.5px ${colours.font}`,
      grid: { stroke: colours.line, width: 1 },
      ticks: { stroke: colours.line, width: 1, size: 4 },
    };
    const xLabels = this.time ? this.timeLabels : numbers;
    return {
      ...size,
      padding: [10, 30, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: this.time, range: () => this.range() }, y: { range: yRange } },
      tzDate: (seconds) => wallDate(seconds * 1000 + this.offsetMs),
      axes: [
        { ...axis, size: 26, gap: 4, space: (...all) => this.tickSpace(...all), values: xLabels },
        { ...axis, gap: 4, size: labelRoom, space: ROW_SPACE_PX, values: numbers },
      ],
      series: [{}, ...this.lines.map(({ name }) => this.line(name, choice.kind, colours))],
      hooks: {
        setCursor: [({ cursor }) => this.showLegend(cursor.idx ?? null)],
        draw: [(plot) => this.veil(plot)],
      },
    };
  }

  /** Room for a label below: of hours and minutes, or, where ticks are closer, of seconds too.
   *  Between two windows there is nothing to label. */
  tickSpace(_plot, _axis, low, high, room) {
    const secondsApart = (high - low) * 48 / room;
    const least = secondsApart > 30 && secondsApart < 43200 ? 48 : 76;
    const step = this.windowed ? this.spacing.step ?? 0 : 0;
    return Math.max(least, step / (high - low) * room * 0.99);
  }

  range() {
    return xRange(this.spacing, this.time ? STEP_ELSE.time : STEP_ELSE.number);
  }

  /** What leads to the newest window is pale while that is open: its numbers are not all there. */
  veil({ ctx, bbox, valToPos }) {
    const { high, step } = this.spacing;
    if (!this.windowed || step === null || high + step <= this.openFrom) return;
    const from = valToPos(high - step, 'x', true) + VEIL_FROM_PX * devicePixelRatio;
    ctx.save();
    ctx.globalCompositeOperation = 'destination-out'; // what is there becomes transparent
    ctx.globalAlpha = OPEN_VEIL;
    ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from + VEIL_BEYOND_PX, bbox.height);
    ctx.restore();
  }

  line(name, kind, colours) {
    const stroke = colours.lines[this.slots.get(name) % colours.lines.length];
    const points = kind === 'points';
    return {
      label: name,
      stroke,
      width: points ? 0 : 1.75,
      points: { size: points ? 6 : 5, fill: stroke, ...(points ? { show: true } : {}) },
    };
  }

  /** Times of day, and the date where one begins. */
  timeLabels = (_plot, splits, _axis, _space, step) => {
    let day = null;
    return splits.map((seconds) => {
      const text = new Date(seconds * 1000 + this.offsetMs).toISOString(); // 2026-11-25T10:02:03.5Z
      const begins = day !== null && text.slice(0, 10) !== day;
      day = text.slice(0, 10);
      if (step >= 86400 || begins) return day;
      return text.slice(11, step >= 60 ? 16 : step >= 1 ? 19 : 23);
    });
  };

  /** The lines' names, and their values where the cursor is, or else the last ones. */
  showLegend(index) {
    const x = index === null || !this.plot ? null : this.plot.data[0][index];
    for (const [name, { item }] of this.entries) {
      if (!this.slots.has(name)) {
        item.remove();
        this.entries.delete(name);
      }
    }
    this.lines.forEach((line, position) => {
      const entry = this.entries.get(line.name) ?? this.newEntry(line.name);
      const newest = this.windowed ? this.spacing.high : line.xs.at(-1);
      const y = line.ys[line.xs.lastIndexOf(x ?? newest)];
      setText(entry.value, y == null ? '–' : plainNumber(y));
      if (this.legend.children[position] !== entry.item) {
        this.legend.insertBefore(entry.item, this.legend.children[position] ?? null);
      }
    });
    this.when ??= this.legend.closest('.chart').querySelector('.when');
    if (this.when) {
      setHidden(this.when, x === null);
      setText(this.when, x === null ? '' : this.xText(x));
    }
  }

  newEntry(name) {
    const value = el('b');
    const item = el('li', { title: name, 'data-colour': this.slots.get(name) % 8 },
      el('span', { class: 'name', text: name.slice(0, 200) || '(empty)' }), value);
    const entry = { item, value };
    this.entries.set(name, entry);
    return entry;
  }

  xText(x) {
    if (!this.time) return plainNumber(x);
    const at = wallDate(x * 1000 + this.offsetMs).getTime();
    return clock(at, wallDate(Date.now() + this.offsetMs).getTime());
  }

  destroy() {
    this.plot?.destroy();
    this.canvas.remove();
    this.legend.remove();
    if (this.when) setHidden(this.when, true);
  }
}

/** A Date whose local fields say what a clock at UTC + the offset says: cells and axis agree. */
const wallDate = (ms) => uPlot.tzDate(new Date(ms), 'Etc/UTC');

/** From zero, unless all of it lies far from there or is negative. */
function yRange(plot, low, high) {
  if (low === null || high === null) return [0, 1];
  if (low === high) return low === 0 ? [0, 1] : [Math.min(0, low * 1.2), Math.max(0, low * 1.2)];
  const near = low >= 0 && low < high * 0.7;
  const margin = (high - low) * 0.06;
  return [near ? 0 : low - margin, high <= 0 && high > low * 0.7 ? 0 : high + margin];
}

function labelRoom(plot, labels) {
  if (!labels) return 40;
  const longest = labels.reduce((most, label) => Math.max(most, String(label ?? '').length), 0);
  return Math.max(34, longest * 7 + 14);
}

const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });
const PLAIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
function shortNumber(n) {
  if (n === null) return '';
  return Math.abs(n) < 10000 ? plainNumber(n) : SHORT.format(n);
}

const plainNumber = (n) => PLAIN.format(n);
const numbers = (_plot, values) => values.map(shortNumber);

function colourScheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    muted: colour('--muted'),
    line: colour('--line'),
    font: getComputedStyle(document.body).fontFamily,
    lines: Array.from({ length: 8 }, (_, i) => colour(`--line-${i}`)),
  };
}
