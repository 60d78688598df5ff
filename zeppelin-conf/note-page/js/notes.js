// The list of notes, and the form that makes a new one.

import { el } from './dom.js';
import { toast } from './toast.js';

const TRASH = '/~Trash/';

export class Notes {
  constructor(send) {
    this.send = send;
    this.list = el('ul', { class: 'notes' });
    this.name = el('input', {
      type: 'text', 'aria-label': 'Name of the new note', placeholder: 'Name of a new note',
      required: true, maxlength: '200',
    });
    this.element = el('div', { class: 'note-list' },
      el('h1', { text: 'Notes' }),
      this.list,
      el('form', { class: 'new-note', on: { submit: (event) => this.create(event) } },
        this.name, el('button', { class: 'btn primary', text: 'Create' })));
  }

  open() {
    document.title = 'zeppelin-kafka notes';
    this.send('LIST_NOTES');
  }

  close() {}

  failed() {
    toast('Zeppelin could not do that; its log says why.');
  }

  receive(op, data) {
    if (op === 'NOTES_INFO') this.show(data.notes ?? []);
  }

  show(notes) {
    const shown = notes.filter(({ path }) => !path.startsWith(TRASH))
      .sort((a, b) => a.path.localeCompare(b.path));
    this.list.replaceChildren(...shown.map(({ id, path }) => {
      const [, folder, name] = path.match(/^\/?(.*\/)?([^/]*)$/);
      return el('li', {}, el('a', { href: `#/notebook/${id}` },
        folder ? el('span', { class: 'folder', text: folder }) : '', name));
    }));
    if (shown.length === 0) {
      this.list.append(el('li', { class: 'empty', text: 'There is no note yet.' }));
    }
  }

  create(event) {
    event.preventDefault();
    const name = this.name.value.trim();
    if (!name) return;
    if (this.send('NEW_NOTE', { name, defaultInterpreterGroup: 'kafka' })) this.name.value = '';
    else toast('There is no connection to Zeppelin at the moment; please try again.');
  }
}
