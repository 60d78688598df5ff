// RFC 4180: what a reader makes of the text is what the cells were.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvText } from '../../interpreter/push/page/js/csv.js';

/** A reader of its own: rows of {text, quoted}. */
function read(csv) {
  const all = [];
  let row = [];
  for (let i = 0; i < csv.length;) {
    let text = '';
    const quoted = csv[i] === '"';
    if (quoted) {
      for (i++; csv[i] !== '"' || csv[i + 1] === '"'; i++) {
        if (csv[i] === '"') i++;
        text += csv[i];
      }
      i++;
    } else {
      while (csv[i] !== ',' && csv[i] !== '\r') text += csv[i++];
    }
    row.push({ text, quoted });
    if (csv[i] === '\r') {
      assert.equal(csv[i + 1], '\n');
      all.push(row);
      row = [];
      i++;
    }
    i++;
  }
  return all;
}

test('plain cells stand without quotes, lines end in CRLF', () => {
  assert.equal(csvText(['word', 'count'], [['the', '12'], ['of', '7']]),
    'word,count\r\nthe,12\r\nof,7\r\n');
});

test('NULL is empty, an empty text is quoted', () => {
  assert.equal(csvText(['a', 'b', 'c'], [[null, '', 'NULL']]), 'a,b,c\r\n,"",NULL\r\n');
});

test('a lone NULL is a line too', () => {
  assert.equal(csvText(['a'], [[null]]), 'a\r\n""\r\n');
});

test('every cell is read back to the letter', () => {
  const cells = ['a,b', 'say "hi"', '"', '""', 'two\nlines', 'two\r\nlines', '\r', ' led',
    'trailed ', '\ttab', '=1+1', '@x', '-1', '%html <script>', 'é漢😀', ''];
  const [head, row] = read(csvText(cells, [cells]));
  assert.deepEqual(head.map(({ text }) => text), cells);
  assert.deepEqual(row.map(({ text }) => text), cells);
});

test('without rows there is the head', () => {
  assert.equal(csvText(['a', 'b'], []), 'a,b\r\n');
});
