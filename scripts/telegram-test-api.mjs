// Talks with the bot through telegram-test-api; see telegram-test-api.sh.
//
//   node telegram-test-api.mjs PROGRAM FOLDER
//
// FOLDER holds node_modules with the emulator, and is where the bot runs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [program, folder] = process.argv.slice(2);
const TelegramServer = createRequire(join(folder, 'package.json'))('telegram-test-api');

const secret = 'AAtelegram-test-api_secret_of_the_token';
const token = `666:${secret}`; // 666 is what the emulator's getMe says

// What is allowed while nobody asks anything.
const idle = { seconds: 20, pollsPerSecond: 6, processorShare: 0.1, logLines: 2 };
// And in all: the profile can't be set here, which may be told once a method.
const mostLogLines = 40;

const problems = [];
const check = (fine, problem) => { if (!fine) problems.push(problem); };

const freePort = () => new Promise((resolve, reject) => {
  const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const emulator = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 600 });
await emulator.start();
const calls = new Map();
emulator.server.on('request', (request) => {
  const method = request.url.match(/^\/bot[^/]*\/(\w+)/)?.[1];
  if (method) calls.set(method, (calls.get(method) ?? 0) + 1);
});
const count = (method) => calls.get(method) ?? 0;

const bot = spawn(program, [], {
  cwd: folder,
  env: { PATH: process.env.PATH, HOME: folder, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: emulator.config.apiURL },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let log = '';
bot.stdout.on('data', (text) => { log += text; });
bot.stderr.on('data', (text) => { log += text; });
const ended = new Promise((resolve) => { bot.once('close', (code) => resolve(code)); });
let running = true;
ended.then(() => { running = false; });
const lines = () => log.split('\n').length - 1;

// Seconds of processor time so far, where /proc tells.
const processor = () => {
  try {
    const fields = readFileSync(`/proc/${bot.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // user and system, in ticks
  } catch {
    return NaN;
  }
};

const until = async (ready, seconds) => {
  const end = Date.now() + seconds * 1000;
  while (!ready() && running && Date.now() < end) await pause(50);
  return ready();
};

const person = (id) => emulator.getClient(token, { userId: id, chatId: id, timeout: 15_000, interval: 50 });
const replies = (client) => emulator.getUpdatesHistory(token)
  .filter((item) => String(item.message?.chat_id) === String(client.chatId));

// What the bot says next in a chat, after something is sent there.
const exchange = async (client, what, send) => {
  const before = replies(client).length;
  await send();
  if (!await until(() => replies(client).length > before, 15)) {
    check(false, `${what}: no reply`);
    return null;
  }
  return replies(client).at(-1);
};

const ask = async (client, question, ...wanted) => {
  const command = question.startsWith('/');
  const reply = await exchange(client, question, () => (command
    ? client.sendCommand(client.makeCommand(question)) : client.sendMessage(client.makeMessage(question))));
  const text = reply?.message.text ?? '';
  for (const words of wanted) check(text.includes(words), `${question}: expected to read "${words}", got "${text}"`);
  return reply;
};

const talk = async () => {
  check(await until(() => count('getUpdates') > 0, 30), 'the bot does not fetch updates');
  const [zh, en, both] = [person(101), person(102), person(103)];
  let asked = 0;
  for (const [client, question, ...wanted] of [
    [zh, '2023年论坛的主题是什么？', '开放合作·共享未来'],
    [zh, '2021年呢？', '智慧·健康·碳中和'],
    [en, 'What was the theme of the 2023 forum?', 'Open Cooperation for a Shared Future'],
    [en, '/start'],
    [en, 'What did the tickets cost in 2023?'],
    [both, '/help'],
    [both, '谢谢'],
  ]) {
    await ask(client, question, ...wanted);
    asked += 1;
  }

  // Ten people at once.
  const crowd = Array.from({ length: 10 }, (_, i) => person(200 + i));
  await Promise.all(crowd.map((client) => ask(client, '2012年论坛的主题是什么？', '全球合作')));
  asked += crowd.length;

  // A pressed button: the list of topics goes on to another message or edit.
  const list = await ask(both, '/topics');
  asked += 1;
  const data = list?.message.reply_markup?.inline_keyboard?.flat().find((button) => button.callback_data)?.callback_data;
  check(data, '/topics: no button to press');
  if (data) {
    const press = both.makeCallbackQuery(data, { message: { message_id: list.messageId, date: 1, text: list.message.text } });
    await both.sendCallback(press);
    check(await until(() => count('answerCallbackQuery') > 0, 10), 'a pressed button is not acknowledged');
    check(await until(() => count('editMessageText') > 0 || count('sendMessage') > asked, 10), 'a pressed button does nothing');
  }

  await pause(1000);
  for (const client of [zh, en, ...crowd]) {
    const n = replies(client).length;
    const wanted = client === zh ? 2 : client === en ? 3 : 1;
    check(n === wanted, `chat ${client.chatId}: ${n} replies instead of ${wanted}`);
  }
  return asked;
};

const rest = async () => {
  const before = { polls: count('getUpdates'), lines: lines(), processor: processor() };
  await pause(idle.seconds * 1000);
  const polls = (count('getUpdates') - before.polls) / idle.seconds;
  const share = (processor() - before.processor) / idle.seconds;
  const said = lines() - before.lines;
  check(polls <= idle.pollsPerSecond, `it spins: ${polls} calls of getUpdates a second while idle`);
  check(polls > 0, 'it has stopped fetching updates');
  check(!(share > idle.processorShare), `it spins: ${(share * 100).toFixed(1)} % of a processor while idle`);
  check(said <= idle.logLines, `it floods its log: ${said} lines in ${idle.seconds} s while idle`);
  return `${polls.toFixed(1)} calls of getUpdates a second, ${Number.isNaN(share) ? '?' : (share * 100).toFixed(1)} % of a processor, ${said} lines of log`;
};

try {
  const asked = await talk();
  const quiet = await rest();
  console.log(`${asked} messages and a pressed button; idle for ${idle.seconds} s: ${quiet}; ${lines()} lines of log in all`);
} catch (error) {
  problems.push(error.stack);
}
check(running, 'the bot did not stay up');
bot.kill('SIGTERM');
const code = await Promise.race([ended, pause(12_000).then(() => 'none: it goes on after SIGTERM')]);
check(code === 0, `its exit code is ${code}`);
if (running) bot.kill('SIGKILL');
check(lines() <= mostLogLines, `it wrote ${lines()} lines of log`);
check(!/panic/i.test(log), 'it panicked');
check(!log.includes(secret), 'the log shows the token');
await emulator.stop();
console.log([...calls].map(([method, n]) => `${method} ${n}`).sort().join(', '));

if (problems.length > 0) {
  console.error(`${problems.join('\n')}\nThe bot wrote:\n${log.replaceAll(secret, '[redacted]')}`);
  process.exit(1);
}
process.exit(0);
