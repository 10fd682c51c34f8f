// What the page knows of the simulated world, and who looks at it. Everything
// that changes here is told to those who listen; nothing here draws.
import { get, post } from './api.js';
import { language, t } from './words.js';

export const world = {
  me: 0, // the person whom this page speaks as
  seq: 0, // the last event that was heard
  bot: { id: 0, first_name: '', username: '' },
  canMoveClock: false,
  ahead: 0, // of the world's clock over this machine's, in seconds
  people: new Map(),
  chats: new Map(),
  descriptions: {},
  threads: new Map(), // by threadKey
  drafts: new Map(), // by threadKey: an answer in the making
  actions: new Map(), // by threadKey: "typing" and the like
  unread: new Map(), // by threadKey
};

const listeners = new Map();

export function listen(name, listener) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(listener);
}

export function tell(name, detail) {
  for (const listener of listeners.get(name) ?? []) listener(detail);
}

export const now = () => Date.now() / 1000 + world.ahead;

const seconds = (value) => (typeof value === 'number' ? value : Date.parse(value) / 1000);

export function setClock(value) {
  const at = seconds(value);
  if (Number.isFinite(at)) world.ahead = at - Date.now() / 1000;
  tell('clock');
}

// threadOf is the topic that a message belongs to: 1 is General, 0 stands for
// chats without topics.
export const threadOf = (chat, thread) => (chat?.is_forum ? thread || 1 : 0);
export const threadKey = (chat, thread) => `${chat}/${thread || 0}`;
export const keyOf = (message) => threadKey(message.chat, threadOf(world.chats.get(message.chat), message.thread));

export const person = (id) => world.people.get(id);
export const me = () => world.people.get(world.me);
export const isPrivate = (chat) => chat.type === 'private';
export const inside = (status) => ['creator', 'administrator', 'member', 'restricted'].includes(status);

// titleOf names a chat as its reader knows it: the bot, in a private chat.
export const titleOf = (chat) => (isPrivate(chat) ? world.bot.first_name : chat.title || '');

// faceOf is what avatar() draws for a chat.
export const faceOf = (chat) => (isPrivate(chat)
  ? { id: world.bot.id, name: world.bot.first_name, is_bot: true }
  : { id: chat.id, name: chat.title, group: true });

export const personOfChat = (chat) => (typeof chat.person === 'object' && chat.person ? chat.person.id : chat.person || chat.id);
export const membersOf = (chat) => (chat.members ?? []).map((m) => ({ ...m, person: typeof m.person === 'object' ? m.person.id : m.person }));

// mine are the chats that the person sees, the one with the newest message first.
export function mine() {
  return [...world.chats.values()]
    .filter((chat) => !chat.migrated_to && (isPrivate(chat)
      ? personOfChat(chat) === world.me
      : membersOf(chat).some((m) => m.person === world.me && inside(m.status))))
    .sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || Number(isPrivate(b)) - Number(isPrivate(a)));
}

export const isMine = (message) => senderOf(message).id === world.me;
export const senderOf = (message) => message.from ?? { id: message.chat, name: titleOf(world.chats.get(message.chat) ?? { title: '' }) };
export const seen = (message) => !message.ephemeral_for || receiverOf(message) === world.me || isMine(message);
export const receiverOf = (message) => (typeof message.ephemeral_for === 'object' ? message.ephemeral_for?.id : message.ephemeral_for);

export const nameOf = (someone) => someone?.name ?? [someone?.first_name, someone?.last_name].filter(Boolean).join(' ');

// description is the bot's, in the person's language where there is one.
export function description() {
  const base = (me()?.language_code ?? '').split('-')[0];
  return world.descriptions[base] ?? world.descriptions[''] ?? {};
}

// keptPerson is whom the page spoke as last time, 0 if there was nobody.
function keptPerson() {
  try {
    return Number(localStorage.getItem('person')) || 0;
  } catch {
    return 0; // storage is switched off
  }
}

// choosePerson is somebody who shares the reader's language.
function choosePerson() {
  const all = [...world.people.values()];
  return (all.find((p) => (p.language_code ?? '').startsWith(language())) ?? all[0])?.id ?? 0;
}

// load fetches the state anew and forgets all messages.
export async function load() {
  world.me ||= keptPerson();
  let state = await get('state', { as: world.me });
  takeState(state);
  if (!world.people.has(world.me)) {
    // Chats are shown as the person sees them, who is known only now.
    world.me = choosePerson();
    state = await get('state', { as: world.me });
    takeState(state);
  }
  world.seq = state.seq;
  world.threads.clear();
  world.drafts.clear();
  world.actions.clear();
  tell('loaded');
}

function takeState(state) {
  if (state.bot) world.bot = state.bot;
  if ('can_move_clock' in state) world.canMoveClock = Boolean(state.can_move_clock);
  if (state.descriptions) world.descriptions = state.descriptions;
  if (state.people) world.people = new Map(state.people.map((p) => [p.id, p]));
  if (state.chats) world.chats = new Map(state.chats.map((c) => [c.id, c]));
  if (state.clock) setClock(state.clock);
}

// refresh fetches the state but keeps the messages.
export async function refresh() {
  takeState(await get('state', { as: world.me }));
  tell('chats');
}

// speakAs makes the page another person's. Votes and messages for one person
// differ, so that all is fetched anew.
export async function speakAs(id) {
  world.me = id;
  try {
    localStorage.setItem('person', String(id));
  } catch {
    // it holds for this visit
  }
  await load();
  tell('person');
}

// attempt does something and tells the person if it fails. It returns what came
// of it, or undefined.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    tell('trouble', t('failed', { why: error.message }));
    return undefined;
  }
}

// act does something as the person; alter does what is nobody's in particular.
export const act = (path, body) => attempt(() => post(path, { as: world.me, ...body }));
export const alter = (path, body) => attempt(() => post(path, body));
