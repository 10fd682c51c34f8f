// The test bench: a drawer where curious people switch privacy mode and faults,
// and read what the bot asked of the Bot API.
import { get, post } from './api.js';
import { button, h } from './dom.js';
import { confirm, dialog, toast } from './overlay.js';
import { attempt, refresh, tell, world } from './world.js';
import { icon } from './icons.js';
import { t } from './words.js';

// What the switches and buttons send to /api/faults.
const once = {
  failSend: { fail: [{ method: 'sendMessage', kind: 'html', code: 502, times: 1 }] },
  drop: { fail: [{ method: '*', kind: 'drop', times: 1 }] },
  malformed: { malformed_updates: 1 },
  repeat: { repeat_updates: 1 },
};

export function openBench() {
  const calls = h('div', { class: 'calls' }, h('p', { class: 'quiet' }, t('noCalls')));
  const { element } = dialog({ label: t('bench'), className: 'drawer' },
    (close) => h('div', { class: 'sheet-head' }, h('div', {}, h('h2', {}, t('bench'))), button({ class: 'icon-button', 'aria-label': t('close'), on: { click: close } }, icon('close'))),
    h('p', { class: 'quiet' }, t('benchTell')),
    toggle('privacy', !world.bot.can_read_all_group_messages, async (on) => {
      await post('privacy', { enabled: on });
      await refresh();
    }),
    h('h3', {}, t('faults')),
    toggle('flood', Boolean(world.faults.flood), (on) => setFaults({ flood: on })),
    toggle('slow', Boolean(world.faults.slow), (on) => setFaults({ slow: on })),
    Object.keys(once).map(oneShot),
    h('h3', {}, t('calls')),
    h('p', { class: 'quiet' }, t('callsTell')),
    calls,
    (close) => h('div', { class: 'sheet-foot' }, button({ class: 'text-button danger', on: { click: () => confirm(t('resetAsk'), t('resetTell'), t('reset'), () => { close(); reset(); }, true) } }, t('reset'))));
  follow(element, calls);
}

async function setFaults(change) {
  const kept = { ...world.faults, ...change };
  await post('faults', {
    flood: kept.flood ? true : null,
    fail: kept.slow ? [{ method: '*', kind: 'slow', seconds: 2, times: -1 }] : [],
  });
  world.faults = kept;
}

function toggle(name, on, change) {
  const id = `switch-${name}`;
  const element = button({ class: 'switch', role: 'switch', 'aria-checked': String(on), 'aria-labelledby': `${id} ${id}-tell` },
    h('span', {}, h('span', { id }, t(name)), h('small', { id: `${id}-tell` }, t(`${name}Tell`))), h('span', { class: 'knob', 'aria-hidden': 'true' }));
  element.addEventListener('click', () => attempt(async () => {
    const next = element.getAttribute('aria-checked') !== 'true';
    await change(next);
    element.setAttribute('aria-checked', String(next));
  }));
  return element;
}

function oneShot(name) {
  return h('div', { class: 'switch' }, h('span', {}, t(name), h('small', {}, t(`${name}Tell`))),
    button({ class: 'chip', 'aria-label': `${t('doIt')}: ${t(name)}`, on: { click: () => attempt(async () => { await post('faults', once[name]); toast(t('done'), 1500); }) } }, t('doIt')));
}

async function reset() {
  await attempt(() => post('reset', {}));
  tell('anew');
}

// follow shows the newest calls while the drawer is open.
async function follow(drawer, host) {
  let after = 0;
  while (drawer.open) {
    const answer = await get('calls', { after, limit: 50 }).catch(() => undefined);
    const list = (answer?.calls ?? []).filter((call) => call.method !== 'getUpdates');
    const seen = Math.max(after, ...(answer?.calls ?? []).map((call) => call.n ?? call.id ?? call.seq ?? 0));
    if (list.length && after === 0) host.replaceChildren();
    if (list.length) {
      for (const call of list) host.prepend(callView(call));
      while (host.children.length > 60) host.lastChild.remove();
    }
    after = seen;
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
  }
}

function callView(call) {
  const answer = call.answer ?? call.response ?? {};
  const failed = answer.ok === false || (call.status ?? 200) >= 400;
  return h('details', {}, h('summary', {}, h('span', {}, call.method), h('span', { class: failed ? 'bad' : 'quiet' }, failed ? String(answer.error_code ?? call.status) : 'ok')),
    h('pre', {}, JSON.stringify({ parameters: call.parameters ?? call.params, answer }, null, 1)));
}
