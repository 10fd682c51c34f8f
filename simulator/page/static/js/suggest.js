// The list above the writing field: commands, people to mention, and results of
// the bot's inline mode. The focus stays in the field; arrows move in the list.
import { post } from './api.js';
import { avatar } from './avatar.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { act, faceOf, inside, isPrivate, membersOf, nameOf, person, tell, world } from './world.js';
import { t } from './words.js';

export class Suggest {
  // field is the textarea; send(text) sends a text at once.
  constructor(field, { send, resize }) {
    this.field = field;
    this.send = send;
    this.resize = resize;
    this.items = [];
    this.at = -1;
    this.element = h('div', { class: 'suggest', id: 'suggest', role: 'listbox', 'aria-label': t('suggestions'), hidden: true });
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', 'suggest');
  }

  get open() { return !this.element.hidden; }

  close() {
    this.items = [];
    this.element.hidden = true;
    this.element.replaceChildren();
    this.field.removeAttribute('aria-activedescendant');
    this.quiet();
  }

  // quiet forgets an inline query that is under way.
  quiet() {
    clearTimeout(this.timer);
    this.asked = undefined;
  }

  // update looks at what is written and offers what fits.
  update(chat) {
    this.chat = chat;
    const text = this.field.value;
    const head = text.slice(0, this.field.selectionStart);
    const inline = this.inlineQuery(text);
    if (inline !== undefined) return this.inline(inline);
    this.quiet();
    const command = /^\/(\w*)$/.exec(head);
    if (command && text === head) return this.commands(command[1]);
    const mention = /(?:^|\s)@(\w*)$/.exec(head);
    if (mention && !isPrivate(chat)) return this.mentions(mention[1]);
    return this.close();
  }

  inlineQuery(text) {
    const name = world.bot.username;
    if (!name) return undefined;
    const match = new RegExp(`^@${name}\\s([\\s\\S]*)$`, 'i').exec(text);
    return match ? match[1] : undefined;
  }

  // commands shows those that begin like that, all for an empty word.
  commands(word = '') {
    const all = (this.chat?.commands ?? []).filter((c) => c.command.startsWith(word.toLowerCase()));
    if (!all.length) return word ? this.close() : this.show([], t('noCommands'));
    const group = !isPrivate(this.chat);
    return this.show(all.map((c) => ({
      nodes: [h('span', { class: 'name' }, `/${c.command}`), h('span', { class: 'tell' }, c.description)],
      take: () => {
        this.put('');
        this.send(`/${c.command}${group ? `@${world.bot.username}` : ''}`);
      },
      complete: () => this.put(`/${c.command}${group ? `@${world.bot.username}` : ''} `),
    })));
  }

  mentions(word) {
    const like = word.toLowerCase();
    const people = membersOf(this.chat).filter((m) => inside(m.status) && m.person !== world.me).map((m) => person(m.person)).filter((p) => p?.username);
    const all = [
      ...(inside(this.chat.bot_status) ? [{ username: world.bot.username, name: world.bot.first_name, face: faceOf({ type: 'private' }) }] : []),
      ...people.map((p) => ({ username: p.username, name: nameOf(p), face: { id: p.id, name: nameOf(p) } })),
    ].filter((one) => one.username.toLowerCase().startsWith(like) || one.name.toLowerCase().startsWith(like));
    if (!all.length) return this.close();
    return this.show(all.map((one) => {
      const complete = () => {
        const end = this.field.selectionStart;
        const start = this.field.value.lastIndexOf('@', end - 1);
        const after = `@${one.username} `;
        this.field.setRangeText(after, start, end, 'end');
        this.after();
      };
      return { nodes: [avatar(one.face, 'small'), h('span', { class: 'tell' }, h('b', {}, one.name), `@${one.username}`)], take: complete, complete };
    }));
  }

  inline(query) {
    if (this.asked === query) return;
    this.quiet();
    this.asked = query;
    if (!this.items.length) this.show([], t('inlineWait'));
    this.timer = setTimeout(async () => {
      let results = [];
      let id;
      try {
        ({ results = [], query_id: id } = await post('inline', { as: world.me, query }));
      } catch (error) {
        if (this.asked === query) {
          this.close();
          this.asked = query;
          tell('trouble', t('failed', { why: error.message }));
        }
        return;
      }
      if (this.asked !== query) return;
      this.show(results.map((one) => {
        const take = () => {
          this.put('');
          act('inline/choose', { chat: this.chat.id, thread: this.thread || undefined, result_id: one.id, query_id: id });
        };
        return {
          nodes: [h('span', { class: 'topic-mark general' }, icon('hash')), h('span', { class: 'tell' }, h('b', {}, one.title ?? ''), one.description ?? '')],
          take,
          complete: take,
        };
      }), results.length ? '' : t(query.trim() ? 'inlineEmpty' : 'inlineHint'));
      this.asked = query;
    }, 280);
  }

  put(text) {
    this.field.value = text;
    this.field.setSelectionRange(text.length, text.length);
    this.after();
  }

  after() {
    this.close();
    this.resize();
    this.field.focus();
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  show(items, hint = '') {
    this.items = items;
    this.at = items.length ? 0 : -1;
    this.element.replaceChildren(...(items.length ? items.map((item, index) => h('div', {
      id: `suggest-${index}`, role: 'option', 'aria-selected': String(index === this.at),
      on: { pointerdown: (event) => event.preventDefault(), click: () => item.take() },
    }, item.nodes)) : [h('p', {}, hint)]));
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.mark();
  }

  mark() {
    [...this.element.children].forEach((child, index) => { if (child.getAttribute('role') === 'option') child.setAttribute('aria-selected', String(index === this.at)); });
    if (this.at < 0) this.field.removeAttribute('aria-activedescendant');
    else {
      this.field.setAttribute('aria-activedescendant', `suggest-${this.at}`);
      this.element.children[this.at]?.scrollIntoView({ block: 'nearest' });
    }
  }

  // key handles a key that is pressed in the field; true: it was for the list.
  key(event) {
    if (!this.open || event.isComposing) return false;
    const n = this.items.length;
    if (event.key === 'Escape') {
      const { asked } = this;
      this.close();
      this.asked = asked;
      return true;
    }
    if (!n) return false;
    if (event.key === 'ArrowDown') this.at = (this.at + 1) % n;
    else if (event.key === 'ArrowUp') this.at = (this.at + n - 1) % n;
    else if (event.key === 'Enter' && !event.shiftKey) {
      this.items[this.at].take();
      return true;
    } else if (event.key === 'Tab' && !event.shiftKey) {
      this.items[this.at].complete();
      return true;
    } else return false;
    this.mark();
    return true;
  }
}
