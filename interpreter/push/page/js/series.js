// What a chart shows. Pure: the points of each line, the bars, and how many points a screen can
// show at all.

import { LINE_WINDOWS_MIN, isTime, kindsOf } from './choice.js';
import { parseTime } from './format.js';

export const LINES_MAX = 8;
const NAME_CHARS_MAX = 200; // of a line's name
const PADDED_STEPS = 5; // as wide is an axis of one x, or of two

/** A cell as a number; NaN for NULL, a text, infinity. */
export function numberOf(cell) {
  if (cell === null || cell === undefined || cell === '') return NaN;
  const n = Number(cell);
  return Number.isFinite(n) ? n : NaN;
}

/**
 * What a row is in a chart: {name, x, y, offsetMinutes}, or null if it lacks an x or a y.
 * @param {number} [y]  instead of the row's own
 */
export function pointOf(cells, columns, choice, y = numberOf(cells[choice.y])) {
  const at = isTime(columns[choice.x]) ? parseTime(cells[choice.x]) : null;
  const x = at ? at.ms / 1000 : isTime(columns[choice.x]) ? NaN : numberOf(cells[choice.x]);
  if (Number.isNaN(x) || Number.isNaN(y)) return null;
  const name = choice.series === null ? columns[choice.y].name
    : cells[choice.series]?.slice(0, NAME_CHARS_MAX) ?? 'NULL';
  return { name, x, y, offsetMinutes: at?.offsetMinutes ?? 0 };
}

/** How many different x there are, counted up to `enough`. */
export function countXs(rows, columns, choice, past, enough) {
  const xs = new Set();
  const isEnough = ({ x }) => xs.add(x).size >= enough;
  for (const point of past) if (isEnough(point)) return enough;
  for (const cells of rows) {
    const point = pointOf(cells, columns, choice);
    if (point && isEnough(point)) return enough;
  }
  return xs.size;
}

/**
 * The lines of a choice: the LINES_MAX groups with the greatest sums, in the order of their names,
 * each {name, xs, ys} by ascending x. Points without an x or a y are left out.
 * @param {Iterable} past  points of rows that are no longer in the table
 * @return {{lines, groups: number, time: boolean, offsetMinutes: number}}
 */
export function linesOf(rows, columns, choice, past = []) {
  const groups = new Map();
  let offsetMinutes = 0;
  const add = (point) => {
    let group = groups.get(point.name);
    if (!group) groups.set(point.name, group = { name: point.name, points: [], sum: 0 });
    group.points.push(point);
    group.sum += Math.abs(point.y);
    offsetMinutes = point.offsetMinutes;
  };
  for (const point of past) add(point);
  for (const cells of rows) {
    const point = pointOf(cells, columns, choice);
    if (point) add(point);
  }
  const top = [...groups.values()].sort((a, b) => b.sum - a.sum || byName(a, b));
  const lines = top.slice(0, LINES_MAX).sort(byName).map(({ name, points }) => {
    points.sort((a, b) => a.x - b.x);
    return { name, xs: points.map(({ x }) => x), ys: points.map(({ y }) => y) };
  });
  return { lines, groups: groups.size, time: isTime(columns[choice.x]), offsetMinutes };
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/**
 * The bars of a choice: the `limit` labels with the greatest values, greatest first, ties as in
 * the table. Where rows have windows, those of the newest window only: sums over windows would be
 * nobody's number.
 * @return {{bars: {name, value, text}[], groups: number, window: string|null}}
 */
export function barsOf(rows, columns, choice, limit) {
  const { windowStart } = kindsOf(columns);
  const window = windowStart >= 0 && windowStart !== choice.x ? newest(rows, windowStart) : null;
  const bars = new Map();
  for (const cells of rows) {
    if (window !== null && cells[windowStart] !== window) continue;
    const value = numberOf(cells[choice.y]);
    const name = cells[choice.x] ?? 'NULL';
    if (Number.isNaN(value) || bars.has(name)) continue;
    bars.set(name, { name, value, text: cells[choice.y] });
  }
  const sorted = [...bars.values()].sort((a, b) => b.value - a.value);
  return { bars: sorted.slice(0, limit), groups: bars.size, window };
}

function newest(rows, column) {
  let best = null;
  let bestMs = -Infinity;
  for (const cells of rows) {
    const ms = parseTime(cells[column])?.ms ?? -Infinity;
    if (ms > bestMs) [best, bestMs] = [cells[column], ms];
  }
  return best;
}

/**
 * M4 (Jugel et al., VLDB 2014): of the points that fall into one column of pixels, the first, the
 * last, the least and the greatest draw the same line as all of them.
 * @param {number[]} xs  ascending or not; NaN and null are left out, as in ys
 * @param {number} pixels  columns that the range of x covers, at least 1
 * @return {{xs: number[], ys: number[]}}  at most 4 points a column, by ascending x
 */
export function m4(xs, ys, pixels) {
  const known = [];
  for (let i = 0; i < xs.length; i++) {
    if (Number.isFinite(xs[i]) && Number.isFinite(ys[i])) known.push(i);
  }
  known.sort((a, b) => xs[a] - xs[b] || a - b);
  const columns = Math.max(1, Math.floor(pixels));
  const low = xs[known[0]];
  const scale = columns / (xs[known.at(-1)] - low);
  const columnOf = (i) => {
    const column = Math.floor((xs[i] - low) * scale); // NaN where all x are the same
    return column >= 0 ? Math.min(column, columns - 1) : 0;
  };
  const kept = [];
  for (let from = 0; from < known.length;) {
    let to = from;
    let [least, greatest] = [from, from];
    for (const column = columnOf(known[from]); to < known.length; to++) {
      if (columnOf(known[to]) !== column) break;
      if (ys[known[to]] < ys[known[least]]) least = to;
      if (ys[known[to]] > ys[known[greatest]]) greatest = to;
    }
    const some = new Set([from, least, greatest, to - 1]);
    kept.push(...[...some].sort((a, b) => a - b).map((at) => known[at]));
    from = to;
  }
  return { xs: kept.map((i) => xs[i]), ys: kept.map((i) => ys[i]) };
}

/**
 * How the x of `lines` lie: {count, low, high, step, regular}. `step` is the least distance of
 * two, null if there are not two; `regular` whether all others are multiples of it.
 */
export function spacing(lines) {
  const xs = [...new Set(lines.flatMap((line) => line.xs))].sort((a, b) => a - b);
  const steps = xs.slice(1).map((x, i) => x - xs[i]);
  const step = steps.reduce((least, s) => Math.min(least, s), Infinity);
  const regular = steps.every((s) => Math.abs(s / step - Math.round(s / step)) < 1e-3);
  return {
    count: xs.length, low: xs[0], high: xs.at(-1), step: steps.length > 0 ? step : null, regular,
  };
}

/** The range of an axis of time or of numbers: of fewer than three x it is a few steps wide, so
 *  that they are not alone in a year. */
export function xRange({ count, low, high, step }, stepElse) {
  if (count === 0) return [0, 1];
  if (count >= LINE_WINDOWS_MIN) return [low, high];
  const width = step ?? stepElse;
  return [Math.min(low, high - (PADDED_STEPS - 0.5) * width), high + width / 2];
}

/**
 * A reduced line with a null wherever the whole one lacks a step: lines must not lead over windows
 * that a group was not in.
 */
export function withGaps(reduced, whole, step) {
  const xs = [];
  const ys = [];
  let at = 0; // in the whole line: the first x beyond the one that was put last
  reduced.xs.forEach((x, i) => {
    const before = reduced.xs[i - 1];
    while (i > 0 && whole.xs[at] <= before) at++;
    if (i > 0 && whole.xs[at] === x && x - before > 1.5 * step) {
      xs.push(before + step);
      ys.push(null);
    }
    xs.push(x);
    ys.push(reduced.ys[i]);
  });
  return { xs, ys };
}

/**
 * Lines with their own x as one table: [xs, ys of each line], undefined where a line has none,
 * null where it is to be broken. An x that a line has twice is there twice.
 */
export function align(lines) {
  const times = new Map(); // x -> how often some line has it
  for (const { xs } of lines) {
    for (let i = 0, n = 0; i < xs.length; i++) {
      n = i > 0 && xs[i] === xs[i - 1] ? n + 1 : 1;
      if (n > (times.get(xs[i]) ?? 0)) times.set(xs[i], n);
    }
  }
  const all = [];
  const place = new Map();
  for (const x of [...times.keys()].sort((a, b) => a - b)) {
    place.set(x, all.length);
    for (let n = times.get(x); n > 0; n--) all.push(x);
  }
  const data = lines.map(({ xs, ys }) => {
    const row = new Array(all.length).fill(undefined);
    for (let i = 0, n = 0; i < xs.length; i++) {
      n = i > 0 && xs[i] === xs[i - 1] ? n + 1 : 0;
      row[place.get(xs[i]) + n] = ys[i];
    }
    return row;
  });
  return [all, ...data];
}

/** A colour for each name: the one it had, or a free one. @param {Map<string, number>} before */
export function assignSlots(before, names) {
  const slots = new Map();
  for (const name of names) if (before.has(name)) slots.set(name, before.get(name));
  const taken = new Set(slots.values());
  let free = 0;
  for (const name of names) {
    if (slots.has(name)) continue;
    while (taken.has(free)) free++;
    slots.set(name, free);
    taken.add(free);
  }
  return slots;
}
