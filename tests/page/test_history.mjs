// What a chart over time remembers when rows leave the table, how much of it, and what ends it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { History, isCaughtUp, POINTS_MAX, SERIES_MAX, WINDOWS_MAX } from
  '../../interpreter/push/page/js/history.js';

const COLUMNS = [
  { name: 'window_start', type: 'timestamp with time zone', number: false },
  { name: 'word', type: 'text', number: false }, { name: 'n', type: 'bigint', number: true },
];
const LINES = { kind: 'lines', x: 0, y: 2, series: 1 };
const BASE = Date.UTC(2026, 10, 25, 10) / 1000;

const at = (window) => `${new Date((BASE + window * 10) * 1000).toISOString().slice(0, 19)
  .replace('T', ' ')}+00`;
const table = (...rows) => {
  const all = new Map(rows.map(([id, window, word, n]) => [id, [at(window), word, n]]));
  return { order: [...all.keys()], rows: all };
};
const begun = (limits) => {
  const history = new History(limits);
  history.begin(COLUMNS, LINES);
  return history;
};
const told = (history) => [...history.points()]
  .map(({ name, x, y }) => `${(x - BASE) / 10} ${name} ${y}`).sort();

test('a row that leaves the table stays as its last value', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1'], [2, 0, 'b', '2']), true);
  assert.deepEqual(told(history), []);
  history.take(table([1, 0, 'a', '5'], [2, 0, 'b', '2']), true);
  history.take(table([3, 1, 'a', '7']), true);
  assert.deepEqual(told(history), ['0 a 5', '0 b 2']);
});

test('a row that was last seen while the stream caught up is not remembered', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), false);
  history.take(table([2, 1, 'a', '2']), true); // window 0 may have been counted on, unseen
  history.take(table([3, 2, 'a', '3']), false);
  history.take(table(), true);
  assert.deepEqual(told(history), ['1 a 2']);
});

test('a stream is caught up when it is close behind the ends, or nobody knows where they are', () => {
  assert.equal(isCaughtUp(null), false);
  for (const [lag, rate, caughtUp] of [[-1, 0, true], [0, 0, true], [1000, 50, true],
    [1001, 50, false], [50000, 500000, true], [2000000, 3000000, false]]) {
    assert.equal(isCaughtUp({ lag, records_per_s: rate }), caughtUp, `${lag} ${rate}`);
  }
});

test('a row in the table is corrected there, and is not remembered', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), true);
  history.take(table([1, 0, 'a', '2']), true);
  assert.deepEqual(told(history), []);
});

test('a row that comes back counts again, whatever its id, and leaves with its new value', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), true);
  history.take(table(), true);
  assert.deepEqual(told(history), ['0 a 1']);
  history.take(table([9, 0, 'a', '3']), true);
  assert.deepEqual(told(history), []);
  history.take(table(), true);
  assert.deepEqual(told(history), ['0 a 3']);
});

test('a row that came back without a number takes its point away', () => {
  const history = begun();
  for (const rows of [table([1, 0, 'a', '1']), table(), table([1, 0, 'a', null]), table()]) {
    history.take(rows, true);
  }
  assert.deepEqual(told(history), []);
});

test('a row that becomes another window\'s leaves a point', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), true);
  history.take(table([1, 1, 'a', '2']), true);
  assert.deepEqual(told(history), ['0 a 1']);
});

test('a table told anew, with the same rows, is the same table', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1'], [2, 1, 'a', '2']), true);
  history.begin(COLUMNS, { ...LINES });
  history.take(table([7, 1, 'a', '4']), true);
  assert.deepEqual(told(history), ['0 a 1']);
});

test('rows that differ in another group stay apart', () => {
  const columns = [...COLUMNS, { name: 'host', type: 'text', number: false }];
  const history = new History();
  history.begin(columns, LINES);
  history.take({
    order: [1, 2], rows: new Map([[1, [at(0), 'a', '1', 'x']], [2, [at(0), 'a', '2', 'y']]]),
  }, true);
  history.take({ order: [], rows: new Map() }, true);
  assert.deepEqual(told(history), ['0 a 1', '0 a 2']);
});

test('other columns, or another choice of them, begin anew', () => {
  const changes = [
    [COLUMNS, { ...LINES, series: null }], [COLUMNS, null],
    [COLUMNS.map((c) => ({ ...c, name: `${c.name}_` })), LINES],
  ];
  for (const [columns, choice] of changes) {
    const history = begun();
    history.take(table([1, 0, 'a', '1'], [2, 1, 'a', '1']), true);
    history.take(table([2, 1, 'a', '1']), true);
    history.begin(columns, choice);
    assert.deepEqual(told(history), []);
  }
});

test('after another choice the rows still in the table are remembered when they leave', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), true);
  history.begin(COLUMNS, { ...LINES, series: null });
  history.take(table(), true);
  assert.deepEqual(told(history), ['0 n 1']);
});

test('lines and points of the same columns share what is remembered', () => {
  const history = begun();
  history.take(table([1, 0, 'a', '1']), true);
  history.take(table(), true);
  history.begin(COLUMNS, { ...LINES, kind: 'points' });
  assert.deepEqual(told(history), ['0 a 1']);
});

test('without a chart over time nothing is remembered', () => {
  const history = new History();
  history.begin(COLUMNS, null);
  history.take(table([1, 0, 'a', '1']), true);
  history.take(table(), true);
  assert.deepEqual([told(history), history.seen.size], [[], 0]);
});

test('the oldest windows go', () => {
  const history = begun();
  for (let window = 0; window <= WINDOWS_MAX + 20; window++) {
    history.take(table([window, window, 'a', `${window}`]), true);
  }
  assert.equal(history.size, WINDOWS_MAX);
  assert.equal(Math.min(...[...history.points()].map(({ y }) => y)), 20);
});

test('of many series those seen last stay, and of these the greatest', () => {
  const history = begun();
  const old = Array.from({ length: 10 }, (_, i) => [i, 0, `old${i}`, '999']);
  const some = Array.from({ length: SERIES_MAX + 5 }, (_, i) => [100 + i, 1, `s${i}`, `${i}`]);
  history.take(table(...old), true);
  history.take(table(...some), true);
  assert.equal(history.series.size, 10);
  history.take(table(), true);
  assert.equal(history.series.size, SERIES_MAX);
  const names = new Set([...history.points()].map(({ name }) => name));
  assert.ok(!names.has('old0') && !names.has('s4') && names.has('s5'));
});

test('points of time as such are bounded by their number', () => {
  const columns = [{ ...COLUMNS[0], name: 'timestamp' }, COLUMNS[2]];
  const history = new History();
  history.begin(columns, { kind: 'lines', x: 0, y: 1, series: null });
  for (let part = 0; part < 5; part++) {
    const ids = Array.from({ length: 5000 }, (_, i) => part * 5000 + i);
    history.take({ order: ids, rows: new Map(ids.map((id) => [id, [at(id), `${id}`]])) }, true);
  }
  history.take({ order: [], rows: new Map() }, true);
  assert.ok(history.size <= POINTS_MAX && history.size >= POINTS_MAX * 0.85, `${history.size}`);
  assert.equal(Math.max(...[...history.points()].map(({ y }) => y)), 24999);
  assert.equal(history.size, [...history.points()].length);
});

test('however rows come and go, the counts are right and the limits hold', () => {
  const limits = { windowsMax: 5, seriesMax: 4, pointsMax: 18 };
  let seed = 7;
  const random = (n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  const history = begun(limits);
  for (let round = 0; round < 400; round++) {
    const rows = Array.from({ length: random(9) }, (_, i) =>
      [random(3) * 10 + i, Math.floor(round / 20) + random(3), `w${random(7)}`,
        random(5) === 0 ? null : `${random(90)}`]);
    history.take(table(...rows), true);
    const points = [...history.points()];
    assert.equal(points.length, history.size);
    assert.ok(history.size <= limits.pointsMax && history.byX.size <= limits.windowsMax);
    const names = new Set(points.map(({ name }) => name));
    assert.deepEqual(new Set(history.series.keys()), names);
    assert.ok(names.size <= limits.seriesMax);
    for (const { name, x } of points) {
      const visible = rows.some(([id, window, word]) => word === name && BASE + window * 10 === x &&
        history.seen.get(id)?.[1] === word && history.seen.get(id)?.[0] === at(window));
      assert.ok(!visible, 'a point of a row in the table');
    }
  }
});
