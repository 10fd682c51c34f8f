// The right pane: a chat's header, its messages and what is below them.
import { post } from './api.js';
import { avatar } from './avatar.js';
import { topicMark, topicName } from './chatlist.js';
import { Composer } from './composer.js';
import { button, h, refill } from './dom.js';
import { History } from './history.js';
import { icon } from './icons.js';
import { lineOf, openInfo } from './info.js';
import { textOf } from './message.js';
import { confirm, copy, menu } from './overlay.js';
import { vote, voted } from './poll.js';
import { go, route, toChat, toForum, toList } from './router.js';
import { older, thread } from './threads.js';
import { act, alter, description, faceOf, inside, isMine, isPrivate, listen, me, membersOf, mine, nameOf, personOfChat, refresh, tell, threadKey, titleOf, world } from './world.js';
import { t } from './words.js';

const faces = ['👍', '❤️', '🔥', '👏', '🤔', '🎉'];

export class Chat {
  constructor(host) {
    this.host = host;
    this.chat = null;
    this.header = h('header', { class: 'bar' });
    this.history = new History({
      onMenu: (message, where) => this.menu(message, where),
      onReply: (message) => this.composer.reply(message),
      // A draft that has just become a message cannot be stopped any more.
      onStop: (draft) => post('stop', { as: world.me, chat: draft.chat, draft_id: draft.draft_id }).catch(() => {}),
      onRead: (key) => this.read(key),
      welcome: () => this.welcome(),
    });
    this.composer = new Composer({ history: this.history });
    this.nothing = h('div', { class: 'nothing' });
    listen('route', () => this.follow());
    listen('loaded', () => { this.shown = undefined; this.follow(); });
    listen('chats', () => {
      if (world.chats.get(route().chat)?.migrated_to) this.follow(); // the group has become another
      this.drawHeader();
      this.composer.draw();
    });
    listen('thread', ({ key }) => { if (key === this.history.one?.key) this.composer.draw(); });
    listen('action', () => this.drawHeader());
    listen('language', () => { this.drawHeader(); this.composer.draw(); this.history.redrawAll(); this.drawNothing(); });
    listen('show', ({ chat, id }) => { if (chat === this.chat?.id) this.history.show(id); });
    listen('start', (payload) => this.startBot(payload));
    document.addEventListener('visibilitychange', () => { if (!document.hidden && this.chat && this.history.stick) this.read(this.history.one.key); });
    document.addEventListener('keydown', (event) => this.escape(event));
  }

  // follow shows the chat that the address names.
  follow() {
    const here = route();
    let chat = world.chats.get(here.chat);
    if (chat?.migrated_to) {
      // What it has become may be told a moment later.
      if (world.chats.has(chat.migrated_to)) go(toChat(chat.migrated_to), true);
      return;
    }
    if (chat && !mine().includes(chat)) chat = isPrivate(chat) ? mine().find(isPrivate) : undefined;
    if (chat && chat.id !== here.chat) {
      go(toChat(chat.id), true);
      return;
    }
    if (here.chat && !chat) {
      go(toList, true);
      return;
    }
    const app = document.getElementById('app');
    app.dataset.pane = here.pane;
    if (chat?.is_forum) this.peek(chat);
    if (!chat || here.forum || (chat.is_forum && !here.topic)) {
      if (chat?.is_forum && !here.forum) go(toForum(chat.id), true);
      this.leave();
      return;
    }
    const key = threadKey(chat.id, here.topic);
    if (this.shown === key) return;
    this.shown = key;
    this.chat = chat;
    this.topic = here.topic;
    this.host.replaceChildren(this.header, this.history.element, this.composer.element);
    this.host.setAttribute('aria-label', titleOf(chat));
    this.drawHeader();
    const unread = world.unread.get(key) ?? 0;
    this.composer.open(chat, here.topic, this.payload);
    this.payload = undefined;
    this.history.open(chat.id, here.topic, unread).then(() => this.composer.draw());
    this.read(key);
    if (matchMedia('(min-width: 720px) and (pointer: fine)').matches) this.composer.field.focus();
  }

  // peek fetches the last messages of a group's topics, for their list.
  peek(chat) {
    for (const topic of chat.topics ?? []) {
      const one = thread(chat.id, topic.id);
      if (!one.loaded && !one.loading) older(one).then(() => tell('chats')).catch(() => {});
    }
  }

  leave() {
    this.shown = undefined;
    this.chat = null;
    this.history.close();
    this.host.replaceChildren(this.nothing);
    this.host.setAttribute('aria-label', t('messages'));
    this.drawNothing();
  }

  drawNothing() {
    this.nothing.replaceChildren(h('span', { class: 'pill' }, t(route().forum ? 'chooseTopic' : 'chooseChat')));
  }

  read(key) {
    if (document.hidden || !world.unread.delete(key)) return;
    tell('unread');
  }

  drawHeader() {
    if (!this.chat) return;
    this.chat = world.chats.get(this.chat.id) ?? this.chat;
    const { chat } = this;
    const action = world.actions.get(threadKey(chat.id, this.topic))?.action;
    const doing = { upload_photo: 'sendingPhoto', choose_sticker: 'choosingSticker' }[action] ?? (action ? 'typing' : '');
    const topic = (chat.topics ?? []).find((one) => one.id === this.topic);
    const words = doing
      ? h('span', { class: 'peer-line busy dots' }, isPrivate(chat) ? t(doing) : `${world.bot.first_name}: ${t(doing)}`)
      : h('span', { class: 'peer-line' }, topic ? chat.title : lineOf(chat));
    refill(this.header, [
      h('a', { class: 'icon-button back', href: chat.is_forum ? toForum(chat.id) : toList, 'aria-label': t('back'), data: { focus: 'back' } }, icon('back')),
      button({ class: 'peer', title: t('info'), data: { focus: 'peer' }, on: { click: () => openInfo(chat) } },
        topic ? topicMark(topic) : avatar(faceOf(chat)),
        h('span', { class: 'peer-words' }, h('span', { class: 'peer-name' }, topic ? topicName(topic) : titleOf(chat)), words)),
      button({ class: 'icon-button', 'aria-label': t('more'), title: t('more'), 'aria-haspopup': 'menu', data: { focus: 'more' }, on: { click: (e) => this.more(e.currentTarget) } }, icon('more')),
    ]);
  }

  more(where) {
    const { chat } = this;
    const change = (path, body) => alter(path, body).then(() => refresh()).catch(() => {});
    const bot = (status) => change('members', { chat: chat.id, bot: true, status });
    const items = [{ label: t('info'), icon: 'info', act: () => openInfo(chat) }];
    if (isPrivate(chat)) {
      items.push({ label: t(chat.blocked ? 'unblock' : 'block'), icon: 'block', danger: !chat.blocked, act: () => change('block', { person: personOfChat(chat), blocked: !chat.blocked }) });
    } else {
      const here = inside(chat.bot_status);
      const admin = chat.bot_status === 'administrator';
      items.push('line');
      if (here && chat.type !== 'channel') items.push({ label: t(admin ? 'demoteBot' : 'promoteBot'), icon: 'people', act: () => bot(admin ? 'member' : 'administrator') });
      if (chat.type === 'group') items.push({ label: t('upgrade'), icon: 'topics', act: () => change('migrate', { chat: chat.id }) });
      const status = membersOf(chat).find((m) => m.person === world.me)?.status;
      if (chat.type !== 'channel' && status === 'member') items.push({ label: t('leaveGroup', { name: nameOf(me()) }), icon: 'out', act: () => change('members', { chat: chat.id, person: world.me, status: 'left' }) });
      items.push({ label: t(here ? 'removeBot' : 'addBot'), icon: here ? 'bin' : 'people', danger: here, act: () => bot(here ? 'left' : chat.type === 'channel' ? 'administrator' : 'member') });
    }
    menu(where, items, { label: t('more') });
  }

  // menu is what can be done with a message.
  menu(message, where) {
    const { chat } = this;
    const text = textOf(message);
    const selected = String(getSelection()).trim();
    const ask = { chat: chat.id, message_id: message.id };
    const canWrite = this.composer.kind() === 'writing';
    const own = isMine(message);
    const reacted = (message.reactions ?? []).filter((one) => one.from === world.me).map((one) => one.emoji);
    menu(where, [
      canWrite ? { label: t('reply'), icon: 'reply', act: () => this.composer.reply(message, selected && text.includes(selected) ? selected : undefined) } : null,
      own && message.text && canWrite && !message.via_bot ? { label: t('edit'), icon: 'edit', act: () => this.composer.edit(message) } : null,
      text ? { label: t('copy'), icon: 'copy', act: () => copy(text) } : null,
      message.poll && voted(message.poll) && message.poll.can_revote && !message.poll.is_closed ? { label: t('retract'), icon: 'undo', act: () => vote(message, []) } : null,
      own || isPrivate(chat) ? { label: t('remove'), icon: 'bin', danger: true, act: () => confirm(t('removeAsk'), t('removeTell'), t('remove'), () => act('delete', ask), true) } : null,
    ], {
      label: t('messageMenu'),
      faces: message.ephemeral_for ? undefined : faces.map((emoji) => ({ text: emoji, label: t('react', { emoji }), act: () => act('react', { ...ask, emoji: reacted.includes(emoji) ? '' : emoji }) })),
    });
  }

  // welcome stands in a chat without messages.
  welcome() {
    if (!isPrivate(this.chat)) return h('div', { class: 'entry centre', role: 'none' }, h('span', { class: 'pill' }, t('noMessages')));
    const { description: text } = description();
    return h('div', { class: 'welcome', role: 'article' }, avatar(faceOf(this.chat)),
      h('h2', {}, text ? t('whatCanItDo') : world.bot.first_name), text ? h('p', {}, text) : null);
  }

  // startBot follows a link of the form t.me/BOT?start=PAYLOAD.
  startBot(payload) {
    const chat = mine().find(isPrivate);
    if (!chat) return;
    this.payload = payload;
    this.shown = undefined;
    go(toChat(chat.id));
  }

  escape(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (this.chat && document.activeElement !== this.composer.field && this.composer.kind() === 'writing') this.composer.field.focus();
  }
}
