// The scrolled pane of messages. However many a chat holds, only a window of
// them is in the page: it grows at the end that the reader scrolls to and
// shrinks at the other, and what the reader looks at stays in its place.
import { day, dayNumber } from './dates.js';
import { arrows, button, h } from './dom.js';
import { icon } from './icons.js';
import { draftView, messageView, serviceView } from './message.js';
import { toast } from './overlay.js';
import { find, older, place, thread } from './threads.js';
import { attempt, listen, now, seen, senderOf, tell, world } from './world.js';
import { t } from './words.js';

const step = 40; // messages by which the window grows
const most = 160; // messages in the page at once
const together = 600; // seconds within which messages of one person are a group

export class History {
  constructor({ onMenu, onReply, onStop, onRead, welcome }) {
    this.onMenu = onMenu;
    this.onReply = onReply;
    this.onStop = onStop;
    this.onRead = onRead;
    this.welcome = welcome;
    this.one = null;
    this.drawn = new Map(); // what is in the page, by key
    this.version = 0;
    this.fresh = new Set();
    this.entries = h('div', { class: 'entries', role: 'feed', 'aria-label': t('messages'), on: { keydown: (e) => this.keydown(e) } });
    this.scroller = h('div', { class: 'scroller', tabindex: -1 }, this.entries);
    this.below = 0; // messages that came while the reader was further up
    this.badge = h('span', { class: 'badge', hidden: true });
    this.jump = button({ class: 'jump', hidden: true, 'aria-label': t('toEnd'), on: { click: () => this.toEnd(true) } }, icon('down'), this.badge);
    this.element = h('div', { class: 'history' }, this.scroller, this.jump);
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    new ResizeObserver(() => { if (this.stick) this.scrollDown(); }).observe(this.scroller);
    new ResizeObserver(() => { if (this.stick) this.scrollDown(); }).observe(this.entries);
    this.watch();
  }

  watch() {
    this.entries.addEventListener('contextmenu', (event) => {
      const message = this.messageAt(event.target);
      if (!message || event.target.closest('a') || String(getSelection()).trim()) return;
      event.preventDefault();
      this.onMenu(message, { x: event.clientX, y: event.clientY });
    });
    this.entries.addEventListener('dblclick', (event) => {
      const message = this.messageAt(event.target);
      if (message && !event.target.closest('button, a, .words')) this.onReply(message);
    });
    this.entries.addEventListener('focusin', (event) => {
      const entry = event.target.closest('.message');
      if (entry) this.rove(entry);
    });
    // A finger that rests on a message opens its menu.
    let timer;
    const cancel = () => clearTimeout(timer);
    this.entries.addEventListener('touchstart', (event) => {
      cancel();
      const message = this.messageAt(event.target);
      if (!message || event.touches.length > 1 || event.target.closest('a, .key')) return;
      const { clientX: x, clientY: y } = event.touches[0];
      timer = setTimeout(() => this.onMenu(message, { x, y }), 480);
    }, { passive: true });
    for (const end of ['touchend', 'touchmove', 'touchcancel']) this.entries.addEventListener(end, cancel, { passive: true });
    listen('thread', ({ key, message, isNew }) => this.changed(key, message, isNew));
    listen('draft', (key) => { if (key === this.one?.key) this.draw(); });
    listen('clock', () => { if (this.one) this.draw(); });
  }

  // open shows a chat or topic from its end. unread tells how many messages are new.
  async open(chat, topic, unread = 0) {
    this.one = thread(chat, topic);
    this.reset();
    const here = this.one;
    if (!here.loaded) {
      this.draw();
      await attempt(() => older(here));
    }
    if (this.one !== here) return;
    const list = this.visible();
    this.unreadFrom = unread > 0 ? list[Math.max(0, list.length - unread)]?.id : undefined;
    this.first = list[Math.max(0, list.length - Math.max(step, unread + 10))]?.id ?? 0;
    this.draw();
    this.scrollDown();
    this.fill();
  }

  close() {
    this.one = null;
    this.reset();
  }

  reset() {
    this.drawn.clear();
    this.entries.replaceChildren();
    this.version += 1;
    this.first = 0;
    this.last = Infinity; // Infinity: the window reaches to the newest
    this.stick = true;
    this.below = 0;
    this.unreadFrom = undefined;
    this.entries.setAttribute('aria-label', t('messages'));
    this.jump.setAttribute('aria-label', t('toEnd'));
  }

  visible() {
    return this.one.messages.filter(seen);
  }

  // draw brings the page in line with the window, reusing what did not change.
  draw() {
    if (!this.one) return;
    const list = this.visible();
    const from = place(list, this.first);
    const to = this.last === Infinity ? list.length : Math.min(list.length, place(list, this.last) + 1);
    const wanted = [];
    if (list.length === 0 && this.one.loaded) wanted.push({ key: 'welcome', mark: JSON.stringify([world.me, world.bot, world.descriptions]), make: () => this.welcome() });
    for (let i = from; i < to; i += 1) this.describe(list, i, i === from, wanted);
    const draft = this.last === Infinity && world.drafts.get(this.one.key);
    if (draft) wanted.push({ key: 'draft', mark: draft, make: () => draftView(draft, () => this.onStop(draft)) });
    this.place(wanted);
    this.showJump();
  }

  describe(list, i, top, wanted) {
    const message = list[i];
    const before = list[i - 1];
    const after = list[i + 1];
    if (top || !before || dayNumber(before.date) !== dayNumber(message.date)) {
      const label = day(message.date, now());
      wanted.push({ key: `day${dayNumber(message.date)}`, mark: label, make: () => h('div', { class: 'entry centre', role: 'none' }, h('span', { class: 'pill' }, label)) });
    }
    if (this.unreadFrom === message.id) {
      wanted.push({ key: 'unread', mark: '', make: () => h('div', { class: 'entry centre unread-line', role: 'none' }, h('span', { class: 'pill' }, t('unread'))) });
    }
    if (message.service) {
      wanted.push({ key: `m${message.id}`, mark: message, make: () => serviceView(message) });
      return;
    }
    const joins = (a, b) => a && b && !a.service && !b.service && senderOf(a).id === senderOf(b).id && dayNumber(a.date) === dayNumber(b.date)
      && b.date - a.date < together && this.unreadFrom !== b.id;
    const first = !joins(before, message);
    const last = !joins(message, after);
    wanted.push({
      key: `m${message.id}`,
      mark: message,
      flags: `${first}${last}`,
      make: () => messageView(message, { first, last, fresh: this.fresh.has(message.id) }, () => this.redraw(message.id)),
    });
  }

  place(wanted) {
    const focused = this.entries.contains(document.activeElement) ? document.activeElement.closest('[data-focus]')?.dataset.focus : undefined;
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, item] of this.drawn) {
      if (keys.has(key)) continue;
      item.element.remove();
      this.drawn.delete(key);
    }
    let at = this.entries.firstChild;
    for (const item of wanted) {
      let known = this.drawn.get(item.key);
      if (!known || known.mark !== item.mark || known.flags !== item.flags || known.version !== this.version) {
        const element = item.make();
        if (known) {
          if (at === known.element) at = at.nextSibling;
          known.element.remove();
        }
        known = { ...item, element, version: this.version };
        this.drawn.set(item.key, known);
      }
      if (at === known.element) at = at.nextSibling;
      else this.entries.insertBefore(known.element, at);
    }
    this.fresh.clear();
    const messages = this.entries.querySelectorAll('.message:not(.draft)');
    if (messages.length && !this.entries.querySelector('.message[tabindex="0"]')) messages[messages.length - 1].tabIndex = 0;
    if (focused !== undefined && !this.entries.contains(document.activeElement)) {
      const again = [...this.entries.querySelectorAll('[data-focus]')].find((element) => element.dataset.focus === focused);
      again?.focus({ preventScroll: true });
    }
  }

  // redraw draws one message again, though it did not change: its buttons wait, say.
  redraw(id) {
    const known = this.drawn.get(`m${id}`);
    if (known) {
      known.version = -1;
      this.hold(() => this.draw());
    }
  }

  redrawAll() {
    this.version += 1;
    this.draw();
  }

  changed(key, message, isNew) {
    if (key !== this.one?.key) return;
    if (!isNew) {
      this.hold(() => this.draw());
      return;
    }
    this.fresh.add(message.id);
    const own = senderOf(message).id === world.me;
    if (this.last === Infinity && (this.stick || own)) {
      this.trim('top');
      this.draw();
      this.scrollDown();
      this.onRead(this.one.key);
    } else if (own) {
      this.toEnd(false);
    } else {
      this.below += 1;
      this.draw();
    }
    if (!own) tell('hear', message);
  }

  // hold does something that changes the page while what is looked at stays put.
  hold(work) {
    if (this.stick && this.last === Infinity) {
      work();
      this.scrollDown();
      return;
    }
    const top = this.scroller.getBoundingClientRect().top;
    const anchor = [...this.drawn].find(([key, item]) => key.startsWith('m') && item.element.getBoundingClientRect().bottom > top + 1);
    const before = anchor?.[1].element.getBoundingClientRect().top;
    work();
    const after = anchor && this.drawn.get(anchor[0])?.element.getBoundingClientRect().top;
    if (after !== undefined) this.scroller.scrollTop += after - before;
  }

  scrollDown() {
    this.stick = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  toEnd(smooth) {
    const list = this.visible();
    if (this.last !== Infinity) {
      this.last = Infinity;
      this.first = list[Math.max(0, list.length - step)]?.id ?? 0;
      this.draw();
      smooth = false;
    }
    this.below = 0;
    this.onRead(this.one.key);
    if (smooth && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: 'smooth' });
    else this.scrollDown();
    this.showJump();
  }

  scrolled() {
    if (!this.one) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const rest = scrollHeight - scrollTop - clientHeight;
    this.stick = this.last === Infinity && rest < 60;
    if (this.stick && this.below) {
      this.below = 0;
      this.onRead(this.one.key);
    }
    if (scrollTop < 700) this.growUp();
    if (rest < 700 && this.last !== Infinity) this.growDown();
    this.showJump();
  }

  // fill makes the window as high as the pane.
  fill() {
    if (this.scroller.scrollHeight <= this.scroller.clientHeight + 400) this.growUp();
  }

  async growUp() {
    const here = this.one;
    let list = this.visible();
    let from = place(list, this.first);
    if (from === 0) {
      if (here.whole || here.loading) return;
      await attempt(() => older(here));
      if (this.one !== here) return;
      list = this.visible();
      from = place(list, this.first);
      if (from === 0) return;
    }
    this.hold(() => {
      this.first = list[Math.max(0, from - step)].id;
      this.trim('bottom');
      this.draw();
    });
    this.fill();
  }

  growDown() {
    const list = this.visible();
    const to = place(list, this.last);
    this.stick = false;
    this.hold(() => {
      const next = to + step;
      this.last = next >= list.length - 1 ? Infinity : list[next].id;
      this.trim('top');
      this.draw();
    });
  }

  // trim keeps the window from holding more than it may.
  trim(end) {
    const list = this.visible();
    const from = place(list, this.first);
    const to = this.last === Infinity ? list.length : place(list, this.last) + 1;
    if (to - from <= most) return;
    if (end === 'top') this.first = list[to - most].id;
    else this.last = list[from + most - 1].id;
  }

  showJump() {
    const away = this.last !== Infinity || this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight > 240;
    this.jump.hidden = !away;
    this.badge.hidden = this.below === 0;
    this.badge.textContent = String(this.below);
  }

  // show scrolls to a message and makes it flash, fetching what lies between.
  async show(id) {
    const here = this.one;
    while (!find(here.chat, id) && !here.whole && (here.messages[0]?.id ?? 0) > id) {
      const before = here.messages.length;
      if ((await attempt(() => older(here).then(() => true))) !== true || here.messages.length === before) break;
    }
    if (this.one !== here) return;
    const list = this.visible();
    const at = place(list, id);
    if (list[at]?.id !== id) {
      toast(t('notThere'));
      return;
    }
    if (!this.drawn.has(`m${id}`)) {
      this.first = list[Math.max(0, at - step)].id;
      this.last = at + step >= list.length - 1 ? Infinity : list[at + step].id;
      this.draw();
    }
    this.stick = false;
    const { element } = this.drawn.get(`m${id}`);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    element.classList.remove('flash');
    requestAnimationFrame(() => element.classList.add('flash'));
    setTimeout(() => element.classList.remove('flash'), 1700);
    element.focus({ preventScroll: true });
  }

  messageAt(target) {
    const id = Number(target.closest?.('.message[data-id]')?.dataset.id);
    return id ? this.one?.messages[place(this.one.messages, id)] : undefined;
  }

  rove(entry) {
    for (const other of this.entries.querySelectorAll('.message[tabindex="0"]')) if (other !== entry) other.tabIndex = -1;
    entry.tabIndex = 0;
  }

  keydown(event) {
    const entry = event.target;
    const message = this.messageAt(entry);
    if (event.key === 'F10' && event.shiftKey && message) {
      event.preventDefault();
      this.onMenu(message, entry.closest('.message').querySelector('.bubble'));
      return;
    }
    if (!entry.classList.contains('message')) return;
    if (event.key === 'Enter' || event.key === ' ' || event.key === 'ContextMenu') {
      event.preventDefault();
      if (message) this.onMenu(message, entry.querySelector('.bubble'));
      return;
    }
    arrows(event, this.entries.querySelectorAll('.message:not(.draft)'), { loop: false });
  }
}

// heard reads new messages to screen readers.
listen('hear', (message) => {
  const host = document.getElementById('heard');
  host.append(h('p', {}, message.service ? serviceView(message).textContent : messageView(message, {}, () => {}).getAttribute('aria-label')));
  while (host.children.length > 5) host.firstChild.remove();
});

