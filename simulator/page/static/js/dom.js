// Builds elements. Text only ever becomes text nodes, and the attributes that
// could carry script are refused here, so that no caller can slip.

// Addresses that a link may lead to. Anything else stays plain text.
const linkSchemes = new Set(['http:', 'https:', 'tg:', 'mailto:', 'tel:']);

// safeLink gives the address as the browser reads it, or '' if it may not be
// followed.
export function safeLink(address) {
  const text = String(address ?? '').trim();
  if (!text) return '';
  for (const candidate of [text, /^[\w-]+(\.[\w-]+)+([/?#:].*)?$/u.test(text) ? `https://${text}` : '']) {
    try {
      const url = new URL(candidate);
      if (linkSchemes.has(url.protocol)) return url.href;
    } catch {
      // not an address by itself; tried with a scheme next
    }
  }
  return '';
}

const ownPath = /^(#\/|\/api\/photos\/|\/icon\.svg$)/;

function setAttribute(element, name, value) {
  if (/^on|^style$|^srcdoc$|^action$|^formaction$|^xlink/i.test(name)) {
    throw new Error(`attribute ${name} is not for this page`);
  }
  if (name === 'href' || name === 'src') {
    if (!ownPath.test(value) && safeLink(value) !== value) throw new Error('unsafe address');
  }
  element.setAttribute(name, value === true ? '' : String(value));
}

// h makes <tag>. props: class, on (listeners), data (data-*), vars (CSS custom
// properties), anything else an attribute; null, undefined and false are left
// out. Children: nodes, texts, arrays of them.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === 'data') for (const [key, datum] of Object.entries(value)) { if (datum !== undefined && datum !== null) element.dataset[key] = datum; }
    else if (name === 'vars') for (const [key, datum] of Object.entries(value)) element.style.setProperty(key, datum);
    else setAttribute(element, name, value);
  }
  add(element, children);
  return element;
}

export function add(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

// button is <button type="button">.
export function button(props, ...children) {
  return h('button', { type: 'button', ...props }, ...children);
}

// refill replaces an element's children and keeps the focus where it was, if an
// element with the same data-focus is there again.
export function refill(parent, children) {
  const active = document.activeElement;
  const key = parent.contains(active) ? active.closest('[data-focus]')?.dataset.focus : undefined;
  parent.replaceChildren();
  add(parent, children);
  if (key !== undefined) {
    for (const element of parent.querySelectorAll('[data-focus]')) {
      if (element.dataset.focus === key) element.focus({ preventScroll: true });
    }
  }
}

// arrows moves the focus among elements with the arrow keys, Home and End.
export function arrows(event, elements, { loop = true } = {}) {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
  const all = [...elements];
  if (!all.length) return false;
  const here = all.indexOf(document.activeElement);
  let next;
  if (step === -Infinity) next = 0;
  else if (step === Infinity) next = all.length - 1;
  else if (here < 0) next = step > 0 ? 0 : all.length - 1;
  else next = loop ? (here + step + all.length) % all.length : Math.min(all.length - 1, Math.max(0, here + step));
  event.preventDefault();
  all[next].focus();
  return true;
}
