import type { DiffLine, Entry, Exchange, FileDiff, Finding, Part, Place, Words } from './contract';
import { append, block, el, fill, link } from './dom';
import type { Host } from './host';

/** What belongs to one step, below its line. */
export function stepBody(entry: Entry, words: Words, host: Host): HTMLElement[] {
  const { detail, findings, parts, diff, call } = entry;
  return [
    ...(detail === '' ? [] : [el('p', { class: 'detail' }, detail)]),
    ...(findings.length === 0 ? [] : [el('ul', { class: 'findings' }, ...findings.map(findingItem))]),
    ...(parts.length === 0 ? [] : [el('ul', { class: 'parts', label: words.shown }, ...parts.map(partItem))]),
    ...diff.map((file) => fileDiff(file, words, host)),
    ...(call === undefined ? [] : [exchangeOf(call, entry.id, words, host)]),
  ];

  function findingItem({ name, text, place, expected, actual, told }: Finding): HTMLElement {
    const compared =
      expected !== undefined &&
      el(
        'dl',
        {},
        el('div', {}, el('dt', {}, words.expected), el('dd', { class: 'code' }, expected)),
        el('div', {}, el('dt', {}, words.actual), el('dd', { class: 'code' }, actual ?? '')),
      );
    return el(
      'li',
      {},
      place && placeLink(place, words, host),
      place && ' ',
      name !== undefined && el('code', {}, name),
      name !== undefined && ' ',
      el('span', { class: 'text' }, text),
      told && el('span', { class: 'dim' }, ` (${words.told})`),
      compared,
    );
  }

  function partItem({ text, why, place }: Part): HTMLElement {
    const what = place ? placeLink(place, words, host, text) : el('span', {}, text);
    return el('li', {}, what, el('span', { class: 'dim' }, ` ${why}`));
  }
}

function placeLink(place: Place, words: Words, host: Host, text?: string): HTMLElement {
  const at = place.line === undefined ? place.path : `${place.path}:${place.line}`;
  return link(text ?? at, fill(words.open, at), () => host.post({ type: 'open', place }));
}

function fileDiff({ path, added, removed, lines, note }: FileDiff, words: Words, host: Host): HTMLElement {
  const first = lines.find(({ kind, line }) => kind === 'added' && line !== undefined)?.line;
  const place = first === undefined ? { path } : { path, line: first };
  const counts = el('span', { class: 'dim' }, ` +${added} −${removed}`);
  const body = el('div', { class: 'diff', tabIndex: 0, role: 'group', label: `${words.diff}: ${path}` });
  append(body, ...lines.map(diffLine));
  const more = note === undefined ? undefined : el('p', { class: 'dim' }, note);
  return el('div', { class: 'file' }, el('p', {}, placeLink(place, words, host), counts), body, more);
}

const SIGN = { added: '+', removed: '-', same: ' ', gap: ' ' } as const;

function diffLine({ kind, text, line }: DiffLine): HTMLElement {
  const number = el('span', { class: 'number' }, line === undefined ? '' : String(line));
  return el('div', { class: `line ${kind}` }, number, el('span', { class: 'code' }, `${SIGN[kind]} ${text}`));
}

/** The prompt and the reply of a call, which are asked for when they are first unfolded. */
function exchangeOf(call: number, id: string, words: Words, host: Host): HTMLElement {
  const key = `${id}/exchange`;
  const body = el('div', { class: 'exchange' });
  body.dataset['call'] = String(call);
  const details = el('details', {}, el('summary', {}, words.prompt), body);
  details.dataset['id'] = key;
  const load = () => {
    const known = host.exchanges.get(call);
    if (known) showExchange(body, known, words);
    else {
      body.replaceChildren(words.loading);
      host.post({ type: 'exchange', call });
    }
  };
  details.open = host.isOpen(key, false);
  if (details.open) load();
  details.addEventListener('toggle', () => {
    if (details.open === host.isOpen(key, false)) return;
    host.setOpen(key, details.open);
    if (details.open) load();
  });
  return details;
}

export function showExchange(body: Element, { messages, reply }: Exchange, words: Words): void {
  if (messages === undefined) body.replaceChildren(words.noExchange);
  else
    body.replaceChildren(
      ...messages.map(({ role, text }) => el('div', {}, el('h3', {}, role), block(text, role))),
      el('h3', {}, words.reply),
      reply === undefined ? el('p', {}, words.noReply) : block(reply, words.reply),
    );
}
