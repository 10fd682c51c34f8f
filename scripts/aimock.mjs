// Asks the bot while its language model is aimock; see aimock.sh.
//
//   node aimock.mjs PROGRAM FOLDER
//
// FOLDER holds node_modules with aimock, and is where the bot runs.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [program, folder] = process.argv.slice(2);
const { LLMock } = createRequire(join(folder, 'package.json'))('@copilotkit/aimock');

const key = 'sk-aimock-secret-of-the-key';
const question = 'What was the theme of the 2023 forum?';
const theme = 'Open Cooperation for a Shared Future';
const curated = 'The annual theme of the 2023 Zhongguancun Forum was';
const worded = "The 2023 Zhongguancun Forum's annual theme was";
const good = { sentences: [{ text: `${worded} "${theme}".`, facts: [1] }] };
const lie = { sentences: [{ text: 'The theme of the 2023 Zhongguancun Forum was "Gold for Everybody".', facts: [1] }] };
const text = (value) => ({ content: JSON.stringify(value) });
const error = (status, message, more = {}) => ({ error: { message, type: 'server_error', ...more }, status });

// What the server does; how the answer must begin; how often it is asked, at
// least and at most; and how many seconds it may take.
const patience = 4; // LLM_TIMEOUT, in seconds
const scenarios = [
  ['answers', { response: text(good) }, worded, 1, 1],
  ['answers in small pieces', { response: text(good), opts: { chunkSize: 1, streamingProfile: { ttft: 200, tps: 400 } } }, worded, 1, 1],
  ['answers after a thought', { response: { ...text(good), reasoning: 'The theme was gold.' } }, worded, 1, 1],
  ['answers in plain text', { response: { content: `${worded} "${theme}" [1].` } }, worded, 2, 2],
  ['lies', { response: text(lie) }, curated, 2, 2],
  ['finds no answer', { response: text({ sentences: [] }) }, curated, 1, 1],
  ['says nothing', { response: { content: '' } }, curated, 1, 2],
  ['stalls before it begins', { response: text(good), opts: { latency: 20_000 } }, curated, 1, 1],
  ['stalls in the middle', { response: text(good), opts: { chunkSize: 8, streamingProfile: { ttft: 100, tps: 0.1 } } }, curated, 1, 1],
  ['is cut off', { response: text(good), opts: { chunkSize: 8, truncateAfterChunks: 3 } }, curated, 1, 2],
  ['hangs up', { response: text(good), opts: { chunkSize: 8, streamingProfile: { ttft: 50, tps: 20 }, disconnectAfterMs: 300 } }, curated, 1, 2],
  ['reaches its limit', { response: { ...text(good), finishReason: 'length' } }, curated, 1, 1],
  ['is filtered', { response: { ...text(good), finishReason: 'content_filter' } }, curated, 1, 1],
  ['refuses the key', { response: error(401, `Incorrect API key provided: ${key}`, { code: 'invalid_api_key' }) }, curated, 1, 1],
  ['has no such model', { response: error(404, 'The model does not exist') }, curated, 1, 1],
  ['fails', { response: error(500, 'boom') }, curated, 2, 2],
  ['is overloaded', { response: error(503, 'overloaded') }, curated, 2, 2],
  ['limits', { chaos: { rateLimitRate: 1 } }, curated, 1, 2],
  ['writes rubbish', { chaos: { malformedRate: 1 } }, curated, 1, 2],
  ['drops', { chaos: { dropRate: 1 } }, curated, 1, 2],
  ['disconnects', { chaos: { disconnectRate: 1 } }, curated, 1, 2],
  ['answers once more', { response: text(good) }, worded, 1, 1],
];

const problems = [];
const check = (fine, problem) => { if (!fine) problems.push(problem); };

const ask = (url) => new Promise((resolve) => {
  const start = Date.now();
  const bot = spawn(program, ['ask', '--llm', question], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: key, OPENAI_MODEL: 'tester', LLM_TIMEOUT: `${patience}s` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let log = '';
  bot.stdout.on('data', (piece) => { said += piece; });
  bot.stderr.on('data', (piece) => { log += piece; });
  bot.once('close', (code) => resolve({ code, said, log, seconds: (Date.now() - start) / 1000 }));
});

for (const [name, { response, opts, chaos }, begins, least, most] of scenarios) {
  const server = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  server.on({ userMessage: /./ }, response ?? text(good), opts ?? {});
  if (chaos) server.setChaos(chaos);
  await server.start();
  const { code, said, log, seconds } = await ask(server.url);
  const asked = server.getRequests().length;
  server.stop().catch(() => {}); // it waits for streams that it stalls
  const what = `a server that ${name}`;
  check(code === 0, `${what}: exit code ${code}`);
  check(said.startsWith(begins) && said.includes(theme), `${what}: expected "${begins} …", got "${said.trim()}"`);
  check(asked >= least && asked <= most, `${what}: asked ${asked} times, not ${least} to ${most}`);
  check(seconds < patience + 2, `${what}: ${seconds} s`);
  check(!(said + log).includes(key), `${what}: the key is shown`);
  check(!(said + log).includes('Gold'), `${what}: the lie is shown`);
  console.log(`${seconds.toFixed(1).padStart(5)} s  ${asked} asked  ${name}: ${said.startsWith(worded) ? 'in its words' : 'as curated'}${log ? `  (${(log.match(/error="language model: ([^"]*)"/) ?? [, log.trim()])[1]})` : ''}`);
}

if (problems.length > 0) {
  console.log(`\n${problems.join('\n')}`);
  process.exit(1);
}
console.log(`\n${scenarios.length} kinds of server, and the right answer each time`);
process.exit(0);
