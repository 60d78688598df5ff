// What is said above the table: how the stream failed, why there is no connection, notices, and
// how far it has got.

import { el, setHidden, setText } from './dom.js';
import { progressText } from './footer.js';
import { condensed } from './format.js';

export class Words {
  constructor(host) {
    this.failure = el('pre', { class: 'failure', role: 'alert', hidden: true, tabindex: '0' });
    this.help = el('p', { class: 'help', hidden: true });
    this.notices = el('ul', { class: 'notices', hidden: true });
    this.bar = el('progress', { max: '1', 'aria-label': 'progress' });
    this.barText = el('span');
    this.progress = el('p', { class: 'progress', hidden: true }, this.bar, this.barText);
    host.append(this.failure, this.help, this.notices, this.progress);
  }

  /** @param help  a sentence, or null */
  update(view, help, live) {
    const failure = view?.state === 'failed' ? view.text || 'The statement failed.' : '';
    setHidden(this.failure, !failure);
    setText(this.failure, failure.trimEnd());
    setHidden(this.help, !help);
    setText(this.help, help ?? '');
    this.showNotices(condensed(view?.notices ?? []));
    const progress = live ? view?.progress : null;
    setHidden(this.progress, !progress);
    if (!progress) return;
    if (this.bar.value !== progress.fraction) this.bar.value = progress.fraction;
    setText(this.barText, progressText(progress));
  }

  showNotices(notices) {
    const same = notices.length === this.notices.children.length &&
      notices.every((text, i) => this.notices.children[i].textContent === text);
    if (same) return;
    this.notices.replaceChildren(...notices.map((text) => el('li', { class: 'notice', text })));
    setHidden(this.notices, notices.length === 0);
  }
}
