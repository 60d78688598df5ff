// How the parts share the page, and the height that they want. The table gives way: it scrolls.
//
// The wanted height is made of the parts' own heights and the number of rows, never of the window's
// height: a host that makes the frame as high as wanted must not make it want more.

import { framed } from './frame.js';

const BESIDE_FROM_PX = 640; // chart and table side by side from this width on
const STACKED_FROM_PX = 600; // or one above the other from this height on, on a page of its own
const TABLE_SHARE = 0.5; // if the table needs no more than this share of it
const MEASURE_MS = 60;
const ROWS_WANTED = 13; // more are scrolled, in a frame
const CHART_PX = { least: 120, usual: 260, alone: 320, most: 560, around: 24 }; // around: paddings
const BESIDE_CHART_LEAST_PX = 240;
const TABLE_LEAST_PX = 150; // below a chart

const place = (id) => document.getElementById(id);

export class Layout {
  /** onHeight(px) whenever the wanted height was measured. */
  constructor({ table, charts, figure }, onHeight) {
    this.table = table;
    this.charts = charts;
    this.figure = figure;
    this.onHeight = onHeight;
    this.timer = null;
    this.width = 0;
    this.parts = ['bar', 'words', 'details', 'foot'].map(place);
    this.views = place('views');
    table.onWidths = charts.onSettled = () => this.update();
    const observer = new ResizeObserver(() => this.update());
    for (const part of [...this.parts, this.views, place('chart')]) observer.observe(part);
    window.addEventListener('resize', () => this.update());
  }

  /** Whether neither chart nor table is squeezed by the other. A frame's height is no measure: it
   *  is what this page asks for. */
  get hasRoomForBoth() {
    return window.innerWidth >= BESIDE_FROM_PX ||
      (!framed && window.innerHeight >= STACKED_FROM_PX);
  }

  /** Something may need more or less room. */
  update() {
    if (this.timer === null && !document.hidden) {
      this.timer = setTimeout(() => this.measure(), MEASURE_MS);
    }
  }

  measure() {
    this.timer = null;
    const [rows, chart] = [place('rows'), place('chart')];
    const width = window.innerWidth; // with a scroll bar, which comes and goes with the height
    const both = !rows.hidden && !chart.hidden;
    const beside = both && this.charts.choice.kind !== 'none' && width >= BESIDE_FROM_PX &&
      this.table.widths.total + 40 <= width * TABLE_SHARE;
    this.views.classList.toggle('beside', beside);
    rows.style.flexBasis = beside ? `${this.table.widths.total + 40}px` : '';
    this.table.measure();
    const tablePx = this.tableHeight(rows);
    const head = chart.hidden ? 0 : chart.querySelector('.chart-head').offsetHeight;
    const chartPx = chart.hidden ? 0 : this.wantedChart(beside, tablePx, head);
    if (chartPx > 0) this.setChartHeight(chartPx, head, both && !beside);
    const views = beside ? Math.max(tablePx, chartPx) : tablePx + chartPx;
    this.onHeight(this.around() + (this.views.hidden ? 0 : views + 2));
  }

  tableHeight(rows) {
    if (rows.hidden) return 0;
    return this.figure.height || this.table.wantedHeight(framed ? ROWS_WANTED : Infinity);
  }

  /** Beside a table a chart is as high as that, within reason: it never makes the page higher. */
  wantedChart(beside, tablePx, head) {
    const around = head + CHART_PX.around;
    if (this.charts.choice.kind === 'none') return around;
    if (beside && !framed) return Math.min(this.room(), CHART_PX.most + around);
    if (beside) {
      return Math.min(Math.max(tablePx, BESIDE_CHART_LEAST_PX), CHART_PX.most + around);
    }
    if (tablePx > 0) return CHART_PX.usual + around;
    // Alone on a page of its own it has the whole page; in a frame that would never end.
    const alone = framed ? CHART_PX.alone : this.room() - around;
    return Math.min(Math.max(alone, CHART_PX.usual), CHART_PX.most) + around;
  }

  /** As wanted, if the window is as high; this one gives way to a table below it. */
  setChartHeight(wanted, head, stacked) {
    const room = this.room() - (stacked ? TABLE_LEAST_PX : 0);
    const height = Math.max(Math.min(wanted, room) - head - CHART_PX.around, CHART_PX.least);
    if (height === this.charts.height) return;
    this.charts.height = height;
    this.charts.draw();
  }

  room() {
    return window.innerHeight - this.around();
  }

  around() {
    return this.parts.reduce((sum, part) => sum + part.offsetHeight, 0);
  }
}
