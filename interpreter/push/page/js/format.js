// Numbers, sizes and times as people read them. Pure: the present is an argument.

export const count = (n) => Math.round(n).toLocaleString('en-US');

/** "1 row", "20 rows", "1,000 rows". */
export const counted = (n, noun) => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A number's own digits, all of them, in groups; a text that is no plain number as it is. */
export function grouped(text) {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = ''] = match;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** Texts that differ in their numbers only, as one: the last of them, and how many there are. */
export function condensed(texts) {
  const kinds = new Map();
  for (const text of texts) {
    const kind = text.replace(/\d[\d,.]*/g, '0');
    kinds.set(kind, { text, times: (kinds.get(kind)?.times ?? 0) + 1 });
  }
  return [...kinds.values()].map(({ text, times }) =>
    (times > 1 ? `${text} (the last of ${times} such notices)` : text));
}

export function perSecond(n) {
  return n < 10 && n % 1 !== 0 ? n.toFixed(1) : count(n);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** In steps of 1,000, with three digits at most before the unit: "1.24 MB". */
export function bytes(n) {
  let unit = 0;
  while (n >= 999.5 && unit < UNITS.length - 1) {
    n /= 1000;
    unit++;
  }
  const digits = unit === 0 || n >= 100 ? Math.round(n) : n.toPrecision(n >= 10 ? 3 : 2);
  return `${digits} ${UNITS[unit]}`;
}

/** "20 s", "3 min 5 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  const pair = (value, big, bigUnit, small, smallUnit) => {
    const rest = Math.floor((value % big) / small);
    return `${Math.floor(value / big)} ${bigUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
  };
  if (s < 60) return `${s} s`;
  if (s < 3600) return pair(s, 60, 'min', 1, 's');
  if (s < 86400) return pair(s, 3600, 'h', 60, 'min');
  return pair(s, 86400, 'd', 3600, 'h');
}

const two = (n) => String(n).padStart(2, '0');

/** Local time, with the date when that is not today's. */
export function clock(ms, nowMs) {
  const at = new Date(ms);
  const now = new Date(nowMs);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

const DATE = /(\d{4,6})-(\d\d)-(\d\d)/.source;
const TIME = /[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/.source;
const ZONE = /Z|[+-]\d\d(?::?\d\d)?(?::?\d\d)?/.source;
const TIMESTAMP = new RegExp(`^${DATE}(?:${TIME})?\\s?(${ZONE})?$`);

/**
 * PostgreSQL's text of a timestamptz, timestamp or date: {ms, offsetMinutes}, or null if it is
 * none (infinity, BC). Without an offset it is taken as UTC, and shown as what it says.
 */
export function parseTime(text) {
  const match = TIMESTAMP.exec(text ?? '');
  if (!match) return null;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone] = match;
  const offsetMinutes = zone && zone !== 'Z' ? minutesOf(zone) : 0;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second), Number(`0.${fraction}0`) * 1000);
  return { ms: at.getTime() - offsetMinutes * 60000, offsetMinutes };
}

function minutesOf(zone) {
  const digits = zone.slice(1).replaceAll(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0);
  return zone[0] === '-' ? -minutes : minutes;
}

/** "UTC", "UTC+02", "UTC+05:30". */
export function zoneName(offsetMinutes) {
  if (offsetMinutes === 0) return 'UTC';
  const rest = Math.abs(offsetMinutes) % 60;
  const hours = two(Math.floor(Math.abs(offsetMinutes) / 60));
  return `UTC${offsetMinutes < 0 ? '-' : '+'}${hours}${rest ? `:${two(rest)}` : ''}`;
}
