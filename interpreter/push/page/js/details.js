// One row in full: every cell with its line breaks, however long. It follows the row as it changes.

import { el, setHidden, setText } from './dom.js';

const ORDERS = [['pause', 'Pause stream'], ['resume', 'Resume stream'], ['stop', 'Stop stream']];

export class Details {
  /** onOrder(order, id) -> whether sent: for a row that is a stream */
  constructor(host, onOrder) {
    this.list = el('dl');
    this.head = el('h2');
    this.close = el('button', {
      type: 'button', class: 'btn', text: 'Close', on: { click: () => this.hide() },
    });
    this.orders = el('span', { class: 'orders', hidden: true },
      ...ORDERS.map(([order, text]) => el('button', {
        type: 'button', class: order === 'stop' ? 'btn stop' : 'btn', text, 'data-order': order,
        on: { click: () => onOrder(order, this.id) },
      })));
    this.element = el('section', { class: 'details', 'aria-label': 'One row', hidden: true },
      el('div', { class: 'details-head' }, this.head, this.orders,
        this.stepButton('Previous', -1), this.stepButton('Next', 1), this.close), this.list);
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.hide();
    });
    host.append(this.element);
    this.id = null;
    this.cells = null;
    this.from = null; // what had the focus before
  }

  /** Whether the viewer may give orders to the streams that the rows are. */
  allow(orders) {
    setHidden(this.orders, !orders);
  }

  stepButton(text, by) {
    return el('button', { type: 'button', class: 'btn', text, on: { click: () => this.step(by) } });
  }

  show(model, id) {
    if (this.element.hidden) this.from = document.activeElement;
    this.id = id;
    this.cells = null;
    this.element.hidden = false;
    this.update(model);
    this.close.focus({ preventScroll: true });
  }

  hide() {
    this.id = null;
    this.element.hidden = true;
    this.from?.focus({ preventScroll: true });
  }

  step(by) {
    const { order } = this.model;
    const at = order.indexOf(this.id);
    const next = order[at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1)];
    if (next === undefined) return;
    this.id = next;
    this.update(this.model);
  }

  update(model) {
    this.model = model;
    if (this.id === null) return;
    const cells = model.rows.get(this.id);
    const place = model.order.indexOf(this.id);
    setText(this.head, cells && place >= 0 ? `Row ${place + 1} of ${model.order.length}`
      : 'This row is no longer in the table');
    if (!cells || cells === this.cells) return;
    this.cells = cells;
    this.list.replaceChildren(...model.columns.map(({ name, type }, i) => el('div', {},
      el('dt', { title: type, text: name }),
      el('dd', { class: cells[i] === null && 'null', text: cells[i] ?? 'NULL' }))));
  }
}
