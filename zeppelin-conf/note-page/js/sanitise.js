// HTML of others, made harmless: a new tree is built from the elements and attributes of a list.
//
// The text is parsed by DOMParser into a document that neither runs nor loads anything; what is
// not on the list is not carried over. There is no way back to a string, so nothing is parsed
// twice.

const TAGS = new Set(`a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details
  dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre
  progress q s samp section small span strong sub summary sup table tbody td tfoot th thead time
  tr u ul var wbr`.split(/\s+/));

// Left out with all that is in them; other unknown elements leave their content behind.
const TAGS_WITH_CONTENT = new Set(`script style template iframe object embed noscript title svg math
  textarea select option audio video head frame frameset applet noembed noframes xmp plaintext
  `.trim().split(/\s+/));

const ATTRIBUTES = new Set(`abbr alt class colspan datetime dir height high lang low max min open
  optimum reversed role rowspan scope span start title value width`.split(/\s+/));

const LINK = /^(https?:|mailto:|[/#?]|[^:]*$)/i;
const IMAGE = /^(https?:|data:image\/(png|jpeg|gif|webp);base64,|[^:]*$)/i;

/** A fragment with what is harmless in that HTML. `extra(source, copy)`, if given, may carry over
 *  more of an element; `extraTags` are further elements that are kept. */
export function sanitise(html, { extra = () => {}, extraTags = [] } = {}) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const fragment = document.createDocumentFragment();
  const kept = new Set([...TAGS, ...extraTags]);
  copyChildren(parsed.body, fragment, kept, extra);
  return fragment;
}

function copyChildren(source, target, kept, extra) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, target, kept, extra);
  }
}

function copyElement(source, target, kept, extra) {
  const tag = source.localName;
  if (TAGS_WITH_CONTENT.has(tag)) return;
  if (!kept.has(tag)) {
    copyChildren(source, target, kept, extra);
    return;
  }
  const copy = document.createElement(tag);
  for (const { name, value } of source.attributes) {
    if (allowed(tag, name, value)) copy.setAttribute(name, value);
  }
  if (tag === 'a' && copy.hasAttribute('href')) {
    copy.target = '_blank';
    copy.rel = 'noopener noreferrer';
  }
  copyChildren(source, copy, kept, extra);
  extra(source, copy);
  target.append(copy);
}

function allowed(tag, name, value) {
  if (ATTRIBUTES.has(name) || name.startsWith('aria-')) return true;
  const address = withoutBlanks(value);
  if (name === 'href') return tag === 'a' && LINK.test(address);
  if (name === 'src') return tag === 'img' && IMAGE.test(address);
  return false;
}

/** An address as a browser reads it: blanks and control characters do not hide a scheme. */
function withoutBlanks(value) {
  return value.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\ufeff]+/g, '');
}

/** An address for a link of ours, or null if it is not one of the web. */
export function webAddress(value) {
  return typeof value === 'string' && /^https?:\/\//i.test(value) ? value : null;
}
