// The table as it is told: rows keyed by id, kept whole, never guessed at.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Model, ProtocolError, stayingPositions } from
  '../../interpreter/push/page/js/model.js';

const COLUMNS = [
  { name: 'word', type: 'text', number: false }, { name: 'count', type: 'bigint', number: true },
];
const schema = (more = {}) =>
  ({ event: 'schema', columns: COLUMNS, bounded: false, has_rows: true, streams: false, ...more });
const rows = (seq, set, more = {}) =>
  ({ event: 'rows', seq, width: 2, set, removed: [], more: false, ...more });

function begun(set = [[1, ['a', '1']], [2, ['b', '2']]], order = [1, 2]) {
  const model = new Model();
  model.applySchema(schema());
  model.applyRows(rows(1, set, { order, total: order.length }));
  return model;
}
const shown = (model) => [...model.visible()].map((cells) => cells.join(' '));

test('rows are shown in the order that was told', () => {
  assert.deepEqual(shown(begun(undefined, [2, 1])), ['b 2', 'a 1']);
});

test('without an order the order is as before', () => {
  const model = begun(undefined, [2, 1]);
  model.applyRows(rows(5, [[1, ['a', '9']]]));
  assert.deepEqual(shown(model), ['b 2', 'a 9']);
  assert.equal(model.seq, 5);
});

test('a row that did not change keeps its cells, one that did has new ones', () => {
  const model = begun();
  const [first, second] = [model.rows.get(1), model.rows.get(2)];
  model.applyRows(rows(2, [[2, ['b', '3']]]));
  assert.equal(model.rows.get(1), first);
  assert.notEqual(model.rows.get(2), second);
});

test('a removed row is gone, from the order too', () => {
  const model = begun();
  model.applyRows(rows(2, [], { removed: [1] }));
  assert.deepEqual(shown(model), ['b 2']);
});

test('parts are shown when the last one has come, and not before', () => {
  const model = begun();
  assert.equal(model.applyRows(rows(2, [[3, ['c', '3']]], { more: true })), false);
  assert.deepEqual(shown(model), ['a 1', 'b 2']);
  assert.equal(model.applyRows(rows(2, [[4, ['d', null]]], { order: [4, 3], total: 9 })), true);
  assert.deepEqual(shown(model), ['d ', 'c 3']);
  assert.equal(model.total, 9);
});

test('new rows are told once, and those of a new table are none', () => {
  const model = begun();
  assert.equal(model.takeAdded().size, 0);
  model.applyRows(rows(2, [[3, ['c', '3']], [1, ['a', '5']]], { order: [3, 1, 2] }));
  assert.deepEqual([...model.takeAdded()], [3]);
  assert.equal(model.takeAdded().size, 0);
});

test('a schema begins a whole table', () => {
  const model = begun();
  model.applyRows(rows(2, [[7, ['x', '1']]], { more: true }));
  const { signature } = model;
  model.applySchema(schema());
  assert.deepEqual([shown(model), model.whole, model.total, model.part], [[], false, 0, null]);
  assert.equal(model.signature, signature);
  assert.equal(model.generation, 2);
});

test('rows that come once and are not kept add to the order', () => {
  const model = new Model();
  model.applySchema(schema({ streams: true }));
  model.applyRows(rows(1, [[1, ['a', '1']]], { order: [1] }));
  model.applyRows(rows(2, [[2, ['b', '2']]], { order: [2] }));
  assert.deepEqual(shown(model), ['a 1', 'b 2']);
});

test('they are bounded: the oldest go', () => {
  const model = new Model();
  model.applySchema(schema({ streams: true }));
  for (let part = 0; part < 3; part++) {
    const ids = Array.from({ length: 6000 }, (_, i) => part * 6000 + i);
    model.applyRows(rows(part + 1, ids.map((id) => [id, ['a', `${id}`]]), { order: ids }));
  }
  assert.equal(model.order.length, 10000);
  assert.equal(model.rows.size, 10000);
  assert.equal(model.order.at(-1), 17999);
});

test('what breaks the protocol is refused', () => {
  const broken = [
    ['rows before a schema', new Model(), rows(1, [])],
    ['another width', begun(), rows(2, [], { width: 3 })],
    ['a row of another width', begun(), rows(2, [[3, ['c']]])],
    ['a row without cells', begun(), rows(2, [[3]])],
    ['an id that is no number', begun(), rows(2, [['3', ['c', '1']]])],
    ['an unknown row in the order', begun(), rows(2, [], { order: [1, 3] })],
    ['a row twice in the order', begun(), rows(2, [], { order: [1, 1] })],
  ];
  for (const [why, model, message] of broken) {
    assert.throws(() => model.applyRows(message), ProtocolError, why);
  }
  assert.throws(() => new Model().applySchema({}), ProtocolError);
});

test('the rows that stay are the most that can', () => {
  const cases = [
    [[], 0], [[0, 1, 2], 3], [[2, 1, 0], 1], [[4, 0, 1, 2, 3], 4], [[1, 2, 3, 4, 0], 4],
    [[3, 1, 2, 0, 4], 3],
  ];
  for (const [list, most] of cases) {
    const staying = [...stayingPositions(list)].sort((a, b) => a - b);
    assert.equal(staying.length, most, list.join());
    for (let i = 1; i < most; i++) assert.ok(list[staying[i - 1]] < list[staying[i]]);
  }
});
