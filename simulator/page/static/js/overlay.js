// Menus, dialogs and toasts.
import { arrows, button, h } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

let shut = null;

export const menuIsOpen = () => shut !== null;
export const closeMenu = () => shut?.();

// menu opens at a point or below an element. items: {label, icon, act, danger,
// checked, small, face} or 'line' or {title}; faces: a row of emoji on top.
export function menu(where, items, { label, faces } = {}) {
  shut?.();
  const before = document.activeElement;
  const make = (item) => {
    if (item === 'line') return h('hr', { role: 'separator' });
    if (item.title) return h('h2', { role: 'presentation' }, item.title);
    return button({
      role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
      'aria-checked': item.checked === undefined ? null : String(item.checked),
      class: item.danger ? 'danger' : '',
      tabindex: -1,
      on: { click: () => { close(); item.act(); } },
    }, item.face ?? (item.icon ? icon(item.icon) : null), h('span', {}, item.label, item.small ? h('small', {}, item.small) : null), item.checked ? icon('check', 'check') : null);
  };
  const row = faces ? h('div', { class: 'faces', role: 'group' }, faces.map((face) => button({
    role: 'menuitem', tabindex: -1, 'aria-label': face.label, on: { click: () => { close(); face.act(); } },
  }, face.text))) : null;
  const element = h('div', { class: 'menu', role: 'menu', 'aria-label': label }, row, items.filter(Boolean).map(make));
  const all = () => element.querySelectorAll('[role^="menuitem"]');

  const outside = (event) => { if (!element.contains(event.target)) close(false); };
  function close(refocus = true) {
    element.remove();
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('resize', close);
    shut = null;
    if (refocus && before?.isConnected) before.focus({ preventScroll: true });
  }
  element.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
      return;
    }
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const list = [...(row?.querySelectorAll('button') ?? [])];
      const here = list.indexOf(document.activeElement);
      if (here >= 0) list[(here + (event.key === 'ArrowRight' ? 1 : list.length - 1)) % list.length].focus();
      return;
    }
    if (arrows(event, all())) return;
    if (event.key.length === 1 && event.key !== ' ') {
      const wanted = event.key.toLocaleLowerCase();
      [...all()].find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(wanted))?.focus();
    }
  });
  document.body.append(element);
  settle(element, where);
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('resize', close);
  shut = close;
  (element.querySelector('[aria-checked="true"]') ?? element.querySelector(':scope > [role^="menuitem"]') ?? all()[0])?.focus({ preventScroll: true });
}

// settle puts a menu where it fits.
function settle(element, where) {
  const box = where instanceof Element ? where.getBoundingClientRect() : { left: where.x, right: where.x, top: where.y, bottom: where.y };
  const width = element.offsetWidth;
  const height = element.offsetHeight;
  let left = box.left + width + 8 > innerWidth ? box.right - width : box.left;
  left = Math.max(8, Math.min(left, innerWidth - width - 8));
  const above = box.bottom + height + 8 > innerHeight && box.top - height > 8;
  const top = above ? box.top - height - 4 : Math.max(8, Math.min(box.bottom + 4, innerHeight - height - 8));
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  element.style.setProperty('--from', above ? 'bottom left' : 'top left');
}

// dialog shows a sheet over the page; the browser keeps the focus in it and
// closes it on Esc. It returns {element, close}.
export function dialog({ title, className = '', label }, ...children) {
  const element = h('dialog', { class: className, 'aria-label': title ?? label });
  const close = () => element.close();
  element.append(h('div', { class: 'sheet' }, title ? h('h2', {}, title) : null, ...children.map((child) => (typeof child === 'function' ? child(close) : child))));
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => { if (event.target === element) close(); });
  document.body.append(element);
  element.showModal();
  return { element, close };
}

// alert tells something that must be read.
export function alert(text, title) {
  dialog({ title, label: t('fromBot') }, h('p', {}, text), (close) => h('div', { class: 'sheet-foot' },
    button({ class: 'text-button', autofocus: true, on: { click: close } }, t('ok'))));
}

// confirm asks before something is done.
export function confirm(title, text, word, act, danger = false) {
  dialog({ title }, text ? h('p', { class: 'quiet' }, text) : null, (close) => h('div', { class: 'sheet-foot' },
    button({ class: 'text-button', on: { click: close } }, t('cancel')),
    button({ class: `text-button ${danger ? 'danger' : ''}`, autofocus: true, on: { click: () => { close(); act(); } } }, word)));
}

// toast tells something in passing.
export function toast(text, milliseconds = 3800) {
  const host = document.getElementById('toasts');
  const element = h('div', { class: 'toast' }, text);
  host.append(element);
  while (host.children.length > 3) host.firstChild.remove();
  setTimeout(() => element.remove(), milliseconds + Math.min(6000, String(text).length * 25));
}

// copy puts a text on the clipboard.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'), 1500);
  } catch {
    toast(t('cannotCopy'));
  }
}

// viewer shows a picture large.
export function viewer(src, alt) {
  const { close } = dialog({ label: alt || t('picture'), className: 'viewer' },
    (shutIt) => button({ 'aria-label': t('close'), on: { click: shutIt } }, h('img', { src, alt: alt || t('picture') })));
  return close;
}
