// ANGULAR results: the small part of Zeppelin's two templating languages that works in both of its
// user interfaces, and here.
// The profile says which of the two languages is played, a template for both has all of this:
//
//   <div [innerHTML]="name" ng-bind-html="name">   the object's HTML, made harmless
//   {{name}}                                       the object as text
//   <button ng-click="z.angularBind('name', 'value', 'paragraph')">
//   <button (click)="z.set('name', 'value', 'paragraph')">   tell the interpreter

import { patchChildren } from './dom.js';
import { profile } from './profile.js';
import { sanitise } from './sanitise.js';
import { Steady, shapeColumns } from './table.js';

const EXPRESSION = /\{\{\s*([A-Za-z_$][\w$]*)\s*\}\}/;
const NAME = /^\s*([A-Za-z_$][\w$]*)\s*$/;
const TEXT = "\\s*'([^']*)'\\s*";
const CALL = profile.template.call.replace('.', '\\.');
const BIND = new RegExp(`^\\s*${CALL}\\(${TEXT},${TEXT},${TEXT}\\)\\s*;?\\s*$`);

/** Zeppelin's named objects of one note; those of a paragraph go before those of wider scope. */
export class AngularObjects {
  constructor() {
    this.scopes = new Map();
  }

  set(paragraphId, name, value) {
    const scope = paragraphId ?? '';
    if (!this.scopes.has(scope)) this.scopes.set(scope, new Map());
    this.scopes.get(scope).set(name, value);
  }

  remove(paragraphId, name) {
    this.scopes.get(paragraphId ?? '')?.delete(name);
  }

  get(paragraphId, name) {
    const own = this.scopes.get(paragraphId);
    if (own?.has(name)) return own.get(name);
    return profile.showsSharedObjects ? this.scopes.get('')?.get(name) : undefined;
  }
}

/** One rendered template. get(name) answers an object's value, bind(name, value, paragraphId)
 *  tells the interpreter. */
export class AngularView {
  constructor(template, get, bind) {
    this.get = get;
    this.bind = bind;
    this.bindings = []; // {name, show(value)}
    this.element = document.createElement('div');
    this.element.append(sanitise(template, {
      extraTags: ['button'],
      extra: (source, copy) => this.carryOver(source, copy),
    }));
    this.bindTexts();
    this.update();
  }

  /** Show the present values; with a name, only where that object is shown. */
  update(name = null) {
    for (const binding of this.bindings) {
      if (name === null || binding.name === name) binding.show(this.get(binding.name));
    }
  }

  carryOver(source, copy) {
    const name = source.getAttribute(profile.template.html)?.match(NAME)?.[1];
    if (name) this.bindHtml(copy, name);
    const call = source.getAttribute(profile.template.click)?.match(BIND);
    if (copy.localName === 'button') copy.type = 'button';
    if (call) copy.addEventListener('click', () => this.bind(call[1], call[2], call[3]));
  }

  bindHtml(element, name) {
    const steady = new Steady(element);
    element.classList.add('panel');
    this.bindings.push({
      name,
      show(value) {
        const wanted = sanitise(typeof value === 'string' ? value : '');
        for (const table of wanted.querySelectorAll('table')) shapeColumns(table);
        if (wanted.childNodes.length === 0) steady.reset();
        patchChildren(element, wanted);
        if (element.isConnected && element.hasChildNodes()) steady.hold();
      },
    });
  }

  bindTexts() {
    const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) this.bindText(text);
  }

  bindText(text) {
    for (let match = text.data.match(EXPRESSION); match; match = text.data.match(EXPRESSION)) {
      const place = text.splitText(match.index);
      text = place.splitText(match[0].length);
      this.bindings.push({
        name: match[1],
        show(value) {
          const shown = value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
          place.data = shown == null ? '' : String(shown);
        },
      });
    }
  }
}
