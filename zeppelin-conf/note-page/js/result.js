// The output of a paragraph: its result messages, each {type, data}, in a row of slots.
//
// A slot is drawn anew only when its message changes, so that a live panel stays the same element;
// but for HTML, whose scripts and frames begin again when Zeppelin's user interfaces would have it.

import { AngularView } from './angular.js';
import { el } from './dom.js';
import { profile } from './profile.js';
import { tableFromText } from './table.js';

export class Results {
  /** get(name) and bind(name, value, paragraphId) are for ANGULAR results. */
  constructor(get, bind) {
    this.get = get;
    this.bind = bind;
    this.slots = []; // {type, data, element, view, appends}
    this.stale = false;
    this.element = el('div', { class: 'results' });
  }

  /** Whether something here shows Angular objects. */
  get hasPanel() {
    return this.slots.some((slot) => slot.view?.bindings.length > 0);
  }

  /** The header line of slot `index`, or null if that is no table. */
  columns(index) {
    const slot = this.slots[index];
    return slot?.type === 'TABLE' ? slot.data.split('\n', 1)[0] : null;
  }

  /** A new run has begun: what is shown is of the last one, until something new comes. */
  markStale() {
    this.stale = this.slots.length > 0;
    this.element.classList.toggle('stale', this.stale);
    for (const slot of this.slots) if (slot.blank) slot.data = null; // the run shows it again
  }

  /** Show these messages and no others; with redrawHtml, HTML anew even if it is the same. */
  setAll(messages, redrawHtml = false) {
    this.fresh(false);
    messages.forEach(({ type, data }, index) => this.put(index, type, data, redrawHtml));
    for (const slot of this.slots.splice(messages.length)) slot.element.remove();
  }

  /** An update of slot `index`; one beyond the next free slot is dropped. */
  set(index, type, data) {
    this.fresh();
    if (index <= this.slots.length) this.put(index, type, data, profile.redrawsSameUpdate);
  }

  append(index, data) {
    this.fresh();
    if (!this.slots[index]) {
      this.set(index, 'TEXT', '');
      if (this.slots[index]) this.slots[index].appends = { count: 0, late: '' };
    }
    const slot = this.slots[index];
    if (slot?.type !== 'TEXT') return;
    const text = slot.appends ? profile.appendedText(slot.appends, data) : data;
    slot.data += text;
    slot.element.append(text);
  }

  /** Draw the results of a type anew. */
  redraw(type) {
    this.slots.forEach((slot, index) => {
      if (slot.type === type) this.replace(index, type, slot.data);
    });
  }

  /** Show nothing in place of the results of these types, until they change or are run again. */
  blank(...types) {
    for (const slot of this.slots.filter(({ type }) => types.includes(type))) {
      const nothing = this.drawNULL();
      slot.element.replaceWith(nothing);
      slot.element = nothing;
      slot.blank = true;
    }
  }

  put(index, type, data, redrawHtml) {
    const old = this.slots[index];
    const same = old?.type === type && old.data === data;
    if (!same || (redrawHtml && type === 'HTML')) this.replace(index, type, data);
  }

  replace(index, type, data) {
    const old = this.slots[index];
    const slot = this.draw(type, data ?? '');
    if (old) old.element.replaceWith(slot.element);
    else this.element.append(slot.element);
    this.slots[index] = slot;
    slot.start();
  }

  /** An Angular object has a new value. Answers whether it is shown here. */
  updateObject(name) {
    const showing = this.slots.filter((slot) =>
      slot.view?.bindings.some((binding) => binding.name === name));
    for (const slot of showing) slot.view.update(name);
    return showing.length > 0;
  }

  /** Leave what is of the last run behind; all of it, unless `clear` is false. */
  fresh(clear = true) {
    if (!this.stale) return;
    this.stale = false;
    this.element.classList.remove('stale');
    if (clear) for (const slot of this.slots.splice(0)) slot.element.remove();
  }

  draw(type, data) {
    const slot = { type, data, view: null, start() {} };
    const draw = this[`draw${type}`] ?? this.drawTEXT;
    slot.element = draw.call(this, data, slot);
    return slot;
  }

  drawTEXT(data) {
    return el('pre', { class: 'result text', tabindex: data ? '0' : null, text: data });
  }

  drawTABLE(data) {
    return el('div', { class: 'result scroll', tabindex: '0' }, ...tableFromText(data));
  }

  drawIMG(data) {
    const source = `data:image/png;base64,${data.trim()}`;
    return el('div', { class: 'result' }, el('img', { src: source, alt: 'the result, an image' }));
  }

  /** HTML of the interpreter itself, as it is; its scripts run when it is put into the page. */
  drawHTML(data, slot) {
    const element = el('div', { class: 'result html' });
    slot.start = () => {
      const range = document.createRange();
      range.selectNodeContents(element);
      element.append(range.createContextualFragment(data));
    };
    return element;
  }

  drawANGULAR(data, slot) {
    slot.view = new AngularView(data, this.get, this.bind);
    slot.view.element.className = 'result angular';
    slot.start = () => slot.view.update();
    return slot.view.element;
  }

  drawNULL() {
    return el('div', { class: 'result' });
  }
}
