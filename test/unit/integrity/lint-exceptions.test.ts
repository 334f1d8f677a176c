import assert from 'node:assert/strict';
import { createLevels } from '../../../src/engine/integrity/levels/levels';
import { memorySnapshot } from '../../support/fakes';

type Files = Readonly<Record<string, string>>;

const RULE = '@typescript-eslint/no-explicit-any';
const FORBIDDEN: Files = { '.eslintrc.json': JSON.stringify({ rules: { [RULE]: 'error' } }) };
const COMMENT = `// eslint-disable-next-line ${RULE}`;
/** Forbidden by the linter, and allowed by a comment three times. */
const EXCEPTIONS: Files = {
  ...FORBIDDEN,
  'src/a.ts': `${COMMENT}\nexport const a = (x: any) => x;\n`.repeat(2),
  'src/b.ts': `export const b = 1 as any; ${COMMENT.replace('next-line', 'line')}\n`,
};

/** The level of the last `any` in a new text of this file. */
function levelOf(text: string, files: Files = EXCEPTIONS, path = 'src/new.ts') {
  const levels = createLevels(memorySnapshot({ 'package.json': '{}', ...files }), { testCommand: 'vitest run' });
  return levels('any-type', { path, text, pos: text.lastIndexOf('any') });
}

describe('a new `any` that a comment allows', () => {
  for (const text of [
    `${COMMENT}\nexport const f = (x: any) => x;\n`,
    `${COMMENT}, @typescript-eslint/explicit-module-boundary-types\nexport const f = (x: any) => x;\n`,
    `class A {\n  ${COMMENT} -- the overloads say more\n  f(x: any) {}\n}\n`,
    'export const f = (\n  // eslint-disable-next-line\n  x: any,\n) => x;\n',
    '/* eslint-disable-next-line no-void, @typescript-eslint/no-explicit-any */\nlet f: any;\n',
    `let f: any; // eslint-disable-line ${RULE}\n`,
    `/* eslint-disable ${RULE} */\n\nlet f: any;\n`,
    '/* eslint-disable */\nlet f: any;\n',
    `/* eslint ${RULE}: "off" */\nlet f: any;\n`,
    '// biome-ignore lint/suspicious/noExplicitAny: the library has no types\nlet f: any;\n',
    '// oxlint-disable-next-line typescript/no-explicit-any\nlet f: any;\n',
    '// tslint:disable-next-line:no-any\nlet f: any;\n',
    '// deno-lint-ignore no-explicit-any\nlet f: any;\n',
  ])
    it(`is told where the workspace has such comments: ${text.replaceAll('\n', ' ')}`, async () => {
      assert.deepEqual(await levelOf(text), {
        level: 'tell',
        why: "a comment allows it, as comments in the workspace's own source do 3 times",
      });
    });

  for (const text of [
    'let f: any;\n',
    `${COMMENT}\nlet a = 1;\nlet f: any;\n`,
    `${COMMENT}\n\nlet f: any;\n`,
    `${COMMENT.replace('no-explicit-any', 'no-unused-vars')}\nlet f: any;\n`,
    `// eslint-disable-next-line no-void -- not ${RULE}\nlet f: any;\n`,
    `const text = '${COMMENT}';\nlet f: any;\n`,
    `// see eslint-disable-next-line ${RULE}\nlet f: any;\n`,
    `/* eslint-disable ${RULE} */\nlet a;\n/* eslint-enable ${RULE} */\nlet f: any;\n`,
    `/* eslint-disable no-void */\nlet f: any;\n`,
    `let a = 1; // eslint-disable-line ${RULE}\nlet f: any;\n`,
  ])
    it(`is refused where the comment is about something else: ${text.replaceAll('\n', ' ')}`, async () => {
      assert.equal((await levelOf(text)).level, 'refuse');
    });

  it('is refused where the workspace makes hardly any exceptions, or only in tests', async () => {
    const text = `${COMMENT}\nlet f: any;\n`;
    assert.equal((await levelOf(text, FORBIDDEN)).level, 'refuse');
    const one = `${COMMENT}\nexport const a = (x: any) => x;\n`;
    assert.equal((await levelOf(text, { ...FORBIDDEN, 'src/a.ts': one.repeat(2) })).level, 'refuse');
    assert.equal((await levelOf(text, { ...FORBIDDEN, 'test/a.test.ts': one.repeat(9) })).level, 'refuse');
  });

  it('is told in a file whose own comment allowed it before', async () => {
    const before = { ...FORBIDDEN, 'src/new.ts': `/* eslint-disable ${RULE} */\n` };
    assert.deepEqual(await levelOf('let f: any;\n', before), {
      level: 'tell',
      why: 'a comment allows `any` in all of src/new.ts',
    });
    const other = await levelOf('let f: any;\n', before, 'src/other.ts');
    assert.equal(other.level, 'refuse');
  });
});
