// One paragraph: its title, text, tools, status and results, as the server last told them.

import { el, iconButton } from './dom.js';
import { Editor } from './editor.js';
import { Forms } from './forms.js';
import { profile } from './profile.js';
import { Results } from './result.js';
import { webAddress } from './sanitise.js';

const SAVE_AFTER_MS = 1000;
const LIVE_FOR_MS = 3000; // after the last change of a live panel

const TABLE_CONFIG = { graph: { mode: 'table', height: 300, optionOpen: false } };

const STATUS = {
  READY: 'ready', PENDING: 'waiting', RUNNING: 'running', FINISHED: 'finished', ERROR: 'error',
  ABORT: 'stopped', UNKNOWN: 'unknown',
};

export class Paragraph {
  /** actions: run, cancel, save, insertBelow, clear, remove, each called with this paragraph;
   *  complete(this paragraph, text, cursor); getObject(id, name) and bind(name, value, id) for Angular objects. */
  constructor(paragraph, actions) {
    this.id = paragraph.id;
    this.actions = actions;
    this.config = {};
    this.params = {};
    this.savedText = '';
    this.saveTimer = null;
    this.liveTimer = null;
    this.lastRun = { first: true, seenRunning: false };
    this.build();
    this.show(paragraph, true);
  }

  get text() {
    return this.editor.text;
  }

  get busy() {
    return this.status === 'RUNNING' || this.status === 'PENDING';
  }

  focus() {
    this.editor.focus();
  }

  /** Take over what the server says of it: as part of the note when that is opened, or because it
   *  has changed. What the user has typed and not yet sent stays. */
  show(paragraph, opened = false) {
    const wasBusy = this.busy;
    this.status = paragraph.status ?? 'READY';
    this.config = paragraph.config ?? {};
    this.params = paragraph.settings?.params ?? {};
    this.title = paragraph.title ?? '';
    this.heading.textContent = this.title;
    this.element.classList.toggle('titled', this.title !== '');
    const text = paragraph.text ?? '';
    if (this.editor.text === this.savedText) this.editor.text = text;
    this.savedText = text;
    this.forms.show(paragraph.settings ?? {});
    this.showInfos(paragraph.runtimeInfos ?? {});
    if (this.busy && !wasBusy) this.beginRun(paragraph);
    if (this.status === 'RUNNING') this.lastRun.seenRunning = true;
    this.showResults(paragraph.results?.msg, opened, wasBusy && !this.busy);
    this.times = runTimes(paragraph);
    this.showStatus();
  }

  beginRun({ dateFinished }) {
    this.lastRun = { first: !dateFinished, seenRunning: false };
    this.results.markStale();
  }

  showResults(messages, opened, ended) {
    if (this.busy && !(messages && (opened || profile.showsResults(this.busy)))) return;
    this.results.setAll(messages ?? [], ended && profile.redrawsAtEnd(this.lastRun));
    if (ended && this.lastRun.first && profile.redrawsFirstRunAfterMs !== null) {
      setTimeout(() => !this.busy && this.results.redraw('HTML'), profile.redrawsFirstRunAfterMs);
    }
  }

  showCompletions(candidates) {
    this.editor.completion.show(candidates);
  }

  /** 0 means that it runs and does not know how far it is. */
  showProgress(percent) {
    this.bar.hidden = !this.busy;
    this.bar.classList.toggle('unknown', !(percent > 0));
    this.bar.firstChild.style.width = percent > 0 ? `${Math.min(percent, 100)}%` : '';
    if (percent > 0) this.bar.setAttribute('aria-valuenow', percent);
    else this.bar.removeAttribute('aria-valuenow');
    this.percent = percent;
    this.showStatusText();
  }

  /** A link that the interpreter gave by sendParagraphInfo. */
  showInfos(infos) {
    const values = infos.jobUrl?.values ?? [];
    const address = webAddress(values.at(-1)?.jobUrl);
    this.link.hidden = !address;
    if (!address) return;
    this.link.href = address;
    this.link.textContent = infos.jobUrl.label || 'more';
    this.link.title = infos.jobUrl.tooltip ?? '';
  }

  setOutput(index, type, data) {
    if (!profile.takesUpdates) return;
    const before = this.results.columns(index);
    this.results.set(index, type, data);
    const columns = this.results.columns(index);
    if (columns !== null && columns !== before && !this.busy) this.saveTableSoon(index);
    this.showStatusText();
  }

  /** Save that result `index` is shown as a table, as Zeppelin's own page does by itself. */
  saveTableSoon(index) {
    if (profile.savesNewTableAfterMs === null) return;
    setTimeout(() => {
      if (this.busy) return;
      this.config = { ...this.config, results: { ...this.config.results, [index]: TABLE_CONFIG } };
      this.actions.save(this);
    }, profile.savesNewTableAfterMs);
  }

  appendOutput(index, data) {
    if (!profile.takesAppends(this.busy)) return;
    this.results.append(index, data);
    this.showStatusText();
  }

  reconnected() {
    profile.reconnected(this.results);
  }

  updateObject(name) {
    if (!this.results.updateObject(name)) return;
    clearTimeout(this.liveTimer);
    this.liveTimer = setTimeout(() => {
      this.liveTimer = null;
      this.showStatusText();
    }, LIVE_FOR_MS);
    this.showStatusText();
  }

  /** Send an edit now that would be sent soon. */
  saveNow() {
    if (this.saveTimer === null) return;
    clearTimeout(this.saveTimer);
    this.saveTimer = null;
    if (this.editor.text !== this.savedText) this.actions.save(this);
  }

  saveSoon() {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.saveNow(), SAVE_AFTER_MS);
  }

  run() {
    clearTimeout(this.saveTimer);
    this.saveTimer = null;
    this.actions.run(this);
  }

  showStatus() {
    this.element.dataset.status = this.status;
    this.runButton.hidden = this.busy;
    this.cancelButton.hidden = !this.busy;
    this.showProgress(this.busy ? (this.percent ?? 0) : 0);
  }

  showStatusText() {
    const live = this.status === 'FINISHED' && this.liveTimer !== null && this.results.hasPanel;
    this.element.classList.toggle('live', live);
    let text = live ? 'live' : STATUS[this.status] ?? this.status.toLowerCase();
    if (this.status === 'RUNNING' && this.percent > 0) text += ` ${this.percent}%`;
    if (this.chip.textContent !== text) this.chip.textContent = text;
    this.when.textContent = this.busy || live ? '' : this.times;
  }

  build() {
    this.heading = el('h2');
    this.chip = el('span', { class: 'chip', role: 'status' });
    this.when = el('span', { class: 'when' });
    this.link = el('a', {
      class: 'job', target: '_blank', rel: 'noopener noreferrer', hidden: true,
    });
    this.runButton = iconButton('run', 'Run (Shift+Enter)', () => this.run(), 'run');
    this.cancelButton = iconButton('stop', 'Cancel', () => this.actions.cancel(this), 'cancel');
    this.bar = el('div', {
      class: 'bar', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': '0',
      'aria-valuemax': '100', hidden: true,
    }, el('div'));
    this.editor = new Editor({
      label: 'Text of the paragraph',
      placeholder: 'SELECT ... FROM topic     (Shift+Enter runs it)',
      onRun: () => this.run(),
      onEdit: () => this.saveSoon(),
      onAsk: (text, cursor) => this.actions.complete(this, text, cursor),
    });
    this.forms = new Forms((name, value) => {
      this.params = { ...this.params, [name]: value };
    });
    this.editor.area.addEventListener('blur', () => this.saveNow());
    this.results = new Results((name) => this.actions.getObject(this.id, name), this.actions.bind);
    this.element = el('section', {
      class: 'paragraph', 'data-paragraph': this.id, 'aria-label': 'Paragraph',
    },
    el('div', { class: 'card' },
      this.heading,
      el('div', { class: 'side' }, this.link, this.when, this.chip,
        el('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Paragraph' },
          this.runButton, this.cancelButton,
          iconButton('clear', 'Clear the output', () => this.actions.clear(this)),
          iconButton('remove', 'Remove the paragraph', () => this.actions.remove(this)))),
      this.editor.element, this.forms.element, this.bar, this.results.element),
    el('div', { class: 'between' },
      iconButton('add', 'Insert a paragraph here', () => this.actions.insertBelow(this))));
  }
}

/** "3 s, at 10:02:03" of a run that has ended, or nothing. */
function runTimes({ status, dateStarted, dateFinished }) {
  const started = parseDate(dateStarted);
  const finished = parseDate(dateFinished);
  if (!started || !finished || finished < started || status === 'READY') return '';
  const clock = finished.toLocaleTimeString([], { hour12: false });
  const seconds = Math.round((finished - started) / 1000);
  return `${seconds === 0 ? 'under 1' : seconds} s, at ${clock}`;
}

/** Zeppelin writes 2026-01-31T10:02:03+0000. */
function parseDate(text) {
  const date = new Date((text ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(date.getTime()) ? null : date;
}
