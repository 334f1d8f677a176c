import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { createCodeIndex } from '../../../../src/engine/code/reach/outline/rank-code';
import { seeded } from '../../../support/seeded';

const FILES = 150;
const NAMES = 30;

/** Distinct names whose beginnings they share with others, as names of code do. */
function textOf(file: number, round: number): string {
  const random = seeded(1 + file + round * FILES);
  const letter = (): string => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)] ?? '';
  const names = Array.from({ length: NAMES }, () => {
    const length = 1 + Math.floor(random() * 12);
    return `${Array.from({ length }, letter).join('')}q${file}q${round}`;
  });
  return names.map((name) => `export const ${name} = 1;`).join('\n');
}

describe('the index of declarations', () => {
  it('stays whole while many files change, and forgets what they held before', async () => {
    const failures: unknown[] = [];
    const note = (error: unknown): void => {
      failures.push(error);
    };
    process.on('uncaughtException', note).on('unhandledRejection', note);
    try {
      const index = createCodeIndex();
      for (let round = 0; round < 4; round += 1) {
        for (let file = 0; file < FILES; file += 1) {
          const text = textOf(file, round);
          const entries = text.split('\n').map((head, at) => ({
            startLine: at + 1,
            endLine: at + 1,
            name: head.split(' ')[2] ?? '',
            head,
            depth: 0,
          }));
          index.set(`src/file${file}.ts`, entries, text);
          // Other work of the process goes on meanwhile.
          if (file % 10 === 0) await setTimeout(1);
        }
        const [name = ''] = textOf(3, round).match(/[a-z]+q\w+/) ?? [];
        assert.equal(index.search(name, '')[0]?.path, 'src/file3.ts');
        if (round > 0) assert.deepEqual(index.search(textOf(149, 0).match(/[a-z]+q\w+/)?.[0] ?? '', ''), []);
      }
      await setTimeout(50);
    } finally {
      process.off('uncaughtException', note).off('unhandledRejection', note);
    }
    assert.deepEqual(failures, []);
  });

  it('answers the same every time, whatever it held before', () => {
    const text = 'export function total() {\n  return invoice + round;\n}\n';
    const entries = [{ startLine: 1, endLine: 3, name: 'total', head: '', depth: 0 }];
    const paths = Array.from({ length: 12 }, (_, at) => `src/f${at}/total.ts`);
    const fresh = createCodeIndex();
    const used = createCodeIndex();
    for (const path of paths) fresh.set(path, entries, text);
    for (const path of paths.toReversed()) used.set(path, entries, path === paths[3] ? `${text}invoice;` : text);
    used.set(paths[3] ?? '', entries, text);
    const words = 'the invoice total is rounded';
    const first = used.search(words, '');
    assert.deepEqual(used.search(words, ''), first);
    assert.deepEqual(fresh.search(words, ''), first);
  });

  it('knows what has a name, with its owner or alone, unless it is common', () => {
    const index = createCodeIndex();
    const entry = (name: string, startLine: number) => ({ startLine, endLine: startLine, name, head: '', depth: 0 });
    index.set('src/cart.ts', [entry('Cart', 1), entry('Cart.total', 2), entry('makeCart.addItem', 3)], 'a\nb\nc');
    index.set('src/order.ts', [entry('Order.total', 1), entry('Order.total', 2)], 'a\nb');
    index.set('test/cart.test.ts', [entry('total', 1)], 'a');
    for (let file = 0; file < 7; file += 1) index.set(`src/${file}.ts`, [entry('run', 1)], 'a');
    const named = (...symbols: string[]) => index.named(symbols).map(({ path, startLine }) => `${path}:${startLine}`);
    assert.deepEqual(named('Cart.total'), ['src/cart.ts:2']);
    assert.deepEqual(named('total'), ['src/cart.ts:2', 'src/order.ts:1', 'src/order.ts:2']);
    assert.deepEqual(named('addItem', 'Cart', 'run', 'missing'), ['src/cart.ts:3', 'src/cart.ts:1']);
    assert.deepEqual(named('Basket.addItem'), ['src/cart.ts:3']);
  });
});
