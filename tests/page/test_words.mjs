// What the page says: its state in a sentence, numbers, sizes, times.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytes, clock, condensed, counted, duration, grouped, parseTime, perSecond, zoneName } from
  '../../interpreter/push/page/js/format.js';
import { describe } from '../../interpreter/push/page/js/state.js';

const at = (...time) => new Date(2026, 10, 25, ...time).getTime();
const NOW = at(10, 30, 0);
const OPEN = { phase: 'open', code: 0, attempts: 0, reached: true, heardMs: at(10, 2, 3) };
const LIVE = { state: 'live', since_ms: at(10, 0, 0), ended_ms: 0, text: null };

function said(connection, view, pausedMs = 0) {
  const all = { connection: { ...OPEN, ...connection }, view, pausedMs, nowMs: NOW };
  const { state, words } = describe(all);
  return `${state}: ${words}`;
}

test('every state has its sentence', () => {
  const end = { ended_ms: at(10, 5, 0) };
  const lost = { phase: 'waiting', attempts: 3 };
  const never = { reached: false, heardMs: 0 };
  const cases = [
    [{ ...never, phase: 'connecting' }, null, 0, 'connecting: connecting'],
    [never, null, 0, 'connecting: connecting'],
    [{ ...never, ...lost, attempts: 1 }, null, 0, 'connecting: connecting'],
    [{ ...never, ...lost }, null, 0, 'unreachable: unreachable'],
    [{}, { ...LIVE, state: 'starting' }, 0, 'starting: starting since 10:00:00'],
    [{}, LIVE, 0, 'live: live since 10:00:00'],
    [{}, { ...LIVE, since_ms: 0 }, 0, 'live: live'],
    [{}, LIVE, at(10, 1, 0), 'paused: paused since 10:01:00'],
    [{}, { ...LIVE, paused_ms: at(10, 1, 0) }, 0, 'held: stream paused since 10:01:00'],
    [{}, { ...LIVE, list: true }, 0, 'live: live'],
    [lost, LIVE, 0, 'reconnecting: reconnecting; as of 10:02:03'],
    [{ phase: 'connecting', attempts: 3 }, LIVE, 0, 'reconnecting: reconnecting; as of 10:02:03'],
    [{}, { ...LIVE, ...end, state: 'ended' }, 0, 'ended: ended at 10:05:00; all was read'],
    [{}, { ...LIVE, ...end, state: 'ended', text: 'INSERT 3' }, 0,
      'ended: ended at 10:05:00: INSERT 3'],
    [{}, { ...LIVE, ...end, state: 'stopped', text: 'admin' }, 0,
      'stopped: stopped at 10:05:00 by admin'],
    [{}, { ...LIVE, ...end, state: 'stopped', text: 'the stop button' }, 0,
      'stopped: stopped at 10:05:00 by the stop button'],
    [{}, { ...LIVE, ...end, state: 'stopped' }, 0, 'stopped: stopped at 10:05:00'],
    [lost, { ...LIVE, ...end, state: 'failed', text: 'x' }, 0, 'failed: failed at 10:05:00'],
    [{}, { ...LIVE, ...end, state: 'ended' }, at(10, 1, 0),
      'paused: paused since 10:01:00; the stream has meanwhile ended at 10:05:00; all was read'],
    [{ phase: 'over', code: 4001 }, LIVE, 0, 'expired: stream over; as of 10:02:03'],
    [{ ...never, phase: 'over', code: 4001 }, null, 0, 'expired: stream over'],
    [{ ...never, phase: 'over', code: 4003 }, null, 0, 'full: too many viewers'],
  ];
  for (const [connection, view, pausedMs, expected] of cases) {
    assert.equal(said(connection, view, pausedMs), expected);
  }
});

test('a stream that is gone is explained by what was seen of it', () => {
  const help = (reached) => describe({
    connection: { ...OPEN, phase: 'over', code: 4001, reached },
    view: null, pausedMs: 0, nowMs: NOW,
  }).help;
  assert.match(help(true), /^The interpreter was restarted/);
  assert.match(help(false), /^This stream is over/);
});

test('times are local, with a date if not of today', () => {
  assert.equal(clock(at(9, 5, 7), NOW), '09:05:07');
  assert.equal(clock(at(-24, 0, 0), NOW), '2026-11-24 00:00:00');
});

test('PostgreSQL\'s times are understood', () => {
  const utc = Date.UTC(2026, 10, 25, 10, 2, 3);
  const cases = [
    ['2026-11-25 10:02:03+00', utc, 0],
    ['2026-11-25 10:02:03.5+00', utc + 500, 0],
    ['2026-11-25 15:32:03.000001+05:30', utc, 330],
    ['2026-11-25 07:02:03-03', utc, -180],
    ['2026-11-25 10:02:03', utc, 0],
    ['2026-11-25', Date.UTC(2026, 10, 25), 0],
  ];
  for (const [text, ms, offsetMinutes] of cases) {
    assert.deepEqual(parseTime(text), { ms, offsetMinutes }, text);
  }
  for (const text of ['infinity', '-infinity', '0044-03-15 00:00:00+00 BC', 'x', '', null]) {
    assert.equal(parseTime(text), null);
  }
});

test('numbers are short and have separators', () => {
  assert.equal(counted(1, 'row'), '1 row');
  assert.equal(counted(52310, 'row'), '52,310 rows');
  assert.deepEqual([0, 999, 1000, 1240000, 999999, 234567890].map(bytes),
    ['0 B', '999 B', '1.0 kB', '1.2 MB', '1.0 MB', '235 MB']);
  assert.deepEqual([0, 0.5, 1012.4].map(perSecond), ['0', '0.5', '1,012']);
  assert.deepEqual([900, 61000, 3600000, 90000000].map(duration),
    ['1 s', '1 min 1 s', '1 h', '1 d 1 h']);
  assert.deepEqual([0, 120, -210].map(zoneName), ['UTC', 'UTC+02', 'UTC-03:30']);
});

test('a number keeps its digits, in groups', () => {
  assert.deepEqual(['0', '1234', '-1234567.1234567', '12345678901234567890', '1e+20', 'NaN', '']
    .map(grouped),
  ['0', '1,234', '-1,234,567.1234567', '12,345,678,901,234,567,890', '1e+20', 'NaN', '']);
});

test('notices that differ in their numbers only are one', () => {
  assert.deepEqual(condensed([]), []);
  assert.deepEqual(condensed(['1,212 records are gone', 'a topic is new', '4 records are gone']),
    ['4 records are gone (the last of 2 such notices)', 'a topic is new']);
});
