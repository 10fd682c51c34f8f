// Polls and quizzes: choosing, results, right and wrong, the explanation and
// the time that is left.
import { post } from './api.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';
import { dialog, toast } from './overlay.js';
import { lasting } from './dates.js';
import { rich } from './rich.js';
import { change } from './threads.js';
import { attempt, now, world } from './world.js';
import { count, t } from './words.js';

// What is ticked in a poll with several answers before the vote is sent.
const ticked = new Map();

const isQuiz = (poll) => poll.type === 'quiz';
const rightOnes = (poll) => [poll.correct ?? poll.correct_option_ids ?? []].flat();
export const voted = (poll) => (poll.my_votes ?? []).length > 0;
const over = (poll) => Boolean(poll.is_closed || (poll.open_until && poll.open_until <= now()));

export async function vote(message, options) {
  await attempt(async () => {
    const answer = await post('vote', { as: world.me, chat: message.chat, message_id: message.id, options });
    ticked.delete(message.poll.id);
    const poll = answer?.poll ?? (answer?.options ? answer : null);
    if (poll) change(message.chat, message.id, (m) => ({ poll: { ...m.poll, ...poll } }));
  });
}

function kindOf(poll) {
  if (over(poll)) return t('finalResults');
  if (isQuiz(poll)) return t(poll.is_anonymous ? 'anonymousQuiz' : 'quiz');
  return t(poll.is_anonymous ? 'anonymousPoll' : 'publicPoll');
}

// pollView draws the poll of a message; redraw draws the message again.
export function pollView(message, redraw) {
  const { poll } = message;
  const shown = voted(poll) || over(poll);
  const many = Boolean(poll.multiple ?? poll.allows_multiple_answers) && !shown;
  const group = `poll-${message.chat}-${message.id}`;
  const chosen = ticked.get(poll.id) ?? new Set();
  const question = h('h3', { id: group }, rich(poll.question, poll.question_entities));
  const kind = h('div', { class: 'poll-kind' }, h('span', {}, kindOf(poll)), countdown(poll, redraw), bulb(poll, shown));
  const options = poll.options.map((option, index) => (shown
    ? result(poll, option, index)
    : choice(message, option, index, many, chosen, redraw)));
  return h('div', { class: `poll ${isQuiz(poll) && shown && voted(poll) && wrongly(poll) ? 'missed' : ''}` },
    question, kind,
    h('div', { role: shown ? 'list' : many ? 'group' : 'radiogroup', 'aria-labelledby': group, on: shown ? {} : { keydown: moveAmong } }, options),
    foot(message, shown, many, chosen));
}

const wrongly = (poll) => rightOnes(poll).length > 0 && poll.my_votes.some((index) => !rightOnes(poll).includes(index));

function moveAmong(event) {
  const all = [...event.currentTarget.querySelectorAll('.option')];
  const here = all.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (here < 0 || !step) return;
  event.preventDefault();
  event.stopPropagation();
  all[(here + step + all.length) % all.length].focus();
}

function choice(message, option, index, many, chosen, redraw) {
  const { poll } = message;
  const on = chosen.has(index);
  return button({
    class: 'option',
    role: many ? 'checkbox' : 'radio',
    'aria-checked': String(on),
    data: { many: many ? '' : undefined, focus: `option:${message.id}:${index}` },
    on: {
      click: (event) => {
        event.stopPropagation();
        if (!many) {
          ticked.set(poll.id, new Set([index]));
          redraw();
          vote(message, [index]).finally(() => { ticked.delete(poll.id); redraw(); });
          return;
        }
        if (!chosen.delete(index)) chosen.add(index);
        ticked.set(poll.id, chosen);
        redraw();
      },
    },
  }, h('span', { class: 'ring' }, on ? icon('check') : null), h('span', {}, rich(option.text, option.text_entities)));
}

function result(poll, option, index) {
  const total = Math.max(0, poll.total ?? poll.total_voter_count ?? 0);
  const voters = option.voters ?? option.voter_count ?? 0;
  const share = total ? Math.round((voters / total) * 100) : 0;
  const mineToo = (poll.my_votes ?? []).includes(index);
  const right = isQuiz(poll) && rightOnes(poll).includes(index);
  const known = isQuiz(poll) && rightOnes(poll).length > 0;
  const verdict = right ? 'right' : mineToo && known ? 'wrong' : '';
  const marked = verdict || mineToo;
  const words = [mineToo ? t('yourChoice') : '', verdict ? t(verdict) : ''].filter(Boolean).join(', ');
  return h('div', { class: `option ${verdict}`, role: 'listitem', vars: { '--share': `${share}%` } },
    h('span', { class: 'share' }, `${share}%`),
    h('span', {}, rich(option.text, option.text_entities), words ? h('span', { class: 'unseen' }, ` (${words})`) : null),
    h('span', { class: 'track' }, marked ? h('span', { class: 'mark' }, icon(verdict === 'wrong' ? 'close' : 'check')) : null));
}

function foot(message, shown, many, chosen) {
  const { poll } = message;
  const total = poll.total ?? poll.total_voter_count ?? 0;
  const sum = total ? count(isQuiz(poll) ? 'answers' : 'votes', total) : t('noVotes');
  if (many) {
    return h('div', { class: 'poll-foot' }, button({
      disabled: chosen.size === 0,
      data: { focus: `vote:${message.id}` },
      on: { click: () => vote(message, [...chosen].sort((a, b) => a - b)) },
    }, t('vote')));
  }
  const voters = shown && poll.options.some((option) => option.people?.length);
  return h('div', { class: 'poll-foot' }, voters
    ? button({ data: { focus: `results:${message.id}` }, on: { click: () => results(poll) } }, t('results'))
    : sum);
}

// results tells who chose what, in a poll that is not anonymous.
function results(poll) {
  dialog({ title: poll.question }, poll.options.map((option) => h('section', {},
    h('h3', {}, option.text),
    h('ul', { class: 'facts' }, (option.people ?? []).map((id) => h('li', {}, world.people.get(id)?.first_name ?? String(id)))))),
  (close) => h('div', { class: 'sheet-foot' }, button({ class: 'text-button', on: { click: close } }, t('close'))));
}

function bulb(poll, shown) {
  if (!shown || !poll.explanation) return null;
  return button({
    class: 'bulb', 'aria-label': t('explanation'), title: t('explanation'), data: { focus: `bulb:${poll.id}` },
    on: { click: (event) => { event.stopPropagation(); toast(poll.explanation, 6000); } },
  }, icon('bulb'));
}

// One clock ticks for all polls that are open for a limited time.
const ticking = new Map();
setInterval(() => {
  for (const [element, { until, redraw }] of ticking) {
    if (!element.isConnected) ticking.delete(element);
    else if (until <= now()) {
      ticking.delete(element);
      redraw();
    } else element.lastChild.textContent = lasting(until - now());
  }
}, 500);

function countdown(poll, redraw) {
  if (over(poll) || !poll.open_until) return null;
  const left = lasting(poll.open_until - now());
  const element = h('span', { class: 'countdown', role: 'timer', 'aria-label': t('timeLeft', { time: left }) }, icon('clock'), h('span', {}, left));
  requestAnimationFrame(() => ticking.set(element, { until: poll.open_until, redraw }));
  return element;
}
