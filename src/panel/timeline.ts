import type { Entry, Exchange, RunPage, Words } from './contract';
import { append, createList, el, icon, link, section, spoken } from './dom';
import type { Host } from './host';
import { showExchange, stepBody } from './step-parts';

export interface Timeline {
  show(page: RunPage): void;
  /** Fills in what was asked for. */
  showExchange(exchange: Exchange): void;
}

/** The iterations and steps as nested lists that unfold; arrow keys move in it as in a tree. */
export function createTimeline(parent: Element, host: Host): Timeline {
  const list = el('ul', { class: 'timeline' });
  let words: Words | undefined;
  let last = '';
  const update = createList<Entry>(list, (entry) =>
    entryItem(
      entry,
      host,
      () => words as Words,
      () => last,
    ),
  );
  list.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLElement && event.target.matches('summary') && move(list, event.target, event.key))
      event.preventDefault();
  });
  return {
    show(page) {
      if (words === undefined) {
        const all = (open: boolean) => () => {
          for (const each of list.querySelectorAll<HTMLDetailsElement>('details.entry')) each.open = open;
        };
        const tools = el('p', { class: 'tools' });
        append(tools, link(page.words.expandAll, '', all(true)), ' ', link(page.words.collapseAll, '', all(false)));
        append(parent, section('timeline', page.words.timeline, tools, list));
      }
      ({ words } = page);
      last = page.timeline.at(-1)?.id ?? '';
      update(page.timeline);
      const empty = list.previousElementSibling;
      empty?.classList.toggle('hidden', page.timeline.length === 0);
    },
    showExchange(exchange) {
      host.exchanges.set(exchange.call, exchange);
      const bodies = list.querySelectorAll(`[data-call="${Number(exchange.call)}"]`);
      if (words) for (const body of bodies) showExchange(body, exchange, words);
    },
  };
}

function entryItem(entry: Entry, host: Host, words: () => Words, last: () => string): HTMLElement {
  const { id, children } = entry;
  const body = stepBody(entry, words(), host);
  const item = el('li');
  item.dataset['id'] = id;
  if (body.length === 0 && children.length === 0) {
    append(item, el('div', { class: 'row' }, ...rowOf(entry, words())));
    return item;
  }
  const isOpen = () => host.isOpen(id, children.length > 0 && id === last());
  const details = el('details', { class: 'entry' }, el('summary', { class: 'row' }, ...rowOf(entry, words())));
  details.open = isOpen();
  details.addEventListener('toggle', () => {
    if (details.open !== isOpen()) host.setOpen(id, details.open);
  });
  append(details, ...body);
  if (children.length > 0) {
    const below = el('ul');
    createList<Entry>(below, (child) => entryItem(child, host, words, last))(children);
    append(details, below);
  }
  append(item, details);
  return item;
}

function rowOf({ icon: name, tone, label, note, time }: Entry, words: Words): (Node | string)[] {
  const said = tone === 'failed' ? words.failed : tone === 'running' ? words.running : '';
  return [
    icon(tone === 'running' ? 'sync' : name, tone),
    el('span', { class: 'label' }, label),
    ...(said === '' ? [] : [spoken(` ${said}`)]),
    el('span', { class: 'dim note' }, note),
    el('span', { class: 'dim time' }, time),
  ];
}

/** Moves the focus or unfolds as in a tree; false for another key. */
function move(list: Element, from: HTMLElement, key: string): boolean {
  const details = from.parentElement as HTMLDetailsElement;
  const seen = [...list.querySelectorAll<HTMLElement>('summary')].filter((one) => one.checkVisibility());
  const at = seen.indexOf(from);
  switch (key) {
    case 'ArrowDown':
      seen[at + 1]?.focus();
      return true;
    case 'ArrowUp':
      seen[at - 1]?.focus();
      return true;
    case 'Home':
      seen[0]?.focus();
      return true;
    case 'End':
      seen.at(-1)?.focus();
      return true;
    case 'ArrowRight':
      if (details.open) seen[at + 1]?.focus();
      else details.open = true;
      return true;
    case 'ArrowLeft':
      if (details.open) details.open = false;
      else details.parentElement?.closest('details')?.querySelector('summary')?.focus();
      return true;
    default:
      return false;
  }
}
