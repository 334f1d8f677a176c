import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Action, Fact, RunPage } from './contract';
import { append, el, icon, section } from './dom';
import type { Host } from './host';

/** Request, outcome, next steps, strategy and numbers. */
export function createHead(parent: Element, host: Host): (page: RunPage) => void {
  const title = el('h1');
  const state = el('p', { class: 'state' });
  const outcome = el('p', { class: 'outcome', role: 'status' });
  const next = el('p', { class: 'next' });
  const buttons = el('div', { class: 'buttons', role: 'group' });
  const request = el('div');
  const facts = el('div');
  append(parent, el('header', {}, title, state, outcome, next, buttons), request, facts);
  const once = createOnce();
  return (page) => {
    const { words } = page;
    document.title = page.title;
    document.documentElement.lang = page.language;
    once('title', page.title, () => title.replaceChildren(page.title));
    once('state', page.state, ({ icon: name, tone, text }) => state.replaceChildren(icon(name, tone), ` ${text}`));
    // Replaced only when it changed: a screen reader says it then.
    once('outcome', page.outcome, (text) => outcome.replaceChildren(text));
    once('next', page.next, (text) => next.replaceChildren(text));
    once('actions', page.actions, (actions) => {
      buttons.setAttribute('aria-label', words.next);
      buttons.replaceChildren(...actions.map((action, at) => button(action, at > 0, host)));
    });
    once('request', [page.request, page.added, page.strategy], () => {
      const { strategy } = page;
      request.replaceChildren(
        section('request', words.request, el('p', { class: 'request' }, page.request), factList(page.added)),
        ...(strategy
          ? [section('strategy', words.strategy, el('p', {}, el('strong', {}, strategy.name), `: ${strategy.why}`))]
          : []),
      );
    });
    once('facts', page.facts, (all) => facts.replaceChildren(section('facts', words.facts, factList(all, 'facts'))));
  };
}

/** Calls `render` with a value only when it differs from the last one of the same name. */
export function createOnce(): <T>(name: string, value: T, render: (value: T) => void) => void {
  const last = new Map<string, string>();
  return (name, value, render) => {
    const text = JSON.stringify(value) ?? '';
    if (last.get(name) === text) return;
    last.set(name, text);
    render(value);
  };
}

function button({ id, label }: Action, secondary: boolean, host: Host): HTMLElement {
  const element = document.createElement('vscode-button');
  element.secondary = secondary;
  element.append(label);
  element.addEventListener('click', () => host.post({ type: 'action', id }));
  return element;
}

function factList(facts: readonly Fact[], className = ''): HTMLElement | undefined {
  if (facts.length === 0) return undefined;
  const pairs = facts.map(({ name, value }) => el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  return el('dl', { class: className }, ...pairs);
}
