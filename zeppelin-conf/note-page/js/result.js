// The output of a paragraph: its result messages, each {type, data}, in a row of slots.
//
// A slot is drawn anew only when its message changes, so that the script of an HTML result runs
// once and a live panel stays the same element.

import { AngularView } from './angular.js';
import { el } from './dom.js';
import { tableFromText } from './table.js';

export class Results {
  /** get(name) and bind(name, value, paragraphId) are for ANGULAR results. */
  constructor(get, bind) {
    this.get = get;
    this.bind = bind;
    this.slots = []; // {type, data, element, view}
    this.stale = false;
    this.element = el('div', { class: 'results' });
  }

  /** Whether something here shows Angular objects. */
  get hasPanel() {
    return this.slots.some((slot) => slot.view?.bindings.length > 0);
  }

  /** A new run has begun: what is shown is of the last one, until something new comes. */
  markStale() {
    this.stale = this.slots.length > 0;
    this.element.classList.toggle('stale', this.stale);
  }

  setAll(messages) {
    this.fresh(false);
    messages.forEach((message, index) => this.set(index, message.type, message.data));
    for (const slot of this.slots.splice(messages.length)) slot.element.remove();
  }

  /** Make slot `index` show that message; one beyond the next free slot is dropped. */
  set(index, type, data) {
    this.fresh();
    const old = this.slots[index];
    if (index > this.slots.length || (old && old.type === type && old.data === data)) return;
    const slot = this.draw(type, data ?? '');
    if (old) old.element.replaceWith(slot.element);
    else this.element.append(slot.element);
    this.slots[index] = slot;
    slot.start();
  }

  append(index, data) {
    this.fresh();
    const slot = this.slots[index];
    if (slot?.type === 'TEXT') {
      slot.data += data;
      slot.element.append(data);
    } else {
      this.set(index, slot?.type ?? 'TEXT', (slot?.data ?? '') + data);
    }
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
