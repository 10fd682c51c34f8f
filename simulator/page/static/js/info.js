// About a chat: what the bot says of itself, its commands, the members.
import { avatar } from './avatar.js';
import { button, h } from './dom.js';
import { dialog } from './overlay.js';
import { description, faceOf, inside, isPrivate, membersOf, nameOf, person, tell, titleOf, world } from './world.js';
import { count, t } from './words.js';

export function openInfo(chat) {
  dialog({ label: t('info') }, (close) => h('div', { class: 'sheet-head' }, avatar(faceOf(chat)), h('div', {}, h('h2', {}, titleOf(chat)), h('p', { class: 'quiet' }, lineOf(chat))), null),
    ...(isPrivate(chat) ? aboutBot() : [members(chat)]),
    (close) => commands(chat, close),
    (close) => h('div', { class: 'sheet-foot' }, button({ class: 'text-button', on: { click: close } }, t('close'))));
}

// lineOf is what stands below a chat's name.
export function lineOf(chat) {
  if (isPrivate(chat)) return t('bot');
  if (chat.type === 'channel') return t('channel');
  const n = membersOf(chat).filter((m) => inside(m.status)).length + (inside(chat.bot_status) ? 1 : 0);
  return count('members', n);
}

function aboutBot() {
  const { description: long, short_description: short } = description();
  return [
    short ? h('p', {}, short) : null,
    long && long !== short ? h('section', {}, h('h3', {}, t('whatCanItDo')), h('p', {}, long)) : null,
    world.bot.username ? h('section', {}, h('h3', {}, t('username')), h('p', {}, `@${world.bot.username}`)) : null,
  ];
}

function commands(chat, close) {
  if (!chat.commands?.length) return null;
  return h('section', {}, h('h3', {}, t('commands')), h('ul', { class: 'facts' }, chat.commands.map((c) => h('li', {},
    button({ class: 'act', on: { click: () => { close(); tell('command', `/${c.command}${isPrivate(chat) ? '' : `@${world.bot.username}`}`); } } }, `/${c.command}`), h('span', {}, c.description)))));
}

function members(chat) {
  const titles = { creator: t('owner'), administrator: t('admin'), left: t('notInside'), kicked: t('banned') };
  const line = (face, name, status) => h('li', {}, avatar(face, 'small'), h('span', {}, name), h('span', { class: 'quiet' }, titles[status] ?? ''));
  return h('section', {}, h('ul', { class: 'facts' },
    inside(chat.bot_status) ? line({ is_bot: true }, world.bot.first_name, chat.bot_status) : null,
    membersOf(chat).map((m) => line({ id: m.person, name: nameOf(person(m.person)) }, nameOf(person(m.person)), m.status))),
  inside(chat.bot_status) ? h('p', { class: 'quiet' }, t(chat.bot_status === 'administrator' || world.bot.can_read_all_group_messages ? 'privacyOff' : 'privacyOn')) : h('p', { class: 'quiet' }, t('botAbsent')));
}
