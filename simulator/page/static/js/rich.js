// Formatted text: a text and its entities become nodes. Offsets count UTF-16
// units, which is how JavaScript counts, too.
import { button, h, safeLink } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

const wraps = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's',
};

const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

// What somebody has unfolded stays so when the message is drawn again.
const opened = new Set();

// rich returns nodes. acts: {command, mention, link, hashtag} handle what can be
// pressed; key names the message, for what stays unfolded.
export function rich(text, entities, { acts = {}, key = '' } = {}) {
  const whole = String(text ?? '');
  const valid = (entities ?? [])
    .map((e, index) => ({ ...e, index, start: e.offset, end: e.offset + e.length }))
    .filter((e) => Number.isInteger(e.start) && Number.isInteger(e.end) && e.start >= 0 && e.end > e.start && e.end <= whole.length)
    .sort((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
  return part(whole, 0, whole.length, valid, { acts, key });
}

// part draws text[start:end]. Entities that reach over the end of the one they
// begin in are cut there and go on behind it.
function part(text, start, end, entities, context) {
  const nodes = [];
  let at = start;
  const queue = [...entities];
  while (queue.length) {
    const entity = queue.shift();
    if (entity.start > at) nodes.push(text.slice(at, entity.start));
    const within = [];
    const rest = [];
    for (const other of queue) {
      if (other.start >= entity.end) rest.push(other);
      else if (other.end <= entity.end) within.push(other);
      else {
        within.push({ ...other, end: entity.end });
        rest.push({ ...other, start: entity.end });
      }
    }
    rest.sort((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
    nodes.push(draw(entity, text, part(text, entity.start, entity.end, within, context), context));
    at = entity.end;
    // A block stands on lines of its own; the line feed behind it is its end.
    if (blocks.has(entity.type) && text[at] === '\n' && at < end && !rest.some((other) => other.start <= at)) at += 1;
    queue.length = 0;
    queue.push(...rest);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function draw(entity, text, inner, { acts, key }) {
  const own = text.slice(entity.start, entity.end);
  const id = `${key}:${entity.start}:${entity.type}`;
  switch (entity.type) {
    case 'bold': case 'italic': case 'underline': case 'strikethrough':
      return h(wraps[entity.type], {}, inner);
    case 'code':
      return h('code', {}, inner);
    case 'pre':
      return h('pre', {}, entity.language ? h('span', { class: 'language' }, entity.language) : null, h('code', {}, inner));
    case 'blockquote':
      return h('blockquote', { class: 'quote' }, h('span', { class: 'quote-body' }, inner));
    case 'expandable_blockquote':
      return foldable(id, inner, own);
    case 'spoiler':
      return spoiler(id, inner);
    case 'text_link': case 'url': case 'email': case 'phone_number':
      return link(entity, own, inner, acts);
    case 'bot_command': case 'mention': case 'hashtag': case 'cashtag': case 'text_mention':
      return acts[entity.type]
        ? button({ class: 'act', on: { click: (event) => { event.stopPropagation(); acts[entity.type](own, entity); } } }, inner)
        : h('span', { class: 'act' }, inner);
    default:
      return h('span', {}, inner);
  }
}

function link(entity, own, inner, acts) {
  const prefix = { email: 'mailto:', phone_number: 'tel:' }[entity.type] ?? '';
  const address = safeLink(entity.type === 'text_link' ? entity.url : prefix + own);
  if (!address) return h('span', {}, inner);
  return h('a', {
    href: address,
    target: '_blank',
    rel: 'noopener noreferrer nofollow',
    title: entity.type === 'text_link' ? address : null,
    on: { click: (event) => { event.stopPropagation(); if (acts.link?.(address)) event.preventDefault(); } },
  }, inner);
}

function foldable(id, inner, own) {
  const lines = own.split('\n').length;
  const body = h('span', { class: 'quote-body' }, inner);
  const quote = h('blockquote', { class: 'quote' }, body);
  if (lines <= 3 && own.length <= 110) return quote;
  const label = h('span');
  const toggle = button({ class: 'fold', data: { focus: `fold:${id}` } }, label, icon('down'));
  const show = () => {
    const open = opened.has(id);
    quote.classList.toggle('folded', !open);
    toggle.setAttribute('aria-expanded', String(open));
    label.textContent = t(open ? 'fold' : 'unfold');
  };
  toggle.addEventListener('click', (event) => {
    event.stopPropagation();
    if (!opened.delete(id)) opened.add(id);
    show();
  });
  show();
  quote.append(toggle);
  return quote;
}

function spoiler(id, inner) {
  const element = h('span', { class: 'spoiler', role: 'button', tabindex: 0, 'aria-expanded': 'false', 'aria-label': t('spoiler'), data: { focus: `spoiler:${id}` } }, inner);
  const reveal = (event) => {
    if (element.getAttribute('aria-expanded') === 'true') return;
    event.preventDefault();
    event.stopPropagation();
    opened.add(id);
    show();
  };
  const show = () => {
    if (!opened.has(id)) return;
    element.setAttribute('aria-expanded', 'true');
    element.removeAttribute('aria-label');
    element.removeAttribute('role');
    element.removeAttribute('tabindex');
  };
  element.addEventListener('click', reveal);
  element.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') reveal(event); });
  show();
  return element;
}

// plain is a text in one line, for lists and labels; hidden parts stay hidden.
export function plain(text, entities) {
  let out = String(text ?? '');
  for (const e of entities ?? []) {
    if (e.type === 'spoiler') out = out.slice(0, e.offset) + '░'.repeat(Math.max(0, Math.min(e.length, out.length - e.offset))) + out.slice(e.offset + e.length);
  }
  return out.replace(/\s+/g, ' ').trim();
}
