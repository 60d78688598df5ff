// The chart's place: what is drawn, the choices by hand, and when. A chart that fails says so in a
// line; the table never waits for it.

import { Bars } from './bars.js';
import { LINE_WINDOWS_MIN, changeChoice, chooseChart, chooseFor, fits, isOverTime, kindsOf } from
  './choice.js';
import { el, memory, setHidden, setText } from './dom.js';
import { History, isCaughtUp } from './history.js';
import { countXs } from './series.js';


const REDRAW_MS = 250;
const HEIGHT_PX = 260; // of what is drawn, legend included, until it is laid out

export class Charts {
  /** onChoice() when another chart was chosen. */
  constructor(host, onChoice) {
    this.host = host;
    this.onChoice = onChoice;
    this.choice = { kind: 'none', x: null, y: null, series: null };
    this.own = null; // the choice that somebody has made; null: what fits best, now
    this.history = new History();
    this.windows = 0; // known, counted up to LINE_WINDOWS_MIN: they do not become fewer again
    this.counted = 0; // when they were
    this.live = true; // whether the stream goes on
    this.openFromMs = Infinity; // windows that end later are not closed
    this.signature = null;
    this.drawn = 0; // when
    this.timer = null;
    this.chart = null;
    this.broken = false;
    this.height = HEIGHT_PX; // set by whoever lays out the page
    this.width = 0;
    this.choices = el('div', { class: 'choices' });
    this.about = el('span', { class: 'about' });
    this.problem = el('p', { class: 'notice', hidden: true });
    this.place = el('div', { class: 'place' });
    host.append(el('div', { class: 'chart-head' }, this.choices,
      el('span', { class: 'when', hidden: true }), this.about), this.problem, this.place);
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === this.width) return;
      this.width = contentRect.width;
      this.draw();
    }).observe(this.place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** Whether the columns have something to draw. */
  get possible() {
    const { columns } = this.model ?? { columns: [] };
    return columns.length > 1 && kindsOf(columns).numbers.length > 0;
  }

  /** Rows have come, shown or not: what leaves the table is remembered.
   *  @param stats  the newest, or null */
  take(model, stats) {
    if (model.signature !== this.signature) this.begin(model);
    this.history.take(model, isCaughtUp(stats));
  }

  /** The model has changed: choose what fits it. */
  follow(model) {
    if (model.signature !== this.signature) this.begin(model);
    else this.settle();
  }

  /** Draw what it says, but not too often. */
  update(shown) {
    this.shown = shown;
    if (!shown) return;
    const waitMs = REDRAW_MS - (performance.now() - this.drawn);
    if (waitMs <= 0 && this.timer === null) this.draw();
    else this.timer ??= setTimeout(() => this.draw(), Math.max(waitMs, 0));
  }

  begin(model) {
    this.model = model;
    this.signature = model.signature;
    this.windows = 0;
    const remembered = memory.get(`chart ${model.signature}`);
    this.own = fits(remembered, model.columns) ? remembered : null;
    this.choice = { kind: null };
    this.settle();
  }

  /** What is shown follows from what was chosen, or from what there is. */
  settle() {
    const { columns, order } = this.model;
    const overTime = [this.own, chooseChart(columns)].find((c) => c && isOverTime(columns, c));
    this.history.begin(columns, overTime ?? null);
    const now = performance.now();
    const isDue = this.windows === 0 || now - this.counted > REDRAW_MS;
    if (!this.own && overTime && this.windows < LINE_WINDOWS_MIN && isDue) {
      this.counted = now;
      this.windows = countXs(this.model.visible(), columns, overTime, this.history.points(),
        LINE_WINDOWS_MIN);
    }
    const next = this.own ?? chooseFor(columns, { windows: this.windows, rows: order.length });
    if (JSON.stringify(next) === JSON.stringify(this.choice)) return;
    this.choice = next;
    this.showChoices();
    this.onSettled?.();
  }

  draw() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.shown || !this.model || this.broken || document.hidden) return;
    this.drawn = performance.now();
    if (this.choice.kind === 'none') {
      this.leave();
      setText(this.about, '');
      return;
    }
    try {
      this.drawKind();
    } catch (error) {
      this.fail(error);
    }
  }

  drawKind() {
    const Kind = this.choice.kind === 'bars' ? Bars : LineChartModule.LineChart;
    if (!Kind) {
      LineChartModule.load(() => this.draw(), (error) => this.fail(error));
      return;
    }
    if (!(this.chart instanceof Kind)) {
      this.leave();
      this.chart = new Kind(this.place);
    }
    setHidden(this.problem, true);
    const size = { width: Math.floor(this.width), height: this.height };
    if (size.width <= 0) return;
    const { columns } = this.model;
    const rows = [...this.model.visible()];
    const words = this.chart.draw(rows, columns, this.choice, size, {
      past: isOverTime(columns, this.choice) ? [...this.history.points()] : [],
      openFromMs: this.openFromMs,
    });
    const isMeanwhile = !this.own && this.choice.kind !== chooseChart(columns).kind;
    if (isMeanwhile && this.live) words.push(`lines from ${LINE_WINDOWS_MIN} windows on`);
    setText(this.about, words.join(' · '));
  }

  leave() {
    this.chart?.destroy();
    this.chart = null;
  }

  fail(error) {
    console.error(error);
    this.broken = true; // until another chart is chosen
    this.leave();
    setText(this.problem, `The chart can't be drawn: ${error.message}`);
    setHidden(this.problem, false);
  }

  showChoices() {
    const { columns } = this.model;
    const { kind, x, y, series } = this.choice;
    const { times, numbers } = kindsOf(columns);
    const all = columns.map((_, i) => i);
    const axis = kind === 'bars' ? all : [...times, ...numbers];
    const parts = [select('chart', [['', `automatic: ${kind}`], ...KINDS], this.own ? kind : '',
      (value) => this.choose(value === '' ? null : { kind: value }))];
    if (kind !== 'none') {
      const named = (positions) => positions.map((i) => [i, columns[i].name]);
      parts.push(
        select('of', named(numbers), y, (value) => this.choose({ y: Number(value) })),
        select(kind === 'bars' ? 'per' : 'over', named(axis), x,
          (value) => this.choose({ x: Number(value) })));
      if (kind !== 'bars') {
        parts.push(select('a line per', [['', 'nothing'], ...named(all)], series ?? '',
          (value) => this.choose({ series: value === '' ? null : Number(value) })));
      }
    }
    this.choices.replaceChildren(...parts);
  }

  /** @param change  what is chosen otherwise than it is; null: nothing any more */
  choose(change) {
    this.own = change && changeChoice(this.model.columns, this.choice, change);
    this.broken = false;
    setHidden(this.problem, true);
    memory.set(`chart ${this.signature}`, this.own);
    const focused = [...this.choices.querySelectorAll('select')].indexOf(document.activeElement);
    this.choice = { kind: null };
    this.settle();
    this.choices.querySelectorAll('select')[focused]?.focus();
    this.leave();
    this.draw();
    this.onChoice();
  }
}

const KINDS = ['lines', 'points', 'bars', 'none'].map((kind) => [kind, kind]);

function select(label, options, chosen, onChoose) {
  const list = el('select', { on: { change: () => onChoose(list.value) } },
    ...options.map(([value, text]) =>
      el('option', { value, text, selected: String(value) === String(chosen) })));
  return el('label', {}, `${label} `, list);
}

/** The one module with a library behind it: loaded when first wanted. */
const LineChartModule = {
  LineChart: null,
  loading: null,
  load(then, failed) {
    this.loading ??= import('./chart.js').then(({ LineChart }) => { this.LineChart = LineChart; });
    this.loading.then(then).catch((error) => {
      this.loading = null;
      failed(error);
    });
  },
};
