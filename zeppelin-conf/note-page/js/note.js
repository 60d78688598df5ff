// One open note: its paragraphs in order, and Zeppelin's messages about them.

import { AngularObjects } from './angular.js';
import { el } from './dom.js';
import { Paragraph } from './paragraph.js';
import { toast } from './toast.js';

const REOPEN_AFTER_MS = 300;
const REOPEN_MAX = 5; // in a row
const REOPEN_ROW_MS = 10000;

export class Note {
  /** send(op, data) answers whether it was sent. */
  constructor(id, send) {
    this.id = id;
    this.send = send;
    this.objects = new AngularObjects();
    this.paragraphs = []; // Paragraph, in order
    this.focusNext = false; // the next paragraph that comes was asked for here
    this.reopened = 0; // how often in this row
    this.failedAt = 0;
    this.title = el('h1', { text: '\u2026' });
    this.list = el('div', { class: 'paragraphs' });
    this.element = el('div', { class: 'note' },
      el('div', { class: 'note-head' }, this.title,
        el('button', {
          type: 'button', class: 'btn', text: 'Run all', on: { click: () => this.runAll() },
        })),
      this.list,
      el('button', {
        type: 'button', class: 'btn add', text: 'Add a paragraph',
        on: { click: () => this.insert(this.paragraphs.length) },
      }));
  }

  /** The connection is there, for the first time or again. */
  open() {
    for (const paragraph of this.paragraphs) paragraph.reconnected();
    this.ask();
  }

  /** Ask for the note; this also binds the connection to it. */
  ask() {
    this.send('GET_NOTE', { id: this.id });
  }

  /** Zeppelin has failed without a word, as it does when a live result changes while it reads the
   *  note out: ask again. */
  failed() {
    const now = Date.now();
    this.reopened = now - this.failedAt < REOPEN_ROW_MS ? this.reopened + 1 : 1;
    this.failedAt = now;
    if (this.reopened <= REOPEN_MAX) setTimeout(() => this.ask(), REOPEN_AFTER_MS);
    else toast('Zeppelin could not read this note out; its log says why.');
  }

  /** Send what is typed and not yet saved; called before the page leaves the note. */
  close() {
    for (const paragraph of this.paragraphs) paragraph.saveNow();
  }

  /** A message of the server; others than those about this note are ignored. */
  receive(op, data) {
    if (data.noteId != null && data.noteId !== this.id) return;
    HANDLERS[op]?.call(this, data);
  }

  showNote(note) {
    if (note.id !== this.id) return;
    this.title.textContent = note.name;
    document.title = `${note.name} - zeppelin-kafka`;
    const known = new Map(this.paragraphs.map((paragraph) => [paragraph.id, paragraph]));
    this.paragraphs = (note.paragraphs ?? []).map((told) => {
      const paragraph = known.get(told.id);
      if (!paragraph) return this.make(told);
      paragraph.show(told, true);
      return paragraph;
    });
    this.place();
  }

  add(told, index) {
    if (this.find(told.id)) return;
    const paragraph = this.make(told);
    this.paragraphs.splice(index, 0, paragraph);
    this.place();
    if (!this.focusNext) return;
    this.focusNext = false;
    paragraph.focus();
    paragraph.element.scrollIntoView({ block: 'nearest' });
  }

  removed(id) {
    this.paragraphs = this.paragraphs.filter((paragraph) => paragraph.id !== id);
    this.place();
  }

  moved(id, index) {
    const paragraph = this.find(id);
    if (!paragraph) return;
    this.paragraphs = this.paragraphs.filter((other) => other !== paragraph);
    this.paragraphs.splice(index, 0, paragraph);
    this.place();
  }

  setObject({ angularObject, paragraphId }) {
    const { name, object } = angularObject;
    this.objects.set(paragraphId, name, object);
    for (const paragraph of this.paragraphs) {
      if (!paragraphId || paragraph.id === paragraphId) paragraph.updateObject(name);
    }
  }

  find(id) {
    return this.paragraphs.find((paragraph) => paragraph.id === id);
  }

  /** Put the elements in order without moving those that are in their place: moving one would
   *  reload the frames in it. */
  place() {
    const wanted = new Set(this.paragraphs.map((paragraph) => paragraph.element));
    for (const element of [...this.list.children]) if (!wanted.has(element)) element.remove();
    let at = this.list.firstChild;
    this.paragraphs.forEach(({ element }, index) => {
      element.setAttribute('aria-label', `Paragraph ${index + 1}`);
      if (element === at) at = at.nextSibling;
      else this.list.insertBefore(element, at);
    });
  }

  make(told) {
    return new Paragraph(told, {
      run: (paragraph) => this.tell('RUN_PARAGRAPH', content(paragraph)),
      cancel: (paragraph) => this.tell('CANCEL_PARAGRAPH', { id: paragraph.id }),
      save: (paragraph) => this.tell('COMMIT_PARAGRAPH',
        { noteId: this.id, ...content(paragraph) }),
      complete: (paragraph, buf, cursor) => this.tell('COMPLETION',
        { id: paragraph.id, buf, cursor }),
      clear: (paragraph) => this.tell('PARAGRAPH_CLEAR_OUTPUT', { id: paragraph.id }),
      remove: (paragraph) => this.remove(paragraph),
      insertBelow: (paragraph) => this.insert(this.paragraphs.indexOf(paragraph) + 1),
      getObject: (id, name) => this.objects.get(id, name),
      bind: (name, value, paragraphId) => this.tell('ANGULAR_OBJECT_CLIENT_BIND',
        { noteId: this.id, paragraphId, name, value }),
    });
  }

  insert(index) {
    this.focusNext = this.tell('INSERT_PARAGRAPH', { index, config: {} });
  }

  remove(paragraph) {
    if (this.paragraphs.length === 1) {
      toast('A note keeps its last paragraph.');
      return;
    }
    const empty = paragraph.text.trim() === '';
    if (empty || window.confirm('Remove this paragraph and what it runs?')) {
      this.tell('PARAGRAPH_REMOVE', { id: paragraph.id });
    }
  }

  runAll() {
    const paragraphs = this.paragraphs.filter((paragraph) => paragraph.text.trim() !== '')
      .map(content);
    this.tell('RUN_ALL_PARAGRAPHS', { noteId: this.id, paragraphs: JSON.stringify(paragraphs) });
  }

  tell(op, data) {
    const sent = this.send(op, data);
    if (!sent) toast('There is no connection to Zeppelin at the moment; please try again.');
    return sent;
  }
}

/** What Zeppelin wants to know of a paragraph that is saved or run. */
function content(paragraph) {
  return {
    id: paragraph.id, title: paragraph.title, paragraph: paragraph.text,
    config: paragraph.config, params: paragraph.params,
  };
}

const HANDLERS = {
  NOTE({ note }) {
    if (note) this.showNote(note);
  },
  NOTE_UPDATED({ name }) {
    this.title.textContent = name;
  },
  PARAGRAPH({ paragraph }) {
    this.find(paragraph.id)?.show(paragraph);
  },
  PARAGRAPH_ADDED({ paragraph, index }) {
    this.add(paragraph, index);
  },
  PARAGRAPH_REMOVED({ id }) {
    this.removed(id);
  },
  PARAGRAPH_MOVED({ id, index }) {
    this.moved(id, index);
  },
  PARAGRAPH_UPDATE_OUTPUT({ paragraphId, index, type, data }) {
    this.find(paragraphId)?.setOutput(index, type, data);
  },
  PARAGRAPH_APPEND_OUTPUT({ paragraphId, index, data }) {
    this.find(paragraphId)?.appendOutput(index, data);
  },
  COMPLETION_LIST({ id, completions }) {
    this.find(id)?.showCompletions(completions ?? []);
  },
  PROGRESS({ id, progress }) {
    this.find(id)?.showProgress(progress);
  },
  PARAS_INFO({ id, infos }) {
    this.find(id)?.showInfos(infos);
  },
  ANGULAR_OBJECT_UPDATE(data) {
    this.setObject(data);
  },
  ANGULAR_OBJECT_REMOVE({ paragraphId, name }) {
    this.objects.remove(paragraphId, name);
  },
};
