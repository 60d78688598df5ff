// Building elements without markup: text stays text.

/**
 * A new element. Attributes: `class`, `text` (its text), `on` ({event: listener}), anything else
 * as written; false, null and undefined leave an attribute out. Children: nodes or strings.
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

const ICONS = {
  run: 'M5 3.2v9.6L13 8z',
  stop: 'M4 4h8v8H4z',
  add: 'M8 3v10M3 8h10',
  clear: 'M3 4.5h10M3 8h6M3 11.5h4M11 9l3.5 3.5M14.5 9L11 12.5',
  remove: 'M4 5l.7 8h6.6l.7-8M2.8 5h10.4M6.5 5V3h3v2',
};

/** A button with an icon; its label is read aloud, and shown on hovering. */
export function iconButton(icon, label, onClick, className = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${icon}`);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[icon]);
  svg.append(path);
  return el('button', {
    type: 'button', class: `tool ${className}`.trim(), title: label, 'aria-label': label,
    on: { click: onClick },
  }, svg);
}

/** Make the children of `target` those of `wanted`, changing as little as possible, so that
 *  selection, scrolling and focus stay where they are. Takes nodes out of `wanted`. */
export function patchChildren(target, wanted) {
  let now = target.firstChild;
  for (const next of [...wanted.childNodes]) {
    if (!now) {
      target.append(next);
      continue;
    }
    const following = now.nextSibling;
    if (now.nodeName !== next.nodeName) now.replaceWith(next);
    else if (now.nodeType === Node.ELEMENT_NODE) patchElement(now, next);
    else if (now.data !== next.data) now.data = next.data;
    now = following;
  }
  while (now) {
    const following = now.nextSibling;
    now.remove();
    now = following;
  }
}

function patchElement(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && name !== 'style') now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  patchChildren(now, next);
}
