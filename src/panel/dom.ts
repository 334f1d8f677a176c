// The only place where elements are made: all text becomes text nodes, and attributes have fixed names, so that nothing
// in a run can become markup.

type Child = Node | string | undefined | false;

interface Attributes {
  readonly class?: string;
  readonly role?: string;
  readonly title?: string;
  readonly label?: string;
  readonly tabIndex?: number;
  readonly id?: string;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { class: className, role, title, label, tabIndex, id } = attributes;
  if (className !== undefined) element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  if (title !== undefined) element.title = title;
  if (label !== undefined) element.setAttribute('aria-label', label);
  if (tabIndex !== undefined) element.tabIndex = tabIndex;
  if (id !== undefined) element.id = id;
  append(element, ...children);
  return element;
}

export function append(parent: Element, ...children: readonly Child[]): void {
  for (const child of children) if (child !== undefined && child !== false && child !== '') parent.append(child);
}

/** A decorative icon; what it means is said in words beside it. */
export function icon(name: string, tone = 'plain'): HTMLElement {
  const known = /^[a-z0-9-]+$/.test(name) ? name : 'circle-outline';
  const element = el('span', { class: `codicon codicon-${known} tone-${tone}` });
  element.setAttribute('aria-hidden', 'true');
  if (tone === 'running') element.classList.add('codicon-modifier-spin');
  return element;
}

/** Text that only screen readers say. */
export const spoken = (text: string): HTMLElement => el('span', { class: 'spoken' }, text);

/** A long text that scrolls by itself, also by keyboard. */
export function block(text: string, label: string): HTMLElement {
  return el('pre', { class: 'block', tabIndex: 0, role: 'group', label }, text);
}

/** A text that opens something. */
export function link(text: string, title: string, act: () => void): HTMLButtonElement {
  const button = el('button', { class: 'link', title }, text);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}

export function section(id: string, heading: string, ...children: readonly Child[]): HTMLElement {
  const element = el('section', {}, el('h2', { id: `h-${id}` }, heading), ...children);
  element.setAttribute('aria-labelledby', `h-${id}`);
  return element;
}

/** Replaces `{0}`. */
export const fill = (words: string, value: string): string => words.replace('{0}', () => value);

/**
 * Shows the items in order as children of a list, and makes anew only those that changed: what a person reads, unfolds
 * or has the focus on stays as it is while the run goes on.
 */
export function createList<T extends { readonly id: string }>(
  list: Element,
  render: (item: T) => Element,
): (items: readonly T[]) => void {
  const shown = new Map<string, { readonly text: string; readonly element: Element }>();
  return (items) => {
    for (const [at, item] of items.entries()) {
      const text = JSON.stringify(item);
      const before = shown.get(item.id);
      const element = before?.text === text ? before.element : render(item);
      shown.set(item.id, { text, element });
      if (before && before.element !== element && before.element.parentNode === list) {
        const focused = focusedIn(before.element);
        before.element.replaceWith(element);
        if (focused !== undefined) refocus(element, focused);
      }
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    }
    while (list.children.length > items.length) list.lastElementChild?.remove();
  };
}

/** Which focusable part of the element has the focus, by what it belongs to. */
function focusedIn(element: Element): string | undefined {
  const { activeElement } = document;
  if (activeElement === null || !element.contains(activeElement)) return undefined;
  return activeElement.closest<HTMLElement>('[data-id]')?.dataset['id'];
}

function refocus(element: Element, id: string): void {
  const all = [element, ...element.querySelectorAll('[data-id]')];
  const owner = all.find((one) => one instanceof HTMLElement && one.dataset['id'] === id);
  owner?.querySelector<HTMLElement>('summary, button')?.focus();
}
