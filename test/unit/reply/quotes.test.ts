import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const CODE = 'export const a = 1;\nexport const b = 1;';
const NEXT = CODE.replace('a = 1', 'a = 2');
const files = { 'src/a.ts': `${CODE}\n`, 'src/b.ts': 'export const c = 1;\n' };
const focus = ['src/a.ts'];
const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\``;
const changed = { 'src/a.ts': `${NEXT}\n` };

describe('replies that show more than the change', () => {
  for (const [what, reply] of [
    ['the file as it is, with its path', `Now:\n${fence('ts src/a.ts', CODE)}\nThen:\n${fence('ts src/a.ts', NEXT)}`],
    [
      'a part of the file as it is, in front of a block',
      `The problem:\n${fence('ts src/a.ts', 'export const a = 1;')}\n\nsrc/a.ts\n` +
        '<<<<<<< SEARCH\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> REPLACE',
    ],
    ['the file as it is, without a path', `Now:\n${fence('ts', CODE)}\nThen:\n${fence('ts', NEXT)}`],
    ['one line of it, without a path', `Now:\n${fence('ts', 'export const a = 1;')}\nThen:\n${fence('ts', NEXT)}`],
    ['how it is used', `${fence('ts', NEXT)}\nUse it:\n${fence('ts', "import { a } from './a';\na;")}`],
  ] as const) {
    it(`are read: ${what}`, async () => assert.deepEqual(await accepted(reply, { files, focus }), changed));
  }

  for (const [what, reply, code] of [
    [
      'two versions',
      `${fence('ts src/a.ts', NEXT)}\nor\n${fence('ts src/a.ts', NEXT.replace('2', '3'))}`,
      'conflicting-edits',
    ],
    ['two versions without a path', `${fence('ts', NEXT)}\nor\n${fence('ts', NEXT.replace('2', '3'))}`, 'no-path'],
    ['an example alone', fence('ts', "import { a } from './src/a';\na;"), 'no-path'],
    ['two files in one fence', fence('ts', `// src/a.ts\n${NEXT}\n\n// src/b.ts\nexport const c = 2;`), 'no-path'],
    ['two files below one path', fence('ts src/a.ts', `${NEXT}\n\n// src/b.ts\nexport const c = 2;`), 'no-path'],
  ] as const) {
    it(`are refused: ${what}`, async () => {
      assert.deepEqual(
        (await refused(reply, { files, focus })).map((text) => text.split(':')[0]),
        [code],
      );
    });
  }

  it('are read: a file that imports another one of its name, or speaks of one', async () => {
    const own = `import { c } from './b';\n// src/none.ts\n${NEXT}`;
    assert.deepEqual(await accepted(fence('ts', own), { files, focus }), { 'src/a.ts': `${own}\n` });
  });
});
