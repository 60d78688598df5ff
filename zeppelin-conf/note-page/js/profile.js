// How Zeppelin's two user interfaces treat results, row by row, so that this page can behave like
// either: `?ui=classic` or `?ui=new` in its address. What is here was measured on the real ones
// (0.12.1 both, 0.11.1 the classic one); section numbers are those of the project's facts about
// Zeppelin. What both do alike is the page itself: a result that stays is never drawn again, a run
// ends with its own messages and no others, a page that is loaded anew shows what is saved.
//
// A row is a behaviour: to add one, write what was seen above it (classic | new), let the page ask
// `profile` for it where it matters, and pin it in tests/e2e/test_note_page.py. Nothing outside
// this file asks which interface is played.

import { sanitise } from './sanitise.js';

const BEHAVIOURS = {
  // Output by updateOutput and updateAllOutput, during the run and after it: shown at once |
  // dropped, there is no handler for it; a panel sent so is not there until the end (4).
  takesUpdates: { classic: true, new: false },

  // Text by appendOutput: taken while it runs, not after its end | dropped (4).
  takesAppends: { classic: (busy) => busy, new: () => false },

  // The first lines that make a new text: 1 is lost, 2 comes after 3 | none is taken (4).
  appendedText: { classic: garbleFirstAppends, new: () => '' },

  // Results in a PARAGRAPH message: shown | not while it runs, only those of its end. A page that
  // is opened meanwhile shows in both what was saved by then, the last checkpoint or nothing, and
  // goes on live | stands still until the end (4).
  showsResults: { classic: () => true, new: (busy) => !busy },

  // An update with the same HTML puts it in again: its scripts run and its frames load once more |
  // none is taken. Updates of other results leave it alone (4).
  redrawsSameUpdate: { classic: true, new: false },

  // The end of the run puts the same HTML in again, unless it is a first run over so soon that it
  // was never seen running: a stub that is sent ahead of a result runs once, and twice from the
  // second run on | what is shown at the end is all new (4, 9A).
  redrawsAtEnd: { classic: (run) => !run.first || run.seenRunning, new: () => true },

  // HTML that a first run has left is drawn once | and once more, as a second message with the
  // results follows 60 to 90 ms after the first (9A). Whether the first frame gets to load in
  // that time is chance here; there it was never seen to.
  redrawsFirstRunAfterMs: { classic: null, new: 75 },

  // A table with other columns by updateOutput after the end: its graph settings have changed, so
  // the page saves the paragraph, is told in turn what is saved, and is left with that: with the
  // result from before, unless a checkpoint came first | it is dropped (9C).
  savesNewTableAfterMs: { classic: 60, new: null },

  // A cell that begins with %html: HTML made harmless | text. Other markup is text in both (4).
  cell: { classic: htmlCell, new: (text) => text },

  // What follows an empty line after the rows, or this marker: a comment in HTML | more rows.
  tableParts: { classic: splitComment, new: (lines) => ({ lines, comment: '' }) },

  // An Angular object of the note, or of all notes: shown | its place stays empty. Those of the
  // paragraph are shown in both (4).
  showsSharedObjects: { classic: true, new: false },

  // Tab in a text asks the interpreter what may stand there | for Python and Scala only, never for
  // this interpreter's language (4).
  completes: { classic: true, new: false },

  // Of the answer, what has no `meta` is offered, as completionSupport of the setting is on | none.
  completions: { classic: (all) => all.filter(({ meta }) => !meta), new: () => [] },

  // The names in templates of AngularJS | of Angular. A template with both works in both (4).
  template: {
    classic: { html: 'ng-bind-html', click: 'ng-click', call: 'z.angularBind' },
    new: { html: '[innerhtml]', click: '(click)', call: 'z.set' },
  },

  // The connection is back, as after a restart of the server: HTML and text go blank until the
  // page is loaded anew, tables stay | HTML is put in again, and its scripts run (9G).
  reconnected: {
    classic: (results) => results.blank('HTML', 'TEXT'),
    new: (results) => results.redraw('HTML'),
  },
};

export const UIS = ['classic', 'new'];

const asked = new URLSearchParams(window.location.search).get('ui');

/** The name of the one that is played. */
export const ui = UIS.includes(asked) ? asked : UIS[0];

export const profile = Object.freeze(Object.fromEntries(
  Object.entries(BEHAVIOURS).map(([name, row]) => [name, row[ui]])));

const TABLE_COMMENT = '<!--TABLE_COMMENT-->';
const HTML_CELL = '%html';

/** What the next append adds to a text that appends have made; `appends` is kept with the text. */
function garbleFirstAppends(appends, data) {
  appends.count++;
  if (appends.count === 1) return '';
  if (appends.count === 2) {
    appends.late = data;
    return '';
  }
  const { late } = appends;
  appends.late = '';
  return data + late;
}

function htmlCell(text) {
  return text.startsWith(HTML_CELL) ? sanitise(text.slice(HTML_CELL.length)) : text;
}

function splitComment(all) {
  const lines = [];
  for (const [i, line] of all.entries()) {
    if (i === 0 || (line !== '' && line !== TABLE_COMMENT)) lines.push(line);
    else if (lines.length > 1) return { lines, comment: all.slice(i + 1).join('') };
  }
  return { lines, comment: '' };
}
