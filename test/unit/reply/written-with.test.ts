import assert from 'node:assert/strict';
import { accepted } from './support';

const CODE = ['export function one(a: number): boolean {', '  return a < 1 && a > 0;', '}', '', 'one(1);'];
const NEXT = CODE.map((line) => line.replace('a < 1', 'a < 2'));
const files = {
  'src/a.ts': `${CODE.join('\n')}\n`,
  'notes.md': '# Notes\n\nSome words.\nMore words.\n',
  'd.js': 'a();\nb();\n',
};
const fence = (info: string, lines: readonly string[]): string => `\`\`\`${info}\n${lines.join('\n')}\n\`\`\``;
const escaped = (line: string): string => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Whole files that are written in a way that their text is not. */
describe('whole files with something on every line', () => {
  const bar = (line: string, index: number): string => `${index + 1} | ${line}`;

  for (const [what, change] of [
    ['numbers and a bar', bar],
    ['numbers and a colon', (line, index) => `${index + 1}: ${line}`],
    ['numbers and a tab', (line, index) => `  ${index + 1}\t${line}`],
    ['entities', escaped],
  ] as readonly (readonly [string, (line: string, index: number) => string])[]) {
    it(`are read without it: ${what}, for a file that exists and a new one`, async () => {
      const text = `${NEXT.join('\n')}\n`;
      assert.deepEqual(await accepted(fence('ts src/a.ts', NEXT.map(change)), { files }), { 'src/a.ts': text });
      assert.deepEqual(await accepted(fence('ts src/b.ts', NEXT.map(change)), { files }), { 'src/b.ts': text });
    });
  }

  it('are read without it in a page, where the page has the lines', async () => {
    const page = ['# Notes', '', 'Some words.', 'Other words.'];
    const text = `${page.join('\n')}\n`;
    assert.deepEqual(await accepted(fence('md notes.md', page.map(bar)), { files }), { 'notes.md': text });
  });

  it('are a diff where the marks are those of a diff', async () => {
    const lines = [' a();', '-b();', '+c();'];
    assert.deepEqual(await accepted(fence('js d.js', lines), { files }), { 'd.js': 'a();\nc();\n' });
  });

  for (const [what, path, lines] of [
    ['an entity in code', 'src/amp.ts', ["export const AMP = '&amp;';"]],
    ['entities in a page', 'x.html', ['&amp;copy; 2024']],
    ['keys that are numbers', 'x.yml', ['1: one', '2: two']],
    ['a list', 'list.md', ['- one', '+ two']],
    ['an expression with signs', 'src/c.js', ['+a();', '-b();']],
  ] as const) {
    it(`stay as they are: ${what}`, async () => {
      const text = { [path]: `${lines.join('\n')}\n` };
      assert.deepEqual(await accepted(fence(path, lines), { files }), text);
      assert.deepEqual(await accepted(`<file path="${path}">\n${lines.join('\n')}\n</file>`, { files }), text);
    });
  }
});
