// One row of one number is the whole result: it is shown large. The table stays beside it, unseen,
// for screen readers, searches and whoever copies it.

import { el, setHidden, setText } from './dom.js';
import { grouped } from './format.js';

export class Figure {
  constructor(host) {
    this.host = host;
    this.value = el('b');
    this.name = el('span');
    this.element = el('p', { class: 'figure', 'aria-hidden': 'true', hidden: true },
      this.value, this.name);
    host.prepend(this.element);
  }

  show({ columns, order, rows }) {
    const isFigure = columns.length === 1 && columns[0].number && order.length === 1;
    setHidden(this.element, !isFigure);
    this.host.classList.toggle('is-figure', isFigure);
    if (!isFigure) return;
    const [cell] = rows.get(order[0]);
    setText(this.value, cell === null ? 'NULL' : grouped(cell));
    setText(this.name, columns[0].name);
  }

  get height() {
    return this.element.offsetHeight;
  }
}
