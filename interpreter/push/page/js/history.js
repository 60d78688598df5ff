// What a chart over time remembers: points whose rows have left the table. Pure.
//
// A table that shows the newest window's rows only would make a chart of one window. So a point
// that was seen stays, with its row's last value, as long as this page is open and there is room.
// Rows that are in the table are not in here: whatever they say counts, corrections too. While a
// stream catches up, windows pass between two frames, and a row that leaves may have been seen half
// counted only: nothing is remembered of that time.

import { isPlace, isWindowed } from './choice.js';
import { pointOf } from './series.js';

export const WINDOWS_MAX = 300; // different x remembered, where x is a window
export const SERIES_MAX = 64;
export const POINTS_MAX = 20000;

const KEPT_SHARE = 0.9; // of POINTS_MAX after there were more, so that sorting is rare
const KEY_CHARS_MAX = 64; // of a cell: enough to tell rows apart

const CAUGHT_UP_RECORDS = 1000; // behind the ends, or
const CAUGHT_UP_S = 0.1; // of what is read in a second, whichever is more

/** Whether a stream of these statistics reads close behind the topics' ends. */
export function isCaughtUp(stats) {
  if (stats === null) return false;
  return stats.lag <= Math.max(CAUGHT_UP_RECORDS, stats.records_per_s * CAUGHT_UP_S);
}

export class History {
  constructor({ windowsMax = WINDOWS_MAX, seriesMax = SERIES_MAX, pointsMax = POINTS_MAX } = {}) {
    this.limits = { windowsMax, seriesMax, pointsMax };
    this.signature = null; // of columns and choice
    this.named = null; // of the columns alone
    this.columns = [];
    this.choice = null;
    this.seen = new Map(); // id -> cells: the table at the last take()
    this.counts = false; // whether that was read close behind the topics' ends
    this.clear();
  }

  clear() {
    this.byX = new Map(); // x -> Map of key -> point
    this.series = new Map(); // name -> {count, x, size}: of points, the newest x, its |y|
    this.size = 0;
  }

  /** Which points are remembered; other columns than before begin anew.
   *  @param choice  a chart over time, or null: none are */
  begin(columns, choice) {
    const named = columns.map(({ name, type }) => `${name}:${type}`).join('|');
    const signature = JSON.stringify([named, choice && [choice.x, choice.y, choice.series]]);
    if (signature === this.signature) return;
    if (named !== this.named) this.seen = new Map();
    this.signature = signature;
    this.named = named;
    this.columns = columns;
    this.choice = choice;
    this.windowed = choice !== null && isWindowed(columns, choice);
    this.keys = columns.flatMap((column, i) => (choice && i !== choice.x &&
      (!column.number || isPlace(column) || i === choice.series) ? [i] : []));
    this.clear();
  }

  /** The table has changed: remember what has left it.
   *  @param caughtUp  whether the stream reads close behind the topics' ends */
  take({ order, rows }, caughtUp) {
    if (!this.choice) return;
    const now = new Map();
    for (const id of order) now.set(id, rows.get(id));
    for (const [id, cells] of this.seen) {
      const next = now.get(id);
      const stays = next === cells || (next && this.isSamePlace(next, cells));
      if (this.counts && !stays) this.put(cells);
    }
    for (const [id, cells] of now) if (this.seen.get(id) !== cells) this.forget(cells);
    this.seen = now;
    this.counts = caughtUp;
    this.trim();
  }

  /** The remembered points, {name, x, y} each, in no order. */
  * points() {
    for (const points of this.byX.values()) yield* points.values();
  }

  isSamePlace(a, b) {
    const { x, series } = this.choice;
    return a[x] === b[x] && (series === null || a[series] === b[series]);
  }

  /** A row is the same again if it says the same of everything but its numbers. */
  keyOf(cells) {
    return JSON.stringify(this.keys.map((i) => cells[i]?.slice(0, KEY_CHARS_MAX) ?? null));
  }

  put(cells) {
    this.forget(cells);
    const point = pointOf(cells, this.columns, this.choice);
    if (!point) return;
    const { name, x, y, offsetMinutes } = point;
    const points = this.byX.get(x) ?? new Map();
    points.set(this.keyOf(cells), { name, x, y, offsetMinutes });
    this.byX.set(x, points);
    this.size++;
    const series = this.series.get(name) ?? { count: 0, x: -Infinity, size: 0 };
    series.count++;
    if (x >= series.x) [series.x, series.size] = [x, Math.abs(y)];
    this.series.set(name, series);
  }

  forget(cells) {
    if (this.size === 0) return;
    const x = pointOf(cells, this.columns, this.choice, 0)?.x;
    if (this.byX.has(x)) this.remove(x, this.keyOf(cells));
  }

  remove(x, key) {
    const points = this.byX.get(x);
    const point = points.get(key);
    if (!point) return;
    points.delete(key);
    if (points.size === 0) this.byX.delete(x);
    this.size--;
    const series = this.series.get(point.name);
    if (--series.count === 0) this.series.delete(point.name);
  }

  trim() {
    const { windowsMax, seriesMax, pointsMax } = this.limits;
    if (this.series.size > seriesMax) this.dropSeries(seriesMax);
    if (this.windowed && this.byX.size > windowsMax) {
      this.dropOldest(() => this.byX.size <= windowsMax);
    }
    if (this.size > pointsMax) this.dropOldest(() => this.size <= pointsMax * KEPT_SHARE);
  }

  dropOldest(isEnough) {
    for (const x of [...this.byX.keys()].sort((a, b) => a - b)) {
      if (isEnough()) return;
      for (const key of [...this.byX.get(x).keys()]) this.remove(x, key);
    }
  }

  /** The series seen last stay, and of those the greatest. */
  dropSeries(seriesMax) {
    const ranked = [...this.series].sort(([, a], [, b]) => b.x - a.x || b.size - a.size);
    const dropped = new Set(ranked.slice(seriesMax).map(([name]) => name));
    for (const [x, points] of [...this.byX]) {
      for (const [key, { name }] of [...points]) if (dropped.has(name)) this.remove(x, key);
    }
  }
}
