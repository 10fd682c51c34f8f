// Dates and times in the reader's language and time zone. "Today" is today by
// the world's clock, which may have been moved.
import { locale, t } from './words.js';

const formats = new Map();
function format(options) {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
  return formats.get(key);
}

export const time = (seconds) => format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(seconds * 1000);

// dayNumber tells whether two moments are on the same day of the reader's.
export function dayNumber(seconds) {
  const date = new Date(seconds * 1000);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

export function day(seconds, now) {
  const ago = dayNumber(now) - dayNumber(seconds);
  if (ago === 0) return t('today');
  if (ago === 1) return t('yesterday');
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date(now * 1000).getFullYear();
  return format({ day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(seconds * 1000);
}

// brief is for the list of chats: the time today, the weekday this week, else the date.
export function brief(seconds, now) {
  const ago = dayNumber(now) - dayNumber(seconds);
  if (ago === 0) return time(seconds);
  if (ago > 0 && ago < 7) return format({ weekday: 'short' }).format(seconds * 1000);
  return format({ day: 'numeric', month: 'numeric', year: '2-digit' }).format(seconds * 1000);
}

export const full = (seconds) => format({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(seconds * 1000);

export const clock = (seconds) => format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(seconds * 1000);

// lasting writes a number of seconds as m:ss or h:mm:ss.
export function lasting(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  const two = (n) => String(n).padStart(2, '0');
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
