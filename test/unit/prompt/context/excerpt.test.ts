import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excerpt } from '../../../../src/engine/prompt/context/excerpt';

const LINES = Array.from({ length: 60 }, (_, n) => `const line${n + 1} = ${n + 1};`);
const entry = (startLine: number, endLine: number) => ({
  startLine,
  endLine,
  name: `d${startLine}`,
  head: `const d${startLine} = {`,
  depth: 0,
});

describe('excerpt', () => {
  it('shows the wanted lines as they are, and the first line of a declaration that is left out', () => {
    const outline = { path: 'a.ts', lines: 60, entries: [entry(1, 10), entry(20, 30), entry(40, 50)] };
    const { text, shown } = excerpt('a.ts', LINES, outline, [{ startLine: 20, endLine: 22 }]);
    assert.equal(shown, '20-22');
    assert.deepEqual(text.split('\n'), [
      '```ts',
      '// … lines 1-10: const d1 = {',
      'const line20 = 20;',
      'const line21 = 21;',
      'const line22 = 22;',
      '// … lines 40-50: const d40 = {',
      '```',
    ]);
  });

  it('shows a long list of imports whole, because one more belongs into it', () => {
    const names = Array.from({ length: 30 }, (_, at) => `  name${at},`);
    const lines = ['import {', ...names, "} from './names';", '', ...LINES];
    const last = lines.length - 2;
    assert.match(excerpt('a.ts', lines, undefined, [{ startLine: last, endLine: last }]).shown, /^1-32, /);
  });

  it('shows the imports at the top, also over several lines', () => {
    const lines = ['import {', '  a,', "} from './a';", '', ...LINES];
    assert.equal(excerpt('a.ts', lines, undefined, [{ startLine: 30, endLine: 31 }]).shown, '1-3, 30-31');
  });

  it('shows a small gap instead of saying that it is left out', () => {
    const wanted = [
      { startLine: 10, endLine: 11 },
      { startLine: 15, endLine: 16 },
    ];
    assert.equal(excerpt('a.ts', LINES, undefined, wanted).shown, '10-16');
  });

  it('names the declarations of one gap, at most a dozen', () => {
    const entries = [
      entry(1, 9),
      { ...entry(2, 3), depth: 1 },
      { ...entry(10, 12), name: 'Cart.total' },
      entry(13, 14),
    ];
    const few = excerpt('a.ts', LINES, { path: 'a.ts', lines: 60, entries }, [{ startLine: 50, endLine: 60 }]);
    assert.match(few.text, /^\/\/ … lines 1-14: d1, total, d13$/m);
    const many = Array.from({ length: 30 }, (_, n) => entry(n + 1, n + 1));
    const wanted = [{ startLine: 50, endLine: 60 }];
    const { text } = excerpt('a.ts', LINES, { path: 'a.ts', lines: 60, entries: many }, wanted);
    assert.match(text, /^\/\/ … lines 1-30: d1, .* d12 and 18 more$/m);
    const nameless = many.map((item) => ({ ...item, name: '' }));
    const plain = excerpt('a.ts', LINES, { path: 'a.ts', lines: 60, entries: nameless }, wanted);
    assert.match(plain.text, /^\/\/ … lines 1-30$/m);
  });

  it('holds every wanted line, in the order of the file', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
        const wanted = ranges.map(([startLine, length]) => ({ startLine, endLine: startLine + length }));
        const inside = excerpt('a.ts', LINES, undefined, wanted)
          .text.split('\n')
          .filter((line) => line.startsWith('const'));
        assert.deepEqual(
          inside,
          LINES.filter((line) => inside.includes(line)),
        );
        for (const { startLine, endLine } of wanted)
          for (const line of LINES.slice(startLine - 1, endLine)) assert.ok(inside.includes(line));
      }),
    );
  });
});
