// Starts the page: loads the state, follows the events, puts the panes up.
import { Chat } from './chat.js';
import { mountList } from './chatlist.js';
import { gist } from './message.js';
import { toast } from './overlay.js';
import { follow } from './live.js';
import { go, route, toChat } from './router.js';
import { isPrivate, listen, load, mine, nameOf, senderOf, tell, titleOf, world } from './world.js';
import { t } from './words.js';

const connection = document.getElementById('connection');

listen('trouble', (text) => toast(text, 6000));
listen('line', (up) => {
  connection.hidden = up;
  connection.textContent = up ? '' : t('lost');
});
listen('person', follow);

// A message in a chat that is not looked at counts as unread.
listen('news', ({ message, key }) => {
  if (senderOf(message).id === world.me) return;
  const chat = world.chats.get(message.chat);
  if (!chat || !mine().includes(chat)) return;
  const open = view.shown === key && !document.hidden && view.history.stick && document.getElementById('app').dataset.pane === 'chat';
  if (open) return;
  world.unread.set(key, (world.unread.get(key) ?? 0) + 1);
  tell('unread');
  if (view.shown !== key) document.getElementById('heard').append(document.createTextNode(`${nameOf(senderOf(message))} – ${titleOf(chat)}: ${gist(message)}`));
});

mountList(document.getElementById('side'));
const view = new Chat(document.getElementById('chat'));

async function begin() {
  try {
    await load();
  } catch {
    tell('line', false);
    setTimeout(begin, 1000);
    return;
  }
  follow();
  // On a desktop a chat is open from the start; on a phone the list is.
  if (!route().chat && matchMedia('(min-width: 720px)').matches) {
    const first = mine().find(isPrivate) ?? mine()[0];
    if (first) go(toChat(first.id), true);
  }
  document.documentElement.dataset.ready = 'true';
}

begin();
