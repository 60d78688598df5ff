// Which chart the columns ask for, which one there is meanwhile, and what a choice by hand makes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeChoice, chooseChart, chooseFor, fits, isOverTime } from
  '../../interpreter/push/page/js/choice.js';

const TYPES = { text: 'text', n: 'bigint', t: 'timestamp with time zone', x: 'double precision' };
const columns = (...specs) => specs.map((spec) => {
  const [name, kind] = spec.split(' ');
  return { name, type: TYPES[kind], number: kind === 'n' || kind === 'x' };
});

test('the chart follows from the columns', () => {
  const cases = [
    ['window_start t|word text|count n', 'lines', 0, 2, 1],
    ['word text|window_start t|window_end t|count n', 'lines', 1, 3, 0],
    ['window_start t|count n', 'lines', 0, 1, null],
    ['window_start t|partition n|count n', 'lines', 0, 2, 1],
    ['timestamp t|value text|price x', 'lines', 0, 2, null],
    ['word text|count n|share x', 'bars', 0, 1, null],
    ['partition n|count n', 'bars', 0, 1, null],
    ['hour n|count n', 'bars', 0, 1, null],
    ['count n', 'none', null, null, null],
    ['value text|key text', 'none', null, null, null],
    ['value text|timestamp t|partition n|offset n', 'none', null, null, null],
    ['window_start t|word text', 'none', null, null, null],
  ];
  for (const [spec, kind, x, y, series] of cases) {
    assert.deepEqual(chooseChart(columns(...spec.split('|'))), { kind, x, y, series }, spec);
  }
});

test('while nobody chooses, too little for the chart that is asked for makes another', () => {
  const cases = [
    ['window_start t|word text|n n', { windows: 0, rows: 20 }, 'bars', 1, 2, null],
    ['window_start t|word text|n n', { windows: 2, rows: 40 }, 'bars', 1, 2, null],
    ['window_start t|word text|n n', { windows: 3, rows: 20 }, 'lines', 0, 2, 1],
    ['window_start t|n n', { windows: 1, rows: 1 }, 'bars', 0, 1, null],
    ['timestamp t|price x', { windows: 1, rows: 1 }, 'lines', 0, 1, null],
    ['word text|n n', { windows: 0, rows: 1 }, 'bars', 0, 1, null],
    ['n n|share x', { windows: 0, rows: 1 }, 'none', null, null, null],
    ['n n|share x', { windows: 0, rows: 2 }, 'bars', 0, 1, null],
  ];
  for (const [spec, known, kind, x, y, series] of cases) {
    assert.deepEqual(chooseFor(columns(...spec.split('|')), known), { kind, x, y, series }, spec);
  }
});

test('bars become lines of the same groups, and the other way round', () => {
  const of = columns('window_end t', 'window_start t', 'word text', 'n n');
  const lines = { kind: 'lines', x: 1, y: 3, series: 2 };
  const bars = { kind: 'bars', x: 2, y: 3, series: null };
  const none = { kind: 'none', x: null, y: null, series: null };
  const cases = [
    [bars, { kind: 'lines' }, lines], [lines, { kind: 'bars' }, bars],
    [lines, { kind: 'points' }, { ...lines, kind: 'points' }],
    [lines, { series: null }, { ...lines, series: null }],
    [bars, { x: 1 }, { ...bars, x: 1 }], [{ ...bars, x: 1 }, { y: 3 }, { ...bars, x: 1 }],
    [none, { kind: 'bars' }, bars], [none, { kind: 'lines' }, { ...lines, series: null }],
    [lines, { kind: 'none' }, { ...lines, kind: 'none' }],
  ];
  for (const [before, change, after] of cases) {
    assert.deepEqual(changeChoice(of, before, change), after, JSON.stringify([before, change]));
  }
});

test('a chart over time is one whose x are times', () => {
  const of = columns('window_start t', 'n n');
  assert.equal(isOverTime(of, { kind: 'lines', x: 0, y: 1 }), true);
  assert.equal(isOverTime(of, { kind: 'points', x: 0, y: 1 }), true);
  assert.equal(isOverTime(of, { kind: 'bars', x: 0, y: 1 }), false);
  assert.equal(isOverTime(of, { kind: 'lines', x: 1, y: 1 }), false);
  assert.equal(isOverTime(of, { kind: 'none', x: null, y: null }), false);
});

test('a remembered choice is used only where it fits', () => {
  const two = columns('word text', 'count n');
  const cases = [
    [{ kind: 'bars', x: 0, y: 1, series: null }, true],
    [{ kind: 'none', x: null, y: null, series: null }, true],
    [{ kind: 'bars', x: 0, y: 2, series: null }, false],
    [{ kind: 'bars', x: null, y: 1, series: null }, false],
    [{ kind: 'pie', x: 0, y: 1, series: null }, false],
    [{ kind: 'bars', x: '0', y: 1, series: null }, false],
    [null, false],
  ];
  for (const [choice, fit] of cases) assert.equal(fits(choice, two), fit, JSON.stringify(choice));
});
