import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codes, findings } from './support';

describe('integrity', () => {
  it('gives each finding a place and says what to do instead', async () => {
    const [item] = await findings(
      { 'src/a.ts': 'export const a = 1;\n' },
      { 'src/a.ts': 'export const a = 1;\nexport const b = (1 as any) + 1;\n' },
    );
    assert.equal(item?.stage, 'integrity');
    assert.equal(item?.code, 'as-any');
    assert.equal(item?.path, 'src/a.ts');
    assert.equal(item?.line, 2);
    assert.match(item?.frame ?? '', /> 2 \| export const b/);
    assert.match(item?.message ?? '', /Write the real type/);
  });

  it('explains how a type was widened, also where its name stays the same', async () => {
    const text =
      'export interface Options { strict: boolean }\n' +
      'export function read(options: Options): number { return options.strict ? 1 : 0; }\n';
    const [named] = await findings(
      { 'src/a.ts': text },
      { 'src/a.ts': text.replace('options: Options', 'options: unknown') },
    );
    assert.match(
      named?.message ?? '',
      /^The exported type of `read\(0\)` was `Options` and is now `unknown`, which says nothing to callers\./,
    );
    const [emptied] = (
      await findings({ 'src/a.ts': text }, { 'src/a.ts': text.replace('{ strict: boolean }', '{}') })
    ).filter(({ line }) => line === 2);
    assert.match(
      emptied?.message ?? '',
      /^The exported type of `read\(0\)` is still called `Options`, but that now says nothing to callers\./,
    );
  });

  it('does not count what was there before, also after it moves', async () => {
    const old = 'function f(x: any) {\n  // @ts-ignore\n  return x.y;\n}\n';
    assert.deepEqual(
      await codes(
        { 'src/a.ts': `${old}export { f };\n` },
        { 'src/a.ts': null, 'src/b.ts': `const n = 1;\n\n${old}export { f, n };\n` },
      ),
      [],
    );
  });

  it('counts a second `any` where there was one before', async () => {
    const old = 'export const f = (x: any) => x;\n';
    assert.deepEqual(await codes({ 'src/a.ts': old }, { 'src/a.ts': `${old}export const g = (x: any) => x;\n` }), [
      'any-type',
    ]);
  });

  it('allows edits of a declaration that already had `any`', async () => {
    assert.deepEqual(
      await codes(
        { 'src/a.ts': 'export function f(x: any) { return x; }\n' },
        { 'src/a.ts': 'export function f(value: any, n: number) { return [value, n]; }\n' },
      ),
      [],
    );
  });

  it('keeps the fingerprint of a finding while its code moves', async () => {
    const at = async (lines: number) =>
      (await findings({}, { 'src/a.ts': `${'\n'.repeat(lines)}export const b = 1 as any;\n` }))[0]?.fingerprint;
    assert.equal(await at(0), await at(7));
  });

  it('finds nothing in unchanged text and never throws, for any text', async () => {
    const piece = fc.constantFrom(
      'const a = 1;',
      'as any',
      '<any>',
      '// @ts-ignore\n',
      '/* eslint-disable */',
      'it.skip(',
      "'x'",
      '() => {',
      '}',
      ')',
      '(',
      'process.exit(0)',
      'assert.equal = 1;',
      '`${',
      '`',
      '{',
      '</a>',
      '<a>',
      'export type T = unknown;',
      'class A {',
      'import x from',
      "'vitest'",
      'typeof it',
      'switch (process.env.NODE_ENV) { case',
      "'test':",
      'return',
      ';',
      '\n',
      '@',
      '#',
      '/**',
      '*/',
      '...',
      'declare module',
      'a',
      '.',
    );
    const text = fc
      .array(fc.oneof({ weight: 8, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) }), {
        maxLength: 25,
      })
      .map((pieces) => pieces.join(' '));
    const path = fc.constantFrom('src/a.ts', 'src/a.tsx', 'src/a.js', 'test/a.test.ts');
    await fc.assert(
      fc.asyncProperty(path, text, text, async (at, before, after) => {
        const found = await findings({ [at]: before }, { [at]: after });
        assert.ok(found.every(({ stage, message, code }) => stage === 'integrity' && message !== '' && code));
        assert.deepEqual(await findings({ [at]: before }, { [at]: `\n${before}` }), []);
      }),
      { numRuns: 300 },
    );
  });

  it('reads a sum of ten thousand terms without overflowing the call stack', async () => {
    const sum = Array.from({ length: 10_000 }, (_, index) => `'${index}'`).join(' + ');
    assert.deepEqual(
      await codes({}, { 'src/a.ts': `export const sum = ${sum};\nexport const loose = sum as any;\n` }),
      ['as-any'],
    );
  });
});
