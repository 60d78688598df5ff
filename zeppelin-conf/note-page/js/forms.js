// Zeppelin's dynamic forms: what ${name=default,a|b} in a paragraph's text becomes. The server reads
// the text at each run and tells which forms there are; a value is sent with the next run.

import { el } from './dom.js';

export class Forms {
  /** onChange(name, value) when the user has chosen. */
  constructor(onChange) {
    this.onChange = onChange;
    this.element = el('div', { class: 'forms', hidden: true });
    this.told = '';
  }

  /** settings: {forms: {name: form}, params: {name: value}} */
  show({ forms = {}, params = {} }) {
    const told = JSON.stringify([forms, params]);
    if (told === this.told) return;
    this.told = told;
    this.element.replaceChildren(...Object.values(forms).map((form) => el('label', {},
      el('span', { text: form.displayName || form.name }),
      this.control(form, params[form.name] ?? form.defaultValue))));
    this.element.hidden = this.element.children.length === 0;
  }

  control(form, value) {
    if (!form.options) {
      const input = el('input', { type: 'text', name: form.name, value: value ?? '' });
      input.addEventListener('change', () => this.onChange(form.name, input.value));
      return input;
    }
    if (Array.isArray(value)) return this.boxes(form, value);
    const select = el('select', { name: form.name }, ...form.options.map((option) => el('option', {
      value: option.value, text: option.displayName || option.value,
      selected: option.value === value,
    })));
    select.addEventListener('change', () => this.onChange(form.name, select.value));
    return select;
  }

  boxes(form, values) {
    const boxes = form.options.map((option) => el('input', {
      type: 'checkbox', value: option.value, checked: values.includes(option.value),
    }));
    const changed = () => this.onChange(form.name,
      boxes.filter(({ checked }) => checked).map(({ value }) => value));
    return el('span', { on: { change: changed } }, ...boxes.map((box, i) => el('label', {}, box,
      form.options[i].displayName || form.options[i].value)));
  }
}
