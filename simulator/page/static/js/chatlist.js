// The left pane: chats, or the topics of a group that has them, and the clock.
import { avatar } from './avatar.js';
import { openBench } from './bench.js';
import { brief, clock, full } from './dates.js';
import { arrows, button, h, refill } from './dom.js';
import { icon } from './icons.js';
import { gist } from './message.js';
import { dialog, menu } from './overlay.js';
import { route, toChat, toForum, toList } from './router.js';
import { settingsMenu } from './settings.js';
import { act, alter, attempt, faceOf, isMine, isPrivate, listen, me, mine, nameOf, now, refresh, senderOf, setClock, speakAs, threadKey, titleOf, world } from './world.js';
import { count, locale, t } from './words.js';

let host;
let timeElement;

export function mountList(element) {
  host = element;
  for (const event of ['loaded', 'chats', 'route', 'action', 'unread', 'person', 'language']) listen(event, draw);
  listen('clock', showTime);
  setInterval(showTime, 5000);
}

// peopleMenu lets the reader choose whom to speak as; among: only these.
export function peopleMenu(where, among) {
  const people = [...world.people.values()].filter((p) => !among || among.includes(p.id));
  menu(where, [{ title: t('speakAs') }, ...people.map((p) => ({
    label: nameOf(p),
    small: p.username ? `@${p.username}` : '',
    face: avatar({ id: p.id, name: nameOf(p) }, 'small'),
    checked: p.id === world.me,
    act: () => attempt(() => speakAs(p.id)),
  }))], { label: t('speakAs') });
}

function draw() {
  const here = route();
  const forum = here.chat ? world.chats.get(here.chat) : undefined;
  host.setAttribute('aria-label', t('chats'));
  refill(host, [
    forum?.is_forum ? forumBar(forum) : mainBar(),
    forum?.is_forum ? topicList(forum, here) : chatList(here),
    world.canMoveClock ? clockBar() : h('footer', { class: 'foot' }, t('local')),
  ]);
  showTime();
  const total = [...world.unread.values()].reduce((sum, n) => sum + n, 0);
  document.title = (total ? `(${total}) ` : '') + (world.bot.first_name || 'Forumbot');
}

function mainBar() {
  const self = me();
  return h('header', { class: 'bar' },
    button({
      class: 'me', 'aria-label': t('account', { name: nameOf(self) }), title: nameOf(self), 'aria-haspopup': 'menu', data: { focus: 'me' },
      on: { click: (event) => peopleMenu(event.currentTarget) },
    }, avatar({ id: self?.id, name: nameOf(self) }, 'small')),
    h('h1', {}, t('chats')),
    button({ class: 'icon-button', 'aria-label': t('bench'), title: t('bench'), data: { focus: 'bench' }, on: { click: openBench } }, icon('flask')),
    button({ class: 'icon-button', 'aria-label': t('settings'), title: t('settings'), 'aria-haspopup': 'menu', data: { focus: 'settings' }, on: { click: (event) => settingsMenu(event.currentTarget) } }, icon('gear')));
}

function forumBar(chat) {
  return h('header', { class: 'bar' },
    h('a', { class: 'icon-button', href: toList, 'aria-label': t('back'), title: t('back'), data: { focus: 'back' } }, icon('back')),
    h('h1', {}, chat.title),
    button({ class: 'icon-button', 'aria-label': t('newTopic'), title: t('newTopic'), data: { focus: 'topic' }, on: { click: () => newTopic(chat) } }, icon('edit')));
}

function newTopic(chat) {
  const name = h('input', { class: 'line-input', type: 'text', maxlength: 128, 'aria-label': t('topicName'), placeholder: t('topicName'), autofocus: true });
  const { close } = dialog({ title: t('newTopic') }, name, (shut) => h('div', { class: 'sheet-foot' },
    button({ class: 'text-button', on: { click: shut } }, t('cancel')),
    button({ class: 'text-button', on: { click: create } }, t('create'))));
  async function create() {
    if (!name.value.trim()) return;
    close();
    if (await act('topics', { chat: chat.id, name: name.value.trim() })) await refresh().catch(() => {});
  }
  name.addEventListener('keydown', (event) => { if (event.key === 'Enter') create(); });
}

const move = (event) => arrows(event, event.currentTarget.querySelectorAll('.row'));

function chatList(here) {
  const chats = mine();
  return h('div', { class: 'list', role: 'list', on: { keydown: move } }, chats.map((chat) => {
    const unread = chat.is_forum
      ? (chat.topics ?? []).reduce((sum, topic) => sum + (world.unread.get(threadKey(chat.id, topic.id)) ?? 0), 0)
      : world.unread.get(threadKey(chat.id, 0)) ?? 0;
    return row({
      href: chat.is_forum ? toForum(chat.id) : toChat(chat.id),
      face: avatar(faceOf(chat)),
      name: titleOf(chat),
      sign: chat.is_forum ? 'topics' : { channel: 'channel', group: 'people', supergroup: 'people' }[chat.type],
      current: here.chat === chat.id,
      chat,
      last: chat.last,
      busy: world.actions.has(threadKey(chat.id, 0)),
      unread,
      focus: `chat:${chat.id}`,
    });
  }));
}

function topicList(chat, here) {
  const topics = chat.topics ?? [];
  return h('div', { class: 'list', role: 'list', 'aria-label': t('topics'), on: { keydown: move } },
    topics.length ? topics.map((topic) => {
      const one = world.threads.get(threadKey(chat.id, topic.id));
      const last = topic.last ?? one?.messages.at(-1) ?? (chat.last && (chat.last.thread || 1) === topic.id ? chat.last : null);
      return row({
        href: toChat(chat.id, topic.id),
        face: topicMark(topic),
        name: topicName(topic),
        current: here.topic === topic.id,
        chat,
        last: one?.messages.at(-1) ?? last,
        busy: world.actions.has(threadKey(chat.id, topic.id)),
        unread: world.unread.get(threadKey(chat.id, topic.id)) ?? 0,
        focus: `topic:${chat.id}:${topic.id}`,
      });
    }) : h('p', { class: 'foot' }, t('noTopics')));
}

// topicName translates what Telegram's clients translate: the name of the
// topic that is always there.
export const topicName = (topic) => (topic.id === 1 && topic.name === 'General' ? t('general') : topic.name);

export function topicMark(topic) {
  if (topic.id === 1) return h('span', { class: 'topic-mark general', 'aria-hidden': 'true' }, icon('hash'));
  const color = Number(topic.icon_color);
  const vars = Number.isInteger(color) && color >= 0 && color <= 0xffffff ? { '--tone': `#${color.toString(16).padStart(6, '0')}` } : {};
  return h('span', { class: 'topic-mark', vars, 'aria-hidden': 'true' }, [...topic.name.trim()][0]?.toUpperCase() ?? '#');
}

function row({ href, face, name, sign, current, chat, last, busy, unread, focus }) {
  return h('div', { role: 'listitem' }, h('a', { class: 'row', href, 'aria-current': current ? 'page' : null, data: { focus } },
    face,
    h('span', { class: 'row-words' },
      h('span', { class: 'row-line' },
        h('span', { class: 'row-name' }, h('span', {}, name), sign ? icon(sign) : null),
        last ? h('time', { class: 'row-time', title: full(last.date) }, brief(last.date, now())) : null),
      h('span', { class: 'row-line' },
        busy ? h('span', { class: 'row-last busy dots' }, t('typing')) : h('span', { class: 'row-last' }, lastLine(chat, last)),
        unread ? h('span', { class: 'badge', 'aria-label': count('unreadCount', unread) }, new Intl.NumberFormat(locale()).format(unread)) : null))));
}

function lastLine(chat, last) {
  if (!last) return t('noMessages');
  if (last.service || chat.type === 'channel') return gist(last);
  if (isMine(last)) return [h('span', { class: 'who' }, `${t('you')}: `), gist(last)];
  return isPrivate(chat) ? gist(last) : [h('span', { class: 'who' }, `${nameOf(senderOf(last))}: `), gist(last)];
}

function clockBar() {
  timeElement = h('span');
  const chip = (key, label, to) => button({ class: 'chip', 'aria-label': t(label), title: t(label), data: { focus: key }, on: { click: () => move(to()) } }, t(key));
  const move = async (body) => {
    const answer = await alter('clock', body);
    if (answer) setClock(answer.clock);
  };
  return h('footer', { class: 'clock-bar', 'aria-label': t('clock') },
    h('time', { title: t('clock') }, icon('clock'), timeElement),
    chip('plusHour', 'moveHour', () => ({ advance: '1h' })),
    chip('plusDay', 'moveDay', () => ({ advance: '24h' })),
    chip('toMorning', 'moveMorning', () => ({ to: nextMorning() })));
}

// nextMorning is the next half past eight of the reader's time zone.
function nextMorning() {
  const at = new Date(now() * 1000);
  at.setHours(8, 30, 0, 0);
  if (at.getTime() <= now() * 1000) at.setDate(at.getDate() + 1);
  return at.toISOString();
}

function showTime() {
  if (timeElement) timeElement.textContent = clock(now());
}
