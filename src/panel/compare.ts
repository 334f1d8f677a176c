import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { Comparison, RunPage, Words } from './contract';
import { append, el, section } from './dom';
import { createOnce } from './head';
import type { Host } from './host';
import { headCell } from './plots';

/** Puts a second run beside this one. */
export function createCompare(parent: Element, host: Host): (page: RunPage) => void {
  const select = document.createElement('vscode-single-select');
  const table = el('div');
  const once = createOnce();
  let isAdded = false;
  select.addEventListener('change', () => {
    host.keep({ compareWith: select.value });
    host.post({ type: 'compare', runId: select.value });
  });
  return (page) => {
    const { words, others, comparison } = page;
    if (!isAdded) {
      select.label = words.compareWith;
      append(parent, section('compare', words.compare, select, table));
      isAdded = true;
    }
    once('others', others, () => {
      const none = { runId: '', label: words.noOther };
      select.replaceChildren(...[none, ...others].map(({ runId, label }) => option(runId, label)));
    });
    select.value = comparison?.runId ?? '';
    once('comparison', comparison ?? null, (other) => table.replaceChildren(...(other ? [tableOf(other, words)] : [])));
  };
}

function option(value: string, label: string): HTMLElement {
  const element = document.createElement('vscode-option');
  element.value = value;
  element.append(label);
  return element;
}

function tableOf({ title, rows }: Comparison, words: Words): HTMLElement {
  const head = el('tr', {}, el('td'), headCell(words.thisRun, 'col'), headCell(title, 'col'));
  const body = rows.map(({ name, values }) =>
    el('tr', {}, headCell(name, 'row'), ...values.map((value) => el('td', {}, value))),
  );
  return el('table', { class: 'comparison' }, el('thead', {}, head), el('tbody', {}, ...body));
}
