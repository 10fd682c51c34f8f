// Where the reader is stands in the address, so that Back goes back and a
// reload stays: #/ the list, #/f/FORUM its topics, #/c/CHAT or #/c/CHAT/TOPIC.
import { tell } from './world.js';

export function route() {
  const [, kind, chat, topic] = location.hash.split('/');
  const id = Number(chat);
  if (!['c', 'f'].includes(kind) || !Number.isSafeInteger(id) || id === 0) return { pane: 'list', chat: 0, topic: 0 };
  const t = Number(topic);
  return { pane: kind === 'c' ? 'chat' : 'list', forum: kind === 'f', chat: id, topic: Number.isSafeInteger(t) && t > 0 ? t : 0 };
}

export const toList = '#/';
export const toForum = (chat) => `#/f/${chat}`;
export const toChat = (chat, topic) => `#/c/${chat}${topic ? `/${topic}` : ''}`;

export function go(hash, replace = false) {
  if (location.hash === hash) {
    tell('route');
    return;
  }
  if (replace) {
    history.replaceState(null, '', hash);
    tell('route');
  } else location.hash = hash;
}

addEventListener('hashchange', () => tell('route'));
