// The page: what comes over the connection goes into the model, and what the model and the stream
// are is shown. Everything shown follows from {connection, view, stats, model, paused, mode}.

import { Charts } from './charts.js';
import { Connection } from './connection.js';
import { Controls, copyText } from './controls.js';
import { csvText } from './csv.js';
import { Details } from './details.js';
import { memory, setHidden, setText } from './dom.js';
import { Figure } from './figure.js';
import { Footer } from './footer.js';
import { counted, parseTime } from './format.js';
import { Frame, framed } from './frame.js';
import { Layout } from './layout.js';
import { Model } from './model.js';
import { Painter } from './paint.js';
import { describe, isFinal } from './state.js';
import { Table } from './table.js';
import { Words } from './words.js';

const EMPTY_MS = 200; // a new table is shown empty only if its rows take longer

const place = (id) => document.getElementById(id);

class Page {
  constructor(token) {
    this.view = null;
    this.stats = null;
    this.model = new Model();
    this.pausedMs = 0;
    this.held = []; // what came of the table while paused
    this.ownMode = null; // table, chart or both, as somebody has chosen
    this.mode = 'table'; // as it is
    this.signature = null;
    this.amount = 0; // of rows, as shown last
    this.empty = true;
    this.emptyTimer = null;
    this.words = new Words(place('words'));
    this.charts = new Charts(place('chart'), () => this.settleMode());
    this.table = new Table(place('rows'), (id) => this.details.show(this.model, id));
    this.figure = new Figure(place('rows'));
    this.details = new Details(place('details'),
      (order, id) => this.connection.send({ [order]: id }));
    this.footer = new Footer(place('foot'));
    this.frame = new Frame();
    this.layout = new Layout(this, (px) => this.frame.wants(px));
    window.addEventListener('resize', () => this.settleMode());
    this.controls = new Controls(place('tools'), {
      pause: () => this.pause(),
      hold: (on) => this.connection.send(on ? { pause: true } : { resume: true }),
      stop: () => this.connection.send({ stop: true }),
      copy: () => this.copy(),
      again: () => this.connection.restart(),
      show: (mode) => this.show(mode),
    }, framed);
    this.painter = new Painter((how) => this.paint(how),
      (seq) => this.connection.send({ ack: seq }));
    this.connection = new Connection(token, (message) => this.receive(message),
      () => this.connectionChanged());
    this.connection.open();
  }

  receive(message) {
    const receive = {
      view: () => this.receiveView(message),
      schema: () => this.receiveTable(message),
      rows: () => this.receiveTable(message),
      stats: () => this.receiveStats(message),
    }[message.event];
    receive?.(); // a later hub may say more: it says nothing that this page must know
  }

  receiveView(view) {
    this.view = view;
    this.connection.settled = isFinal(view); // another statement may follow
    this.showState();
  }

  receiveStats(stats) {
    this.stats = stats;
    this.showNumbers();
  }

  receiveTable(message) {
    if (!this.pausedMs) {
      this.apply(message);
    } else {
      // Not acknowledged, so the hub stops after a few.
      if (message.event === 'schema') this.dropHeld();
      this.held.push({ message, number: this.connection.number });
    }
  }

  /** A new table makes what came before idle. Its rows were never shown; the hub counts on it that
   *  they are acknowledged before those of the new table, whose numbers may be less. */
  dropHeld() {
    const last = this.held.findLast(({ message }) => message.event === 'rows' && !message.more);
    this.held = [];
    if (last?.number === this.connection.number) this.connection.send({ ack: last.message.seq });
  }

  apply(message, number = this.connection.number) {
    if (message.event === 'schema') {
      this.painter.tell();
      this.model.applySchema(message);
      clearTimeout(this.emptyTimer);
      this.emptyTimer = setTimeout(() => this.painter.changed(), EMPTY_MS);
    } else if (this.model.applyRows(message)) {
      clearTimeout(this.emptyTimer);
      this.charts.take(this.model, this.stats);
      this.painter.changed(number === this.connection.number ? message.seq : 0);
    }
  }

  connectionChanged() {
    if (this.connection?.phase !== 'open') this.painter.forget();
    if (this.connection) this.showState();
  }

  /** Put the model into the page. */
  paint({ quiet }) {
    const { model } = this;
    if (model.signature !== this.signature) this.newTable();
    this.charts.follow(model);
    const mode = this.wantedMode();
    if (mode !== this.mode || (model.order.length === 0) !== this.empty) {
      this.mode = mode;
      this.showParts();
      this.showTools();
    }
    const hasRows = model.schema !== null && model.schema.has_rows !== false;
    if (hasRows && (this.mode !== 'chart' || model.order.length === 0)) {
      this.table.render(model, { mark: !quiet });
      this.figure.show(model);
    }
    this.charts.update(hasRows && this.mode !== 'table' && model.order.length > 0);
    this.details.update(model);
    this.showWaiting();
    if (model.order.length !== this.amount) this.layout.update();
    this.amount = model.order.length;
  }

  newTable() {
    this.signature = this.model.signature;
    const remembered = memory.get(`view ${this.signature}`);
    this.ownMode = ['table', 'chart', 'both'].includes(remembered) ? remembered : null;
    this.mode = null; // it follows from the table
  }

  showParts() {
    const hasRows = this.model.schema !== null && this.model.schema.has_rows !== false;
    setHidden(place('views'), !hasRows);
    // Without rows the table's head and its words say more than an empty chart.
    const empty = this.model.order.length === 0;
    setHidden(place('rows'), !hasRows || (this.mode === 'chart' && !empty));
    setHidden(place('chart'), !hasRows || this.mode === 'table' || empty);
    this.layout.update();
  }

  /** Both, unless one says all there is to say, or there is room for one only. */
  wantedMode() {
    if (!this.charts.possible || this.view?.list) return 'table';
    if (this.ownMode) return this.ownMode;
    if (this.charts.choice.kind === 'none') return 'table';
    return this.layout.hasRoomForBoth ? 'both' : 'chart';
  }

  settleMode() {
    if (this.wantedMode() !== this.mode) this.painter.changed();
    this.layout.update();
  }

  show(mode) {
    this.ownMode = mode;
    memory.set(`view ${this.signature}`, mode);
    this.painter.changed(0, true);
  }

  /** State, sentence, notices, tools: whatever does not follow the rows. */
  showState() {
    const nowMs = Date.now();
    const said = describe({
      connection: this.connection, view: this.view, pausedMs: this.pausedMs, nowMs,
    });
    this.said = said;
    const { dataset } = document.body;
    if (dataset.state !== said.state) dataset.state = said.state;
    setText(place('state'), said.words);
    const title = this.view?.title ?? '';
    setText(place('title'), title);
    document.title = title ? `${title} · ${said.state}` : said.state;
    place('title').title = this.view?.statement ?? '';
    this.words.update(this.view, said.help, ['live', 'starting', 'paused', 'held'].includes(said.state));
    this.showTools();
    this.showNumbers();
    this.frame.is(said.state);
  }

  showTools() {
    const { state, again } = this.said;
    this.empty = this.model.order.length === 0;
    const goesOn = this.view && !isFinal(this.view) && this.connection.phase !== 'over';
    const mayOrder = Boolean(goesOn && this.view.may_stop && this.connection.phase === 'open');
    this.details.allow(mayOrder && this.view.list);
    this.controls.update({
      again,
      pause: state === 'live' && !this.view?.list,
      paused: this.pausedMs > 0,
      hold: mayOrder && !this.view.list,
      held: this.view?.paused_ms > 0,
      stop: mayOrder && !this.view.list,
      copy: !this.empty,
      views: this.charts.possible && !this.view?.list,
      view: this.mode,
    });
  }

  showNumbers() {
    const live = !isFinal(this.view) && this.connection.phase !== 'over';
    const said = this.stats?.waiting ?? null;
    const isNotice = this.view?.notices?.includes(said);
    const waiting = live && this.model.order.length > 0 && !isNotice ? said : null;
    this.footer.update(this.stats, { live, waiting, nowMs: Date.now() });
    const closed = parseTime(this.stats?.watermark)?.ms;
    this.charts.live = live;
    this.charts.openFromMs = live ? closed ?? Infinity : Infinity;
    this.showWaiting();
  }

  showWaiting() {
    if (this.model.order.length > 0 || !this.model.schema) {
      this.table.showWaiting(null);
    } else if (isFinal(this.view)) {
      this.table.showWaiting(this.view.state === 'ended' ? 'No rows.' : 'No rows had come.');
    } else {
      this.table.showWaiting(this.stats?.waiting || 'No rows yet.');
    }
  }

  pause() {
    this.pausedMs = this.pausedMs ? 0 : Date.now();
    const held = this.held;
    this.held = [];
    try {
      for (const { message, number } of held) this.apply(message, number);
    } catch (error) {
      this.connection.fault(error);
    }
    this.showState();
  }

  async copy() {
    const { model } = this;
    const text = csvText(model.columns.map(({ name }) => name), model.visible());
    const rows = counted(model.order.length, 'row');
    const done = await copyText(text);
    this.controls.say(done ? `${rows} copied` : 'This browser does not let the page copy');
  }
}

const token = window.location.hash.slice(1);
window.addEventListener('hashchange', () => window.location.reload());
new Page(token);
