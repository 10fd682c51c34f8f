// The test bench: a drawer where curious people switch privacy mode and faults,
// and read what the bot asked of the Bot API.
import { get, post } from './api.js';
import { button, h } from './dom.js';
import { confirm, dialog, toast } from './overlay.js';
import { alter, attempt, world } from './world.js';
import { icon } from './icons.js';
import { t } from './words.js';

// What the buttons send to /api/faults.
const once = {
  failSend: { fail: [{ method: 'sendMessage', kind: 'html', code: 502, times: 1 }] },
  drop: { fail: [{ method: 'sendMessage', kind: 'drop', times: 1 }] },
  malformed: { malformed_updates: 1 },
  repeat: { repeat_updates: 1 },
};
const kept = 60; // calls shown
const slow = { method: 'sendMessage', kind: 'slow', seconds: 2, times: -1 };

export async function openBench() {
  const faults = await attempt(() => get('faults'));
  if (!faults) return;
  const calls = h('div', { class: 'calls' }, h('p', { class: 'quiet' }, t('noCalls')));
  const { element } = dialog({ label: t('bench'), className: 'drawer' },
    (close) => h('div', { class: 'sheet-head' }, h('div', {}, h('h2', {}, t('bench'))), button({ class: 'icon-button', 'aria-label': t('close'), on: { click: close } }, icon('close'))),
    h('p', { class: 'quiet' }, t('benchTell')),
    toggle('privacy', !world.bot.can_read_all_group_messages, (on) => post('privacy', { enabled: on })),
    h('h3', {}, t('faults')),
    toggle('flood', Boolean(faults.flood), (on) => post('faults', { flood: on })),
    toggle('slow', faults.fail.some((one) => one.kind === 'slow'), setSlow),
    Object.keys(once).map(oneShot),
    h('h3', {}, t('calls')),
    h('p', { class: 'quiet' }, t('callsTell')),
    calls,
    (close) => h('div', { class: 'sheet-foot' }, button({ class: 'text-button danger', on: { click: () => confirm(t('resetAsk'), t('resetTell'), t('reset'), () => { close(); alter('reset', {}); }, true) } }, t('reset'))));
  watch(element, calls);
}

// setSlow adds the fault, or takes it out of those that there are.
async function setSlow(on) {
  const { fail, flood } = await get('faults');
  const others = fail.filter((one) => one.kind !== 'slow');
  await post('faults', { clear: true, flood: flood ?? false, fail: on ? [...others, slow] : others });
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

// watch shows the newest calls while the drawer is open.
async function watch(drawer, host) {
  let after = 0;
  let any = false;
  while (drawer.open) {
    const answer = await get('calls', { after }).catch(() => undefined);
    const list = (answer?.calls ?? []).filter((call) => call.method.toLowerCase() !== 'getupdates').slice(-kept);
    if (list.length && !any) host.replaceChildren();
    any ||= list.length > 0;
    for (const call of list) host.prepend(callView(call));
    while (host.children.length > kept) host.lastChild.remove();
    after = answer?.last ?? after;
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
  }
}

function callView(call) {
  const failed = call.code !== 200;
  return h('details', {}, h('summary', {}, h('span', {}, call.method), h('span', { class: failed ? 'bad' : 'quiet' }, failed ? String(call.code || call.fault) : 'ok')),
    h('pre', {}, JSON.stringify({ params: call.params, answer: call.answer }, null, 1)));
}
