// What is below the messages: the writing field, or what takes its place: START
// in a new private chat, a note where one cannot write.
import { avatar } from './avatar.js';
import { peopleMenu } from './chatlist.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';
import { gist, textOf } from './message.js';
import { menu, toast } from './overlay.js';
import { Suggest } from './suggest.js';
import { act, alter, inside, isMine, isPrivate, listen, me, membersOf, nameOf, refresh, senderOf, world } from './world.js';
import { t } from './words.js';

const longest = 4096; // characters of a message, in UTF-16 units

export class Composer {
  constructor({ history }) {
    this.history = history;
    this.drafts = new Map(); // what was written but not sent, by chat and topic
    this.field = h('textarea', { rows: 1, autocomplete: 'off', enterkeyhint: 'send', maxlength: longest * 2 });
    this.suggest = new Suggest(this.field, { send: (text) => this.send(text), resize: () => this.resize() });
    this.about = h('div', { class: 'about-to', hidden: true });
    this.line = h('div', { class: 'field-line' });
    this.sendButton = button({ class: 'send', disabled: true, on: { click: () => this.submit() } }, icon('send'));
    this.inner = h('div', { class: 'below-in' });
    this.element = h('div', { class: 'below' }, this.inner);
    this.field.addEventListener('input', () => this.typed());
    this.field.addEventListener('keydown', (event) => this.keydown(event));
    this.field.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== this.field && !this.element.contains(document.activeElement)) this.suggest.close(); }, 150));
    listen('mention', (own) => this.insert(`${own} `));
    listen('command', (own) => this.send(own));
    listen('inline', (query) => { this.clear(); this.insert(`@${world.bot.username} ${query}`); });
  }

  // open is for another chat or topic; payload: of a link that starts the bot.
  open(chat, topic, payload) {
    if (this.key) this.drafts.set(this.key, this.field.value);
    this.key = `${chat.id}/${topic}`;
    this.chat = chat;
    this.topic = topic;
    this.payload = payload;
    this.started = false;
    this.field.value = this.drafts.get(this.key) ?? '';
    this.suggest.close();
    this.suggest.thread = topic;
    this.forget();
    this.draw();
  }

  // draw fits what is shown to what the chat allows.
  draw() {
    if (!this.chat) return;
    this.chat = world.chats.get(this.chat.id) ?? this.chat;
    const { chat } = this;
    const kind = this.kind();
    const mark = JSON.stringify([kind, world.me, chat.id, this.topic, this.payload, document.documentElement.lang, chat.commands?.length]);
    if (mark === this.mark) return;
    this.mark = mark;
    const focused = document.activeElement === this.field;
    this.inner.replaceChildren(...this[kind]());
    if (focused) this.field.focus();
    this.resize();
    this.typed(false);
  }

  kind() {
    const { chat } = this;
    if (isPrivate(chat)) {
      if (chat.blocked) return 'blockedNote';
      const empty = !chat.last && this.history.one?.loaded && this.history.one.messages.length === 0;
      return (empty && !this.started) || this.payload !== undefined ? 'startButton' : 'writing';
    }
    const status = membersOf(chat).find((m) => m.person === world.me)?.status;
    if (chat.type === 'channel') return 'channelNote';
    return inside(status) ? 'writing' : 'joinButton';
  }

  startButton() {
    return [button({ class: 'wide-button start', data: { focus: 'start' }, on: { click: () => this.start() } }, t('start'))];
  }

  start() {
    const { payload } = this;
    this.payload = undefined;
    this.started = true; // the message itself comes back in a moment
    this.draw();
    this.send(payload ? `/start ${payload}` : '/start');
    this.field.focus();
  }

  blockedNote() {
    return [button({ class: 'wide-button', on: { click: () => alter('block', { person: world.me, blocked: false }).then(() => refresh()).catch(() => {}) } }, `${t('youBlocked')} ${t('restart')}`)];
  }

  channelNote() { return [h('p', { class: 'read-only' }, t('writePost'))]; }

  joinButton() {
    return [button({ class: 'wide-button', on: { click: () => alter('members', { chat: this.chat.id, person: world.me, status: 'member' }).then(() => refresh()).catch(() => {}) } }, t('joinGroup', { name: nameOf(me()) }))];
  }

  writing() {
    const { chat } = this;
    this.field.setAttribute('aria-label', t('write'));
    this.field.placeholder = t('write');
    this.sendButton.setAttribute('aria-label', t('send'));
    this.sendButton.title = t('send');
    const commands = chat.commands?.length > 0;
    const toggle = () => {
      if (this.suggest.open) this.suggest.close();
      else {
        this.suggest.chat = chat;
        this.suggest.commands('');
      }
      this.field.focus();
    };
    const crowd = !isPrivate(chat);
    const among = crowd ? membersOf(chat).filter((m) => inside(m.status)).map((m) => m.person) : [];
    this.line.replaceChildren(...[
      !crowd && commands ? button({ class: 'menu-button', 'aria-haspopup': 'listbox', on: { pointerdown: (e) => e.preventDefault(), click: toggle } }, icon('lines'), t('menu')) : null,
      crowd ? button({ class: 'speak-as', 'aria-haspopup': 'menu', 'aria-label': t('sendAs', { name: nameOf(me()) }), title: t('sendAs', { name: nameOf(me()) }), data: { focus: 'speak-as' }, on: { click: (e) => peopleMenu(e.currentTarget, among) } }, avatar({ id: world.me, name: nameOf(me()) }, 'small')) : null,
      this.field,
      crowd && commands ? button({ class: 'icon-button', 'aria-label': t('commands'), title: t('commands'), 'aria-haspopup': 'listbox', on: { pointerdown: (e) => e.preventDefault(), click: toggle } }, icon('slash')) : null,
      button({ class: 'icon-button', 'aria-label': t('attach'), title: t('attach'), 'aria-haspopup': 'menu', on: { click: (e) => this.attach(e.currentTarget) } }, icon('clip')),
    ].filter(Boolean));
    return [this.suggest.element, h('div', { class: 'composer' }, h('div', { class: 'field' }, this.about, this.line), this.sendButton)];
  }

  attach(where) {
    const also = { chat: this.chat.id, thread: this.topic || undefined };
    menu(where, [
      { label: t('sendPicture'), icon: 'picture', act: () => { act('send', { ...also, photo: true, text: this.field.value || undefined, reply_to: this.replyTo?.id }); this.clear(); } },
      { label: t('sendSticker'), icon: 'smile', act: () => act('send', { ...also, sticker: '👍' }) },
    ], { label: t('attach') });
  }

  typed(offer = true) {
    this.resize();
    this.sendButton.disabled = this.field.value.trim() === '';
    if (offer && this.kind() === 'writing') this.suggest.update(this.chat);
  }

  resize() {
    const { field } = this;
    field.style.height = '38px';
    if (field.scrollHeight > 40) field.style.height = `${field.scrollHeight}px`;
  }

  keydown(event) {
    if (this.suggest.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape' && (this.replyTo || this.editing)) {
      event.preventDefault();
      event.stopPropagation();
      if (this.editing) this.clear();
      this.forget();
    } else if (event.key === 'ArrowUp' && this.field.value === '' && !this.replyTo) {
      const own = this.history.one?.messages.findLast((m) => isMine(m) && m.text && !m.service && !m.via_bot);
      if (own) {
        event.preventDefault();
        this.edit(own);
      }
    }
  }

  insert(text) {
    if (this.kind() !== 'writing') return;
    const { field } = this;
    const glue = field.value && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? ' ' : '';
    field.setRangeText(glue + text, field.selectionStart, field.selectionEnd, 'end');
    field.focus();
    this.typed();
  }

  reply(message, quote) {
    this.editing = undefined;
    this.replyTo = message;
    this.quote = quote;
    this.aboutTo('reply', t('replyTo', { name: nameOf(senderOf(message)) }), quote || gist(message), message);
  }

  edit(message) {
    this.replyTo = undefined;
    this.editing = message;
    this.field.value = textOf(message);
    this.aboutTo('edit', t('editing'), gist(message), message);
    this.typed(false);
  }

  aboutTo(sign, title, text, message) {
    this.about.hidden = false;
    this.about.replaceChildren(icon(sign),
      button({ class: 'reply', title: t('showMessage'), on: { click: () => this.history.show(message.id) } }, h('b', {}, title), h('span', {}, text)),
      button({ class: 'icon-button', 'aria-label': t('cancel'), on: { click: () => { if (this.editing) this.clear(); this.forget(); this.field.focus(); } } }, icon('close')));
    this.field.focus();
  }

  forget() {
    this.replyTo = undefined;
    this.editing = undefined;
    this.quote = undefined;
    this.about.hidden = true;
    this.about.replaceChildren();
  }

  clear() {
    this.field.value = '';
    this.typed(false);
    this.suggest.close();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    if (text.length > longest) {
      toast(t('tooLong', { n: longest }));
      return;
    }
    this.suggest.close();
    this.send(text);
  }

  async send(text) {
    const { chat, topic, replyTo, editing, quote, key } = this;
    const written = this.field.value;
    this.clear();
    this.forget();
    const done = editing
      ? await act('edit', { chat: chat.id, message_id: editing.id, text })
      : await act('send', { chat: chat.id, thread: topic || undefined, text, reply_to: replyTo?.id, quote: quote || undefined });
    // What could not be sent is given back.
    if (done === undefined && written && this.key === key && !this.field.value) {
      this.field.value = written;
      if (replyTo) this.reply(replyTo, quote);
      if (editing) this.editing = editing;
      this.typed(false);
    }
  }
}
