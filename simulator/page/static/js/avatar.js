// Faces: initials on one of seven colours, chosen by id; the bot has its sign.
import { h } from './dom.js';

// tone: ids that follow one another in steps of seven would all look alike.
export const tone = (id) => ((Math.abs(Number(id) || 0) % 17) % 7) + 1;

// initials takes the first letters of two words, or the last two characters'
// first of a Chinese name: 李雷 is 雷, Ada Lovelace is AL.
export function initials(name) {
  const clean = String(name ?? '').replace(/[^\p{L}\p{N}\s]/gu, ' ').trim();
  if (!clean) return '?';
  const wordsOf = clean.split(/\s+/);
  const first = (word) => [...word][0];
  if (/\p{Script=Han}/u.test(first(wordsOf[0]))) {
    const signs = [...wordsOf[0]];
    return signs.length === 2 || signs.length === 3 ? signs[signs.length - 1] : signs[0];
  }
  return (first(wordsOf[0]) + (wordsOf.length > 1 ? first(wordsOf[wordsOf.length - 1]) : '')).toUpperCase();
}

// avatar draws {id, name, is_bot, group}.
export function avatar({ id, name, is_bot: isBot, group }, className = '') {
  if (isBot) {
    return h('span', { class: `avatar square ${className}`, 'aria-hidden': 'true' }, h('img', { src: '/icon.svg', alt: '', width: 64, height: 64 }));
  }
  return h('span', { class: `avatar ${group ? 'square' : ''} ${className}`, data: { tone: tone(id) }, 'aria-hidden': 'true' }, initials(name));
}
