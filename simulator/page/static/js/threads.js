// The messages of each chat or topic, as far as they have been fetched: the
// newest without a gap, and older ones page by page.
import { get } from './api.js';
import { keyOf, seen, tell, threadKey, world } from './world.js';

const page = 60;

// thread returns the messages known of a chat or topic.
export function thread(chat, topic) {
  const key = threadKey(chat, topic);
  if (!world.threads.has(key)) {
    world.threads.set(key, { key, chat, topic, messages: [], whole: false, loaded: false, loading: null });
  }
  return world.threads.get(key);
}

// place is where a message with that id stands, or would stand.
export function place(messages, id) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function find(chat, id) {
  for (const one of world.threads.values()) {
    if (one.chat !== chat) continue;
    const at = place(one.messages, id);
    if (one.messages[at]?.id === id) return one.messages[at];
  }
  return undefined;
}

// older fetches the page before the oldest that is known.
export function older(one) {
  if (one.whole) return Promise.resolve();
  one.loading ??= (async () => {
    const before = one.messages[0]?.id;
    const { messages = [] } = await get(`chats/${one.chat}/messages`, {
      thread: one.topic || undefined, before, limit: page, as: world.me,
    });
    for (const message of messages) put(one, message);
    one.whole = messages.length < page;
    one.loaded = true;
  })().finally(() => { one.loading = null; });
  return one.loading;
}

function put(one, message) {
  const at = place(one.messages, message.id);
  const known = one.messages[at]?.id === message.id;
  one.messages.splice(at, known ? 1 : 0, message);
  return !known;
}

// arrive takes a message that is new, or an old one that changed.
export function arrive(message, isNew) {
  if (!seen(message)) return;
  const key = keyOf(message);
  const one = world.threads.get(key);
  const chat = world.chats.get(message.chat);
  if (chat && isNew && (!chat.last || message.id >= chat.last.id)) chat.last = message;
  else if (chat?.last?.id === message.id) chat.last = message;
  if (isNew && message.from?.is_bot) {
    world.actions.delete(key);
    world.drafts.delete(key);
  }
  // What comes while the first page is on its way may not be in it yet.
  if (!one?.loaded && !one?.loading) {
    if (isNew) tell('news', { message, key });
    return;
  }
  if (!isNew && one.messages[place(one.messages, message.id)]?.id !== message.id) return;
  const added = put(one, message);
  tell('thread', { key, message, isNew: isNew && added });
  if (isNew && added) tell('news', { message, key });
}

// change replaces a message by what change(message) returns.
export function change(chat, id, alter) {
  for (const one of world.threads.values()) {
    if (chat !== undefined && one.chat !== chat) continue;
    const at = place(one.messages, id);
    if (one.messages[at]?.id !== id) continue;
    one.messages[at] = { ...one.messages[at], ...alter(one.messages[at]) };
    tell('thread', { key: one.key, message: one.messages[at], isNew: false });
  }
}

export function removed(chat, id) {
  for (const one of world.threads.values()) {
    if (one.chat !== chat) continue;
    const before = one.messages.length;
    one.messages = one.messages.filter((message) => message.id !== id);
    if (one.messages.length !== before) tell('thread', { key: one.key, isNew: false });
  }
}

// takePoll puts a poll that changed into the messages that show it.
export function takePoll(poll) {
  for (const one of world.threads.values()) {
    one.messages.forEach((message, at) => {
      if (message.poll?.id !== poll.id) return;
      one.messages[at] = { ...message, poll: { ...message.poll, ...poll } };
      tell('thread', { key: one.key, message: one.messages[at], isNew: false });
    });
  }
}
