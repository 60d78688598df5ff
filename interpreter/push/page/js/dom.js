// Building elements without markup: whatever a record holds stays text.

/**
 * A new element. Attributes: `text` (its text), `on` ({event: listener}), anything else as
 * written; false, null and undefined leave an attribute out. Children: nodes or strings. There is
 * no `style`: the page's policy refuses that attribute, and allows element.style.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') element.textContent = value;
    else if (name === 'on') listen(element, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) {
    element.addEventListener(event, listener);
  }
}

/** Change a text only if it differs: an unchanged one costs no layout, and is not read aloud. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

const ICONS = {
  pause: 'M5 3.5v9M11 3.5v9',
  resume: 'M5 3.2v9.6L13 8z',
  stop: 'M4 4h8v8H4z',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  open: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
  again: 'M12.8 8a4.8 4.8 0 1 1-1.4-3.4L13 6.2M13 3v3.2H9.8',
};

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** What is remembered from visit to visit. In a frame without an origin of its own, or with
 *  storage switched off, nothing is, and nothing breaks. */
export const memory = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(`zeppelin-kafka ${key}`));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`zeppelin-kafka ${key}`, JSON.stringify(value));
    } catch {
      // The choice holds until the page is closed.
    }
  },
};
