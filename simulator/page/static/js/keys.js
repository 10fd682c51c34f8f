// Inline keyboards: the rows of buttons below a message.
import { post } from './api.js';
import { button, h, safeLink } from './dom.js';
import { icon } from './icons.js';
import { noticeOf } from './live.js';
import { alert, confirm, copy, toast } from './overlay.js';
import { tell, world } from './world.js';
import { t } from './words.js';

// Presses that the bot has not answered yet, by message and place.
const busy = new Set();

const nameOfKey = (message, row, column) => `${message.chat}/${message.id}/${row}/${column}`;

export const busyKeys = (message) => [...busy].filter((name) => name.startsWith(`${message.chat}/${message.id}/`)).join();

async function press(message, row, column, redraw) {
  const name = nameOfKey(message, row, column);
  if (busy.has(name)) return;
  busy.add(name);
  redraw();
  try {
    const { press: id } = await post('press', { as: world.me, chat: message.chat, message_id: message.id, row, column });
    const notice = await noticeOf(id);
    if (notice?.text) {
      if (notice.alert ?? notice.show_alert) alert(notice.text, world.bot.first_name);
      else toast(notice.text);
    }
    if (notice?.url) visit(notice.url);
  } catch (error) {
    tell('trouble', t('failed', { why: error.message }));
  } finally {
    busy.delete(name);
    redraw();
  }
}

// visit follows an address that a bot gave, after asking, unless it leads into
// this world.
export function visit(address) {
  const url = safeLink(address);
  if (!url) return;
  if (handled(url)) return;
  confirm(t('openAsk'), url, t('open'), () => window.open(url, '_blank', 'noopener,noreferrer'));
}

// handled follows a link to the bot itself, t.me/BOT?start=…, within the page.
export function handled(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const bot = (world.bot.username ?? '').toLowerCase();
  const web = /^(www\.)?(t\.me|telegram\.me)$/.test(url.hostname) && url.pathname.slice(1).toLowerCase() === bot;
  const own = url.protocol === 'tg:' && (url.hostname === 'resolve' || url.pathname.includes('resolve')) && (url.searchParams.get('domain') ?? '').toLowerCase() === bot;
  if (!bot || !(web || own)) return false;
  const payload = url.searchParams.get('start') ?? '';
  tell('start', /^[\w-]{0,64}$/.test(payload) ? payload : '');
  return true;
}

// keyboard draws a message's buttons; redraw draws the message again.
export function keyboard(message, redraw) {
  if (!message.buttons?.length) return null;
  return h('div', { class: 'keys' }, message.buttons.map((row, r) => h('div', { class: 'key-row' }, row.map((key, c) => one(message, key, r, c, redraw)))));
}

function one(message, key, row, column, redraw) {
  const props = { class: 'key', data: { style: ['primary', 'success', 'danger'].includes(key.style) ? key.style : undefined, focus: `key:${message.id}:${row}:${column}` } };
  if (key.url) {
    const address = safeLink(key.url);
    if (!address) return button({ ...props, disabled: true }, key.text);
    return h('a', {
      ...props, href: address, target: '_blank', rel: 'noopener noreferrer nofollow', title: address,
      on: { click: (event) => { if (handled(address)) event.preventDefault(); } },
    }, key.text, icon('out', 'corner'));
  }
  if (key.copy_text) {
    const text = typeof key.copy_text === 'object' ? key.copy_text.text : key.copy_text;
    return button({ ...props, on: { click: () => copy(text) } }, key.text, icon('copy', 'corner'));
  }
  const inline = key.switch_inline_query ?? key.switch_inline_query_current_chat;
  if (inline !== undefined && inline !== null) {
    return button({ ...props, on: { click: () => tell('inline', String(inline)) } }, key.text, icon('at', 'corner'));
  }
  const waits = busy.has(nameOfKey(message, row, column));
  return button({
    ...props,
    disabled: Boolean(key.disabled),
    'aria-busy': waits ? 'true' : null,
    on: { click: () => press(message, row, column, redraw) },
  }, key.text);
}
