// Follows the world by server-sent events, and takes the line up again when it
// breaks.
import { arrive, change, removed, takePoll } from './threads.js';
import { load, refresh, setClock, tell, threadKey, threadOf, world } from './world.js';

let source;
let retry = 0;
let timer;

// Notices may be faster than the answer to the press that they are for.
const notices = new Map();
const waiting = new Map();

// noticeOf waits for the bot's answer to a pressed button; Telegram's clients
// give up as well after a while.
export function noticeOf(press, patience = 15_000) {
  if (notices.has(press)) return Promise.resolve(notices.get(press));
  return new Promise((resolve) => {
    const stop = setTimeout(() => {
      waiting.delete(press);
      resolve(undefined);
    }, patience);
    waiting.set(press, (notice) => {
      clearTimeout(stop);
      resolve(notice);
    });
  });
}

const keyFor = (where) => threadKey(where.chat, threadOf(world.chats.get(where.chat), where.thread));

const handlers = {
  message: (data) => {
    arrive(data, true);
    tell('chats');
  },
  edited: (data) => {
    arrive(data, false);
    tell('chats');
  },
  deleted: (data) => {
    removed(data.chat, data.message_id);
    if (data.message_id === world.chats.get(data.chat)?.last?.id) refresh().catch(() => {});
  },
  poll: (data) => takePoll(data.poll),
  reaction: (data) => change(data.chat, data.message_id, () => ({ reactions: data.reactions })),
  action: (data) => {
    const key = keyFor(data);
    const end = Date.now() + 5500;
    world.actions.set(key, { action: data.action, end });
    setTimeout(() => {
      if (world.actions.get(key)?.end === end) {
        world.actions.delete(key);
        tell('action', key);
      }
    }, 5600);
    tell('action', key);
  },
  draft: (data) => {
    const key = keyFor(data);
    if (data.gone) world.drafts.delete(key);
    else {
      const end = Date.now() + 30_000;
      world.drafts.set(key, { ...data, end });
      setTimeout(() => {
        if (world.drafts.get(key)?.end === end) {
          world.drafts.delete(key);
          tell('draft', key);
        }
      }, 30_100);
    }
    tell('draft', key);
  },
  notice: (data) => {
    const resolve = waiting.get(data.press);
    waiting.delete(data.press);
    if (resolve) resolve(data);
    else {
      notices.set(data.press, data);
      if (notices.size > 50) notices.delete(notices.keys().next().value);
    }
  },
  chat: (data) => {
    const last = world.chats.get(data.id)?.last;
    world.chats.set(data.id, { ...data, last: data.last ?? last });
    tell('chats');
  },
  state: () => refresh().catch(() => {}),
  clock: (data) => setClock(data.clock),
  reset: () => load().catch(() => {}),
};

// follow opens the line from the last event that was heard.
export function follow() {
  clearTimeout(timer);
  source?.close();
  const here = new EventSource(`/api/events?after=${world.seq}&as=${world.me}`);
  source = here;
  here.addEventListener('open', () => {
    retry = 0;
    tell('line', true);
  });
  here.addEventListener('error', () => {
    if (source !== here) return;
    here.close();
    retry += 1;
    tell('line', false);
    timer = setTimeout(follow, Math.min(5000, 250 * 2 ** Math.min(retry, 5)));
  });
  for (const [name, handle] of Object.entries(handlers)) {
    here.addEventListener(name, (event) => {
      if (source !== here) return;
      const seq = Number(event.lastEventId);
      if (Number.isFinite(seq) && seq > 0) world.seq = seq;
      let data;
      try {
        data = JSON.parse(event.data || 'null');
      } catch {
        return; // half an event is none
      }
      handle(data);
    });
  }
}
