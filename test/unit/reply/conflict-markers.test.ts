import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const A = 'export const a = 1;\nexport const b = 2;\n';
const files = {
  'src/a.ts': A,
  'src/a.css': 'a { color: red; }\nb { color: red; }\n',
  'src/App.vue': '<template>\n  <p>a</p>\n</template>\n',
  'README.md': '# A\n\nText.\n',
  'data.json': '{ "a": 1 }\n',
};
const focus = ['src/a.ts'];
const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\``;
const conflict = (old: string, now: string, base = ''): string =>
  `<<<<<<< HEAD\n${old}\n${base}=======\n${now}\n>>>>>>> feature/x`;
const block = (search: string, replace: string): string =>
  `src/a.ts\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const NAMED = /^foreign-format: .*conflict markers \(`<<<<<<<` … `>>>>>>>`\)/;

const REFUSED: readonly (readonly [string, string])[] = [
  ['outside any fence', `src/a.ts\n${conflict('export const a = 1;', 'export const a = 3;')}`],
  ['outside any fence, without words', 'src/a.ts\n<<<<<<<\nexport const a = 1;\n=======\nexport const a = 3;\n>>>>>>>'],
  ['with the base between', `src/a.ts\n${conflict('a', 'b', '||||||| 1f2e3d4\nexport const a = 1;\n')}`],
  [
    'beside an edit that could be applied',
    `${block('export const b = 2;', 'export const b = 4;')}\n\nsrc/a.ts\n${conflict('export const a = 1;', 'x')}`,
  ],
  ['in a bare fence', fence('ts', conflict('export const a = 1;', 'export const a = 3;'))],
  ['in a whole file of code', fence('ts src/a.ts', `${conflict('export const a = 1;', 'export const a = 3;')}\n${A}`)],
  ['in a style sheet', fence('css src/a.css', conflict('a { color: red; }', 'a { color: blue; }'))],
  ['in a component', fence('vue src/App.vue', `<template>\n${conflict('<p>a</p>', '<p>b</p>')}\n</template>`)],
  ['in JSON', fence('json data.json', conflict('{ "a": 1 }', '{ "a": 2 }'))],
  ['in Markdown', fence('md README.md', `# A\n\n${conflict('Text.', 'Words.')}`)],
  [
    'in the new lines of a diff',
    fence(
      'diff',
      '--- a/src/a.css\n+++ b/src/a.css\n@@ -1,2 +1,6 @@\n+<<<<<<< HEAD\n a { color: red; }\n+=======\n' +
        '+a { color: blue; }\n+>>>>>>> feature/x\n b { color: red; }',
    ),
  ],
  [
    'in a patch',
    '*** Begin Patch\n*** Update File: src/a.css\n@@\n+<<<<<<< HEAD\n a { color: red; }\n+=======\n+b {}\n' +
      '+>>>>>>> x\n*** End Patch',
  ],
  ['in a file in tags', `<file path="src/a.css">\n${conflict('a { color: red; }', 'a {}')}\n</file>`],
];

const ACCEPTED: readonly (readonly [string, string, string])[] = [
  [
    'a page that explains them in a sample',
    fence('`md README.md', `# A\n\nText.\n\n${fence('', conflict('a', 'b'))}`).replace(/```$/, '````'),
    'README.md',
  ],
  [
    'code that holds them in a text',
    fence('ts src/a.ts', `${A}export const text = \`\n${conflict('a', 'b')}\n\`;`),
    'src/a.ts',
  ],
  ['a heading and a quotation', fence('md README.md', '# A\n\nText.\n\nMore\n=======\n\n>>>>>>> Deep.'), 'README.md'],
  ['a new test of them', fence('txt test/conflict.txt', conflict('a', 'b')), 'test/conflict.txt'],
];

describe('conflict markers in a reply', () => {
  for (const [what, reply] of REFUSED) {
    it(`are refused by name: ${what}`, async () => {
      const refusals = await refused(reply, { files, focus });
      assert.ok(
        refusals.some((text) => NAMED.test(text)),
        refusals.join('\n'),
      );
    });
  }

  for (const [what, reply, path] of ACCEPTED) {
    it(`are no matter in ${what}`, async () => {
      assert.ok((await accepted(reply, { files, focus }))[path]);
    });
  }

  it('can be taken out of a file that has them', async () => {
    const conflicted = {
      'src/a.ts': `${conflict('export const a = 1;', 'export const a = 3;')}\nexport const b = 2;\n`,
    };
    const whole = fence('ts src/a.ts', 'export const a = 3;\nexport const b = 2;');
    assert.ok(await accepted(whole, { files: conflicted, focus }));
    const shown = fence('', conflict('export const a = 1;', 'export const a = 3;'));
    const quoted = `The file has this conflict:\n\n${shown}\n\n${whole}`;
    assert.deepEqual(await accepted(quoted, { files: conflicted, focus }), {
      'src/a.ts': 'export const a = 3;\nexport const b = 2;\n',
    });
  });

  it('are refused where no parser can be reached', async () => {
    const reply = fence('ts src/a.ts', conflict('export const a = 1;', 'export const a = 3;'));
    assert.match((await refused(reply, { files, focus, parses: false })).join('\n'), NAMED);
  });
});
