// Bars of the top groups: plain elements, a row each, so that long names fit, a screen reader has
// them, and a bar that changes is one width.

import { el, setText } from './dom.js';
import { count } from './format.js';
import { barsOf } from './series.js';

const BAR_PX = 23; // a bar and its gap, as in live.css
const HEAD_PX = 10;
const BARS_MIN = 10;

export class Bars {
  constructor(host) {
    this.list = el('ol', { class: 'bars' });
    host.append(this.list);
    this.entries = new Map(); // name -> {item, bar, value}
  }

  /** Answers what there is to say about it. */
  draw(rows, columns, choice, { height }) {
    const limit = Math.floor((height - HEAD_PX) / BAR_PX);
    const { bars, groups, window } = barsOf(rows, columns, choice, Math.max(limit, BARS_MIN));
    const most = bars.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0) || 1;
    const names = new Set(bars.map(({ name }) => name));
    for (const [name, { item }] of this.entries) {
      if (names.has(name)) continue;
      item.remove();
      this.entries.delete(name);
    }
    bars.forEach((bar, position) => this.place(bar, position, most));
    return [window !== null && `the newest window, ${window}`,
      groups > bars.length && `the ${bars.length} greatest of ${count(groups)}`].filter(Boolean);
  }

  place({ name, value, text }, position, most) {
    const entry = this.entries.get(name) ?? this.newEntry(name);
    setText(entry.value, text);
    const width = `${(Math.abs(value) / most * 100).toFixed(2)}%`;
    if (entry.bar.style.width !== width) entry.bar.style.width = width;
    entry.bar.classList.toggle('below', value < 0);
    if (this.list.children[position] !== entry.item) {
      this.list.insertBefore(entry.item, this.list.children[position] ?? null);
    }
  }

  newEntry(name) {
    const bar = el('i');
    const value = el('b');
    const shown = name.slice(0, 200) || '(empty)';
    const item = el('li', {}, el('span', { class: 'name', title: name, text: shown }),
      el('span', { class: 'track' }, bar), value);
    const entry = { item, bar, value };
    this.entries.set(name, entry);
    return entry;
  }

  destroy() {
    this.list.remove();
  }
}
