import assert from 'node:assert/strict';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { MOST_TOKENS } from '../../../../src/engine/prompt/context/room';
import { codeFinder } from '../../../support/code-finder';
import { memorySnapshot } from '../../../support/fakes';

const rows = (count: number, row: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => row(at)).join('\n');

const ENTRIES = rows(6000, (at) => `  "key${at}": "A long text for the key of number ${at}",`);
const PAGE = rows(400, (at) => `## Part ${at}\n\nAbout thing${at}. ${'More words are here. '.repeat(8)}\n`);
const STYLES = rows(1500, (at) => `.card-${at} {\n  color: red;\n  margin: ${at}px;\n}`);
/** Too long to be parsed. */
const DATA = rows(30_000, (at) => `  { id: ${at}, name: 'row of data ${at}' },`);
const TOTAL = 'export function total(a, b) {\n  return a - b;\n}\n';
const MARKUP = rows(900, (at) => `  <b class="row${at}">a row of number ${at} in a table</b>`);
const MARGINS = rows(300, (at) => `.row${at} { margin: ${at}px; }`);
const FILES = {
  'locales/en.json': `{\n${ENTRIES}\n  "end": 0\n}\n`,
  'README.md': PAGE,
  'src/main.css': STYLES,
  'src/data.ts': `export const DATA = [\n${DATA}\n];\n${TOTAL}`,
  'src/Table.vue': `<template>\n${MARKUP}\n</template>\n<style>\n${MARGINS}\n</style>\n`,
  'src/cart.ts': 'export const cart = 1;\n',
};

async function shownFor(parts: Partial<Task>): Promise<string> {
  const context = await gatherContext(
    { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts },
    { snapshot: memorySnapshot(FILES), checker: { exportedTypes: async () => [], ...codeFinder(FILES) }, evidence: [] },
    new AbortController().signal,
  );
  const text = context.parts.map((part) => part.text).join('\n');
  assert.ok(estimateTokens(text) < MOST_TOKENS * 1.02, String(estimateTokens(text)));
  return text;
}

describe('a file in focus that is too long to be shown whole', () => {
  for (const [what, parts, expected] of [
    ['data', { text: 'Translate it', files: ['locales/en.json'] }, '"key0"'],
    ['data, at a rare word', { text: 'Correct key4321 in locales/en.json' }, '"key4321"'],
    ['data, at a line', { text: 'Correct locales/en.json:4000' }, '"key3998"'],
    [
      'data, at the selection',
      { text: 'Translate these', selection: { path: 'locales/en.json', startLine: 4000, endLine: 4004 } },
      '"key4002"',
    ],
    ['a document, at a rare word', { text: 'Describe thing377 better in README.md' }, 'About thing377.'],
    ['styles, at a rare word', { text: 'Make .card-700 blue in main.css' }, '.card-700 {'],
    ['a program that is not parsed, at a rare word', { text: 'Correct total in src/data.ts' }, 'return a - b;'],
    ['a component, at a line of its styles', { text: 'src/Table.vue:1055 is too wide' }, '.row150 {'],
    ['a component, at a line of its markup', { text: 'src/Table.vue:778 is too wide' }, 'row of number 776 '],
  ] as const)
    it(`is readable: ${what}`, async () => {
      assert.ok((await shownFor(parts)).includes(expected));
    });
});
