// One message: its bubble, what it replies to, its marks.
import { photo } from './api.js';
import { avatar, tone } from './avatar.js';
import { full, time } from './dates.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';
import { handled, keyboard } from './keys.js';
import { viewer } from './overlay.js';
import { pollView } from './poll.js';
import { plain, rich } from './rich.js';
import { act, isMine, isPrivate, membersOf, nameOf, person, receiverOf, senderOf, tell, world } from './world.js';
import { t } from './words.js';

// captionOf and entitiesOf find the text of any kind of message.
export const textOf = (message) => message.text || message.photo?.caption || '';
export const entitiesOf = (message) => (message.text ? message.entities : message.photo?.caption_entities ?? message.entities) ?? [];
export const stickerOf = (message) => (typeof message.sticker === 'object' ? message.sticker?.emoji : message.sticker) || '';

// gist is a message in one line.
export function gist(message) {
  const text = plain(textOf(message), entitiesOf(message));
  if (message.service) return serviceText(message);
  if (message.photo) return text ? t('photoOf', { text }) : t('picture');
  if (message.poll) return `${t(message.poll.type === 'quiz' ? 'quiz' : 'poll')}: ${message.poll.question}`;
  if (stickerOf(message)) return `${stickerOf(message)} ${t('sticker')}`;
  return text;
}

// serviceText says in the reader's language what a service message tells: the
// kinds are named as in the Bot API.
export function serviceText(message) {
  const { service } = message;
  const actor = nameOf(senderOf(message));
  const whom = service.person === world.bot.id ? world.bot.first_name : nameOf(person(service.person)) || service.name || actor;
  const self = !service.person || service.person === senderOf(message).id;
  switch (service.kind) {
    case 'new_chat_members': return t(self ? 'joined' : 'added', { name: whom, actor });
    case 'left_chat_member': return t(self ? 'left' : 'removed', { name: whom, actor });
    case 'forum_topic_created': return t('topicCreated', { name: service.name });
    case 'forum_topic_closed': return t('topicClosed');
    case 'forum_topic_reopened': return t('topicOpened');
    case 'migrate_to_chat_id': case 'migrate_from_chat_id': return t('upgraded');
    case 'group_chat_created': case 'supergroup_chat_created': case 'channel_chat_created': return t('created', { actor });
    case 'new_chat_title': return t('renamed', { name: service.name });
    case 'pinned_message': return t('pinned', { actor });
    case 'poll_option_added': return t('optionAdded', { actor });
    default: return [actor, String(service.kind ?? '').replaceAll('_', ' '), service.name].filter(Boolean).join(' · ');
  }
}

// messageView draws a message. place tells where it stands: {first, last} of a
// group of messages by the same person, {fresh} just now.
export function messageView(message, place, redraw) {
  const chat = world.chats.get(message.chat) ?? { type: 'private' };
  const own = isMine(message);
  const sender = senderOf(message);
  const crowd = !isPrivate(chat) && chat.type !== 'channel';
  const classes = ['entry', 'message', own ? 'out' : 'in', place.first && 'first', place.last && 'last', place.fresh && 'fresh', message.buttons?.length && 'keyed'];
  const text = textOf(message);
  return h('div', {
    class: classes.filter(Boolean).join(' '),
    role: 'article',
    tabindex: -1,
    'aria-label': `${own ? t('you') : nameOf(sender)}, ${time(message.date)}: ${gist(message)}`,
    data: { id: message.id, focus: `message:${message.id}` },
  },
  crowd && !own ? h('span', { class: 'face' }, place.last ? avatar({ id: sender.id, name: nameOf(sender), is_bot: sender.is_bot }, 'small') : null) : null,
  h('div', { class: 'stack' },
    h('div', { class: `bubble ${message.ephemeral_for ? 'ephemeral' : ''} ${stickerOf(message) && !text ? 'bare' : ''}` },
      place.first && !own && !isPrivate(chat) ? senderLine(chat, sender) : null,
      message.ephemeral_for ? onlyFor(message) : null,
      message.via_bot ? h('span', { class: 'only-you' }, t('via', { name: `@${typeof message.via_bot === 'string' ? message.via_bot : world.bot.username}` })) : null,
      replyLine(message),
      picture(message),
      stickerOf(message) ? h('div', { class: 'sticker', role: 'img', 'aria-label': `${t('sticker')} ${stickerOf(message)}` }, stickerOf(message)) : null,
      message.poll ? pollView(message, redraw) : null,
      text ? words(message, text) : null,
      reactions(message),
      metaOf(message, message.reactions?.length > 0 || (!text && !message.poll))),
    keyboard(message, redraw)));
}

function words(message, text) {
  const room = message.reactions?.length ? null : h('span', { class: 'room', 'aria-hidden': 'true' }, marks(message));
  return h('div', { class: 'words', dir: 'auto' }, rich(text, entitiesOf(message), { acts, key: `${message.chat}/${message.id}` }), room);
}

const acts = {
  bot_command: (own) => tell('command', own),
  mention: (own) => tell('mention', own),
  text_mention: (own) => tell('mention', own),
  link: (address) => handled(address),
};

function senderLine(chat, sender) {
  const status = sender.is_bot ? chat.bot_status : membersOf(chat).find((m) => m.person === sender.id)?.status;
  const title = { creator: t('owner'), administrator: t('admin') }[status] ?? (sender.is_bot ? t('bot') : '');
  return h('span', { class: 'sender', data: { tone: sender.is_bot ? 6 : tone(sender.id) } }, nameOf(sender) || chat.title, chat.type !== 'channel' && title ? h('small', {}, title) : null);
}

function onlyFor(message) {
  const id = receiverOf(message);
  return h('span', { class: 'only-you' }, icon('eye'), id === world.me ? t('onlyYou') : t('onlySome', { name: nameOf(person(id)) }));
}

function replyLine(message) {
  const to = message.reply_to;
  if (!to) return null;
  return button({
    class: 'reply', title: t('showMessage'), data: { focus: `reply:${message.id}` },
    on: { click: (event) => { event.stopPropagation(); tell('show', { chat: message.chat, id: to.id }); } },
  }, h('b', {}, to.name || t('gone')), h('span', {}, plain(to.quote || to.text || '') || t('messages')));
}

function picture(message) {
  if (!message.photo) return null;
  const { file_id: id, width, height } = message.photo;
  const alt = plain(textOf(message)) || t('picture');
  const size = (n) => (Number.isInteger(n) && n > 0 ? n : null);
  return button({
    class: 'picture', 'aria-label': t('enlarge'), data: { focus: `picture:${message.id}` },
    on: { click: (event) => { event.stopPropagation(); viewer(photo(id), alt); } },
  }, h('img', { src: photo(id), alt, width: size(width), height: size(height), loading: 'lazy', decoding: 'async' }));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const byEmoji = new Map();
  for (const reaction of message.reactions) {
    byEmoji.set(reaction.emoji, [...(byEmoji.get(reaction.emoji) ?? []), typeof reaction.from === 'object' ? reaction.from.id : reaction.from]);
  }
  return h('div', { class: 'reactions' }, [...byEmoji].map(([emoji, from]) => {
    const own = from.includes(world.me);
    const names = from.map((id) => (id === world.bot.id ? world.bot.first_name : nameOf(person(id)))).filter(Boolean).join(', ');
    return button({
      class: 'reaction', 'aria-pressed': String(own), title: names, 'aria-label': `${emoji} ${names}`, data: { focus: `reaction:${message.id}:${emoji}` },
      on: { click: (event) => { event.stopPropagation(); act('react', { chat: message.chat, message_id: message.id, emoji: own ? '' : emoji }); } },
    }, h('span', {}, emoji), h('span', {}, String(from.length)));
  }));
}

function marks(message) {
  return [
    message.silent ? icon('bell') : null,
    message.edit_date ? h('span', {}, t('edited')) : null,
    h('span', {}, time(message.date)),
    isMine(message) ? icon('read') : null,
  ];
}

function metaOf(message, alone) {
  return h('div', { class: `meta ${alone ? 'alone' : ''}`, title: full(message.date) }, marks(message), isMine(message) ? h('span', { class: 'unseen' }, t('sent')) : null);
}

// serviceView is "Emma joined the group" and the like.
export const serviceView = (message) => h('div', { class: 'entry centre', role: 'article', tabindex: -1, data: { id: message.id, focus: `message:${message.id}` } }, h('span', { class: 'pill' }, serviceText(message)));

// draftView is an answer in the making.
export function draftView(draft, stop) {
  return h('div', { class: 'entry message in first last draft', data: { focus: 'draft' } },
    h('div', { class: 'stack' }, h('div', { class: 'bubble' },
      h('div', { class: 'words', dir: 'auto', 'aria-busy': 'true' },
        draft.text ? rich(draft.text, draft.entities, { key: `draft/${draft.draft_id}` }) : h('span', { class: 'thinking dots' }, t('thinking')),
        h('span', { class: 'caret', 'aria-hidden': 'true' })),
      draft.can_stop ? button({ class: 'stop', data: { focus: 'stop' }, on: { click: stop } }, icon('stop'), t('stop')) : null)));
}
