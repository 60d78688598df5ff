// What a chart shows, and how few points draw the same line.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chooseChart } from '../../interpreter/push/page/js/choice.js';
import { LINES_MAX, align, assignSlots, barsOf, countXs, linesOf, m4, numberOf, spacing, withGaps,
  xRange } from '../../interpreter/push/page/js/series.js';

const TYPES = { text: 'text', n: 'bigint', t: 'timestamp with time zone', x: 'double precision' };
const columns = (...specs) => specs.map((spec) => {
  const [name, kind] = spec.split(' ');
  return { name, type: TYPES[kind], number: kind === 'n' || kind === 'x' };
});

test('windows are counted as far as is needed, those that have left the table too', () => {
  const of = columns('window_start t', 'word text', 'count n');
  const choice = chooseChart(of);
  const row = (s) => [`2026-11-25 10:00:0${s}+00`, 'a', '1'];
  const past = [{ x: 1 }, { x: 2 }];
  assert.equal(countXs([row(1), row(1)], of, choice, [], 3), 1);
  assert.equal(countXs([[null, 'a', '1'], [row(1)[0], 'a', null]], of, choice, [], 3), 0);
  assert.equal(countXs([row(1)], of, choice, past, 3), 3);
  assert.equal(countXs([row(1), row(2)], of, choice, past, 3), 3);
});

test('a cell that is no number is NaN', () => {
  for (const cell of [null, undefined, '', 'x', 'NaN', 'Infinity', '-Infinity']) {
    assert.ok(Number.isNaN(numberOf(cell)), String(cell));
  }
  assert.equal(numberOf('-1.5e3'), -1500);
});

test('a line per group, by ascending time, without what has no number', () => {
  const rows = [
    ['2026-11-25 10:00:20+00', 'b', '3'], ['2026-11-25 12:00:00+02', 'b', '1'],
    ['2026-11-25 10:00:10+00', 'a', '2'], ['2026-11-25 10:00:30+00', 'a', null],
    [null, 'a', '7'], ['infinity', 'a', '8'],
  ];
  const of = columns('window_start t', 'word text', 'count n');
  const { lines, groups, time } = linesOf(rows, of, chooseChart(of));
  const at = Date.UTC(2026, 10, 25, 10) / 1000;
  assert.deepEqual(lines, [
    { name: 'a', xs: [at + 10], ys: [2] }, { name: 'b', xs: [at, at + 20], ys: [1, 3] },
  ]);
  assert.deepEqual([groups, time], [2, true]);
});

test('of many groups the greatest are shown', () => {
  const of = columns('window_start t', 'word text', 'count n');
  const rows = Array.from({ length: 30 }, (_, i) =>
    ['2026-11-25 10:00:00+00', `g${String(i).padStart(2, '0')}`, String(i)]);
  const { lines, groups } = linesOf(rows, of, chooseChart(of));
  assert.equal(groups, 30);
  assert.deepEqual(lines.map(({ name }) => name),
    ['g22', 'g23', 'g24', 'g25', 'g26', 'g27', 'g28', 'g29'].slice(-LINES_MAX));
});

test('points of rows that have left are part of the lines', () => {
  const of = columns('window_start t', 'word text', 'count n');
  const x = Date.UTC(2026, 10, 25, 10) / 1000;
  const past = [{ name: 'a', x: x - 10, y: 5 }, { name: 'c', x: x - 20, y: 1 }];
  const { lines, groups } = linesOf([['2026-11-25 10:00:00+00', 'a', '7']], of, chooseChart(of),
    past);
  assert.deepEqual(lines,
    [{ name: 'a', xs: [x - 10, x], ys: [5, 7] }, { name: 'c', xs: [x - 20], ys: [1] }]);
  assert.equal(groups, 2);
});

test('the way x lie is known', () => {
  const of = (...xs) => spacing(xs.map((list) => ({ xs: list })));
  assert.deepEqual(of(), { count: 0, low: undefined, high: undefined, step: null, regular: true });
  assert.deepEqual(of([5]), { count: 1, low: 5, high: 5, step: null, regular: true });
  assert.deepEqual(of([0, 30], [10, 30]),
    { count: 3, low: 0, high: 30, step: 10, regular: true });
  assert.equal(of([0, 7, 20]).regular, false);
  assert.equal(of([1.1, 1.2, 1.4]).regular, true);
});

test('an axis of one x or of two is a few steps wide', () => {
  assert.deepEqual(xRange({ count: 1, low: 100, high: 100, step: null }, 10), [55, 105]);
  assert.deepEqual(xRange({ count: 2, low: 98, high: 100, step: 2 }, 10), [91, 101]);
  assert.deepEqual(xRange({ count: 3, low: 96, high: 100, step: 2 }, 10), [96, 100]);
  assert.deepEqual(xRange({ count: 0, step: null }, 10), [0, 1]);
});

test('a line is broken where it lacks a step, and nowhere else', () => {
  const whole = { xs: [0, 10, 40, 50, 50, 90], ys: [1, 2, 3, 4, 5, 6] };
  assert.deepEqual(withGaps(whole, whole, 10), {
    xs: [0, 10, 20, 40, 50, 50, 60, 90], ys: [1, 2, null, 3, 4, 5, null, 6],
  });
  assert.deepEqual(withGaps({ xs: [], ys: [] }, { xs: [], ys: [] }, 10), { xs: [], ys: [] });
});

test('points that reducing left out break no line', () => {
  const xs = Array.from({ length: 1000 }, (_, i) => (i < 500 ? i : i + 200));
  const ys = xs.map((x) => x % 7);
  const reduced = m4(xs, ys, 20);
  const { xs: all, ys: values } = withGaps(reduced, { xs, ys }, 1);
  assert.ok(reduced.xs.length <= 80);
  assert.equal(values.filter((y) => y === null).length, 1);
  assert.equal(all[values.indexOf(null)], 500);
});

test('bars are the greatest, of the newest window only', () => {
  const of = columns('window_start t', 'word text', 'count n');
  const rows = [
    ['2026-11-25 10:00:00+00', 'old', '99'], ['2026-11-25 10:00:10+00', 'a', '1'],
    ['2026-11-25 10:00:10+00', 'b', '3'], ['2026-11-25 10:00:10+00', null, '2'],
  ];
  const { bars, groups, window } = barsOf(rows, of, { kind: 'bars', x: 1, y: 2 }, 2);
  assert.deepEqual(bars.map(({ name, text }) => [name, text]), [['b', '3'], ['NULL', '2']]);
  assert.deepEqual([groups, window], [3, '2026-11-25 10:00:10+00']);
});

/* M4, against a second, plain way to find the same: every point's column, then its four. */
function columnsOf(xs, ys, pixels) {
  const points = xs.map((x, i) => ({ x, y: ys[i], i }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a.x - b.x || a.i - b.i);
  const [low, high] = [points[0].x, points.at(-1).x];
  const columns = new Map();
  for (const point of points) {
    const column = high > low
      ? Math.min(Math.floor((point.x - low) * (pixels / (high - low))), pixels - 1) : 0;
    if (!columns.has(column)) columns.set(column, []);
    columns.get(column).push(point);
  }
  return columns;
}

function random(seed) {
  return () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
}

test('M4 keeps first, last, least and greatest of every column, and no more', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed);
    const n = 1 + Math.floor(next() * 3000);
    const pixels = 1 + Math.floor(next() * 200);
    const xs = Array.from({ length: n }, () => Math.floor(next() * 5000)); // unsorted, repeated
    const ys = xs.map(() => {
      const kind = next();
      return kind < 0.05 ? NaN : kind < 0.1 ? null : Math.round(next() * 1000) - 500;
    });
    xs[0] = NaN;
    const known = ys.filter((y, i) => Number.isFinite(y) && Number.isFinite(xs[i])).length;
    const reduced = m4(xs, ys, pixels);
    assert.ok(reduced.xs.length <= Math.min(4 * pixels, known), `seed ${seed}: too many points`);
    for (let i = 1; i < reduced.xs.length; i++) assert.ok(reduced.xs[i - 1] <= reduced.xs[i]);
    if (known === 0) continue;
    const kept = columnsOf(reduced.xs, reduced.ys, pixels);
    const all = columnsOf(xs, ys, pixels);
    assert.deepEqual([...kept.keys()], [...all.keys()], `seed ${seed}: columns`);
    for (const [column, points] of all) {
      const some = kept.get(column);
      const least = (list) => Math.min(...list.map(({ y }) => y));
      const greatest = (list) => Math.max(...list.map(({ y }) => y));
      assert.ok(some.length <= 4);
      assert.deepEqual([some[0].x, some[0].y], [points[0].x, points[0].y], 'first');
      assert.deepEqual([some.at(-1).x, some.at(-1).y], [points.at(-1).x, points.at(-1).y], 'last');
      assert.equal(least(some), least(points), 'least');
      assert.equal(greatest(some), greatest(points), 'greatest');
    }
  }
});

test('M4 of nothing, of NULLs, of one place', () => {
  assert.deepEqual(m4([], [], 100), { xs: [], ys: [] });
  assert.deepEqual(m4([1, 2], [null, NaN], 100), { xs: [], ys: [] });
  assert.deepEqual(m4([5, 5, 5, 5, 5, 5], [3, 9, 4, 1, 5, 2], 100),
    { xs: [5, 5, 5, 5], ys: [3, 9, 1, 2] });
  assert.deepEqual(m4([2, 1], [20, 10], 1), { xs: [1, 2], ys: [10, 20] });
});

test('few points stay as they are', () => {
  const xs = [0, 10, 20, 30];
  assert.deepEqual(m4(xs, [1, 2, 3, 4], 500), { xs, ys: [1, 2, 3, 4] });
});

test('lines with their own x become one table', () => {
  const lines = [{ xs: [1, 3], ys: [10, 30] }, { xs: [2, 2, 3], ys: [20, 21, 31] }];
  assert.deepEqual(align(lines), [
    [1, 2, 2, 3], [10, undefined, undefined, 30], [undefined, 20, 21, 31],
  ]);
  assert.deepEqual(align([]), [[]]);
});

test('a line keeps its colour while it is shown', () => {
  const first = assignSlots(new Map(), ['a', 'b', 'c']);
  assert.deepEqual([...first], [['a', 0], ['b', 1], ['c', 2]]);
  const second = assignSlots(first, ['c', 'd', 'a']);
  assert.deepEqual(Object.fromEntries(second), { c: 2, a: 0, d: 1 });
});
