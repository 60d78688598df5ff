// The table as the stream tells it: rows by id and their order. Pure; nothing here knows a page.
//
// `rows` messages may come in parts (`more`): they are kept apart until the last one, so that what
// is shown is always a state the stream was in. What breaks the protocol throws ProtocolError: the
// connection is then begun anew, which makes the table whole; it is never guessed at.

const ROWS_MAX = 10000; // the hub's own limit
const HIDDEN_ROWS_MAX = 10000; // set and not in the order; kept, as an order may name them later

export class ProtocolError extends Error {}

export class Model {
  constructor() {
    this.schema = null;
    this.generation = 0; // one more with every schema
    this.clear();
  }

  clear() {
    this.rows = new Map(); // id -> cells; a changed row has a new array
    this.order = [];
    this.total = 0;
    this.seq = 0;
    this.whole = false; // whether rows have come since the schema
    this.added = new Set(); // ids since takeAdded()
    this.part = null;
  }

  get columns() {
    return this.schema?.columns ?? [];
  }

  /** What distinguishes one table from another for what is remembered of it. */
  get signature() {
    return this.columns.map(({ name, type }) => `${name}:${type}`).join('|');
  }

  applySchema(message) {
    if (!Array.isArray(message.columns)) throw new ProtocolError('a schema without columns');
    this.schema = {
      ...message,
      columns: message.columns.map(({ name, type, number }) =>
        ({ name: String(name), type: String(type), number: number === true })),
    };
    this.generation++;
    this.clear();
  }

  /** Answers whether the message was the last of its seq, and so the table has changed. */
  applyRows(message) {
    if (!this.schema) throw new ProtocolError('rows before their schema');
    if (message.width !== this.columns.length) throw new ProtocolError('rows of another width');
    this.part ??= { set: new Map(), removed: [] };
    for (const [id, cells] of message.set ?? []) {
      if (!Number.isSafeInteger(id) || cells?.length !== message.width) {
        throw new ProtocolError('a row that is none');
      }
      this.part.set.set(id, cells);
    }
    this.part.removed.push(...(message.removed ?? []));
    if (this.part.set.size > ROWS_MAX + HIDDEN_ROWS_MAX) throw new ProtocolError('too many rows');
    if (message.more) return false;
    const { set, removed } = this.part;
    this.part = null;
    this.change(set, removed, message);
    return true;
  }

  change(set, removed, { seq, order, total }) {
    for (const id of removed) {
      this.rows.delete(id);
      this.added.delete(id);
    }
    const unknown = [];
    for (const [id, cells] of set) {
      if (!this.rows.has(id)) {
        unknown.push(id);
        if (this.whole) this.added.add(id);
      }
      this.rows.set(id, cells);
    }
    if (order) this.setOrder(order);
    else this.keepOrder(removed, unknown);
    this.total = Math.max(total ?? this.order.length, this.order.length);
    this.seq = seq;
    this.whole = true;
  }

  setOrder(order) {
    // Rows that come once and are not kept: the order tells only of the new ones.
    const next = this.schema.streams ? this.appended(order) : order;
    if (next.length > ROWS_MAX) throw new ProtocolError('too many rows');
    if (new Set(next).size !== next.length) throw new ProtocolError('a row is twice in the order');
    for (const id of next) {
      if (!this.rows.has(id)) throw new ProtocolError(`row ${id} is in the order and unknown`);
    }
    this.order = next;
    if (this.rows.size > next.length + HIDDEN_ROWS_MAX) this.forgetHidden();
  }

  appended(order) {
    const fresh = new Set(order);
    const kept = this.order.filter((id) => this.rows.has(id) && !fresh.has(id));
    const all = kept.concat(order);
    for (const id of all.slice(0, Math.max(0, all.length - ROWS_MAX))) this.rows.delete(id);
    return all.slice(-ROWS_MAX);
  }

  keepOrder(removed, unknown) {
    if (removed.length > 0) this.order = this.order.filter((id) => this.rows.has(id));
    if (unknown.length > 0) this.order = this.order.concat(unknown).slice(0, ROWS_MAX);
  }

  forgetHidden() {
    const shown = new Set(this.order);
    for (const id of this.rows.keys()) if (!shown.has(id)) this.rows.delete(id);
  }

  /** The ids that are new since this was asked last; none of a table that has just begun. */
  takeAdded() {
    const added = this.added;
    if (added.size > 0) this.added = new Set();
    return added;
  }

  /** Every visible row's cells, first to last. */
  * visible() {
    for (const id of this.order) yield this.rows.get(id);
  }
}

/**
 * The longest run of increasing numbers in `list`, as a Set of positions: of rows that change
 * places these may stay, and moving the others is the fewest moves there are.
 */
export function stayingPositions(list) {
  const tails = []; // tails[n]: position of the least end of a run of n + 1
  const before = new Array(list.length);
  list.forEach((value, position) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[tails[middle]] < value) low = middle + 1;
      else high = middle;
    }
    before[position] = low > 0 ? tails[low - 1] : -1;
    tails[low] = position;
  });
  const staying = new Set();
  for (let at = tails.length > 0 ? tails.at(-1) : -1; at >= 0; at = before[at]) staying.add(at);
  return staying;
}
