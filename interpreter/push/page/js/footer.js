// How the stream does, in numbers that explain themselves: each has a name, and a sentence that
// shows on hovering.

import { el, setHidden, setText } from './dom.js';
import { bytes, clock, count, duration, parseTime, perSecond } from './format.js';

/* To add a number: a row here. text(stats, nowMs) answers null where there is nothing to say. */
const ITEMS = [
  {
    name: 'reading', live: true,
    help: 'records, and bytes of their keys and values, read per second',
    text: ({ records_per_s: n, bytes_per_s: b }) => `${perSecond(n)} records/s, ${bytes(b)}/s`,
  },
  {
    name: 'read', help: 'records read so far',
    text: ({ records: n, bytes: b }) => `${count(n)} (${bytes(b ?? 0)})`,
  },
  {
    name: 'lag', live: true, help: 'records that are in the topics and were not read yet',
    text: ({ lag: n }) => (n < 0 ? null : n === 0 ? 'none' : count(n)),
  },
  {
    name: 'watermark', live: true,
    help: 'event time up to which no more records are expected: windows that end before are closed',
    text: ({ watermark, held_by: holder }, nowMs) => watermarkText(watermark, holder, nowMs),
    title: ({ watermark }) => watermark,
  },
  {
    name: 'open windows', help: 'windows whose end the watermark has not reached',
    text: ({ open_windows: n }) => (n < 0 ? null : count(n)),
  },
  { name: 'groups', help: 'groups kept', text: ({ groups: n }) => (n < 0 ? null : count(n)) },
  {
    name: 'late', help: 'rows that came after their window had closed, and counted all the same',
    text: ({ late: n }) => (n > 0 ? count(n) : null),
  },
  {
    name: 'dropped', warn: true, help: 'rows that came after their window was forgotten',
    text: ({ dropped: n }) => (n > 0 ? count(n) : null),
  },
  {
    name: 'skipped', warn: true, help: 'rows left out because of an error of their own',
    text: ({ skipped: n }) => (n > 0 ? count(n) : null),
  },
  {
    name: 'memory', help: 'what the statement keeps in memory',
    text: ({ state_bytes: n }) => (n > 0 ? bytes(n) : null),
  },
];

function watermarkText(watermark, holder, nowMs) {
  if (watermark == null) return null;
  const at = parseTime(watermark);
  const time = at ? clock(at.ms, nowMs) : watermark;
  return holder ? `${time}, held by ${holder}` : time;
}

export class Footer {
  constructor(host) {
    this.host = host;
    this.items = ITEMS.map((item) => {
      const value = el('dd');
      const head = el('dt', { text: item.name });
      const element = el('div', { class: item.warn && 'warn', title: item.help, hidden: true },
        head, value);
      return { ...item, element, value };
    });
    this.list = el('dl', { 'aria-label': 'How the stream does' },
      ...this.items.map(({ element }) => element));
    this.sentence = el('p', { hidden: true });
    host.append(this.sentence, this.list);
    setHidden(host, true);
  }

  /** @param live  whether the stream goes on: an ended one has no rates and no lag */
  update(stats, { live, waiting, nowMs }) {
    setHidden(this.host, !stats);
    if (!stats) return;
    setHidden(this.sentence, !waiting);
    setText(this.sentence, waiting ?? '');
    for (const item of this.items) {
      const text = item.live && !live ? null : item.text({ ...ABSENT, ...stats }, nowMs);
      setHidden(item.element, text === null);
      if (text !== null) setText(item.value, text);
      const title = item.title?.(stats);
      if (title) item.element.title = `${title}: ${item.help}`;
    }
  }
}

/* What a stats without that field means. */
const ABSENT = {
  records: 0, bytes: 0, records_per_s: 0, bytes_per_s: 0, lag: -1, open_windows: -1, groups: -1,
};

/** "37 %, 1,200,000 of 5,000,000 records, 20 s left" */
export function progressText({ fraction, text, left_ms: leftMs }) {
  const parts = [`${Math.floor(fraction * 100)} %`];
  if (text) parts.push(text);
  if (leftMs >= 0) parts.push(`${duration(leftMs)} left`);
  return parts.join(' · ');
}
