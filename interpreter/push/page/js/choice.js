// Which chart is drawn, of which columns. Pure.
//
// A choice is {kind, x, y, series}: `lines` or `points` of y over x (a line per value of series),
// `bars` of y per x, or `none`. Columns are positions; null is none.

export const LINE_WINDOWS_MIN = 3; // fewer windows make no line

export const isTime = ({ type }) => /^(timestamp|date\b)/i.test(type);

/** Columns that count nothing: where a record lies. */
export const isPlace = ({ name }) => /^(partition|offset)$/i.test(name);

const isWindowStart = ({ name }) => /^window_start$/i.test(name);

/** Whether a chart's x are windows, or points of time as such. */
export const isWindowed = (columns, { x }) => x !== null && isWindowStart(columns[x]);
export const isOverTime = (columns, { kind, x }) =>
  (kind === 'lines' || kind === 'points') && x !== null && isTime(columns[x]);

/** The columns by what they can be, each a list of positions. */
export function kindsOf(columns) {
  const positions = (test) => columns.flatMap((column, i) => (test(column) ? [i] : []));
  return {
    times: positions((c) => isTime(c) || isWindowStart(c)),
    numbers: positions((c) => c.number && !isTime(c)),
    measures: positions((c) => c.number && !isTime(c) && !isPlace(c)),
    texts: positions((c) => !c.number && !isTime(c) && !/^window_(start|end)$/i.test(c.name)),
    windowStart: columns.findIndex(isWindowStart),
  };
}

/** The chart that the columns ask for. */
export function chooseChart(columns) {
  const { times, measures, numbers, texts, windowStart } = kindsOf(columns);
  const none = { kind: 'none', x: null, y: null, series: null };
  const y = measures[0];
  if (y === undefined) return none;
  if (windowStart >= 0 || times.length > 0) {
    const x = windowStart >= 0 ? windowStart : times[0];
    // Records as they come are one line: a text of theirs is hardly ever the name of a group.
    if (windowStart < 0) return { kind: 'lines', x, y, series: null };
    const place = numbers.find((i) => i !== y && isPlace(columns[i]));
    return { kind: 'lines', x, y, series: texts[0] ?? place ?? null };
  }
  if (texts.length > 0) return { kind: 'bars', x: texts[0], y, series: null };
  // Only numbers: the first says which, and the next how many.
  const label = numbers[0] === y ? null : numbers[0];
  if (label !== null) return { kind: 'bars', x: label, y, series: null };
  return measures.length > 1 ? { kind: 'bars', x: y, y: measures[1], series: null } : none;
}

/**
 * The chart to show while nobody has chosen another: that which the columns ask for, or, where it
 * would be of too little, another meanwhile.
 * @param known  {windows, rows}: how many there are
 */
export function chooseFor(columns, { windows, rows }) {
  const wanted = chooseChart(columns);
  if (wanted.kind === 'lines' && isWindowed(columns, wanted) && windows < LINE_WINDOWS_MIN) {
    return { kind: 'bars', x: wanted.series ?? wanted.x, y: wanted.y, series: null };
  }
  // One bar, named by a number, says less than the row.
  const lone = wanted.kind === 'bars' && rows < 2 && kindsOf(columns).texts.length === 0;
  return lone ? { kind: 'none', x: null, y: null, series: null } : wanted;
}

/** A choice with something chosen otherwise: the rest follows, so that it makes a chart. */
export function changeChoice(columns, choice, change) {
  const next = { ...choice, ...change };
  if (next.kind === 'none') return next;
  const { times, numbers, texts, windowStart } = kindsOf(columns);
  next.y ??= numbers.find((i) => i !== next.x) ?? numbers[0] ?? null;
  if (next.kind === 'bars') {
    const isTimeAxis = change.kind === 'bars' && times.includes(next.x);
    if (next.x === null || isTimeAxis) next.x = next.series ?? texts[0] ?? 0;
    next.series = null;
  } else if (!times.includes(next.x) && !numbers.includes(next.x)) {
    next.series ??= next.x; // what the bars were of
    next.x = windowStart >= 0 ? windowStart : times[0] ?? numbers[0] ?? 0;
  }
  return next;
}

/** Whether a remembered choice makes sense with these columns. */
export function fits(choice, columns) {
  const exists = (i) => i === null || (Number.isInteger(i) && i >= 0 && i < columns.length);
  if (!choice || !['lines', 'points', 'bars', 'none'].includes(choice.kind)) return false;
  if (![choice.x, choice.y, choice.series].every(exists)) return false;
  return choice.kind === 'none' || (choice.x !== null && choice.y !== null);
}
