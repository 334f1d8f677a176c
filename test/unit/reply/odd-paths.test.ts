import assert from 'node:assert/strict';
import { readReply } from '../../../src/engine/reply/read-reply';
import { baseOf } from './support';

const files = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' };
const NEW = 'export const a = 2;';

/** Ways to write code for a path. */
const WAYS: readonly (readonly [string, (path: string) => string])[] = [
  ['beside the fence', (path) => `\`\`\`ts ${path}\n${NEW}\n\`\`\``],
  ['above a fence', (path) => `${path}\n\`\`\`ts\n${NEW}\n\`\`\``],
  ['in backticks above a fence', (path) => `\`${path}\`:\n\n\`\`\`ts\n${NEW}\n\`\`\``],
  ['as a title', (path) => `\`\`\`ts title="${path}"\n${NEW}\n\`\`\``],
  ['above a block', (path) => `${path}\n<<<<<<< SEARCH\nexport const a = 1;\n=======\n${NEW}\n>>>>>>> REPLACE`],
  [
    'in a patch',
    (path) => `*** Begin Patch\n*** Update File: ${path}\n@@\n-export const a = 1;\n+${NEW}\n*** End Patch`,
  ],
  ['in a tag', (path) => `<file path="${path}">\n${NEW}\n</file>`],
];
const OTHERS = [
  'NUL',
  'lpt9',
  'con.ts',
  'COM1.txt',
  'src/aux.',
  'src/a.ts.',
  'src/x.ts:stream',
  'src/a.ts:stream',
  'src/a.ts::$DATA',
  'src/What?.ts',
  'src/a|b.ts',
  'src/<x>.ts',
  'C:src/a.ts',
  '\\\\?\\C:\\x.ts',
  'file:///tmp/x.ts',
  'src/a.ts?raw',
  'src/b.ts:12',
  'src/b.ts#L3',
];

/** The files that a reply would change; empty: it is refused. */
async function changed(reply: string): Promise<readonly string[]> {
  const read = await readReply(reply, baseOf({ files, focus: ['src/a.ts'], task: 'Make a 2.' }));
  return read.ok ? [...read.candidate.files.keys()] : [];
}

describe('paths that no file can have', () => {
  for (const [what, write] of WAYS) {
    it(`are never the task's file: ${what}`, async () => {
      for (const path of OTHERS) assert.ok(!(await changed(write(path))).includes('src/a.ts'), path);
    });
  }

  it('mean a file where only the number of a line follows', async () => {
    for (const [what, write] of WAYS.slice(0, 5))
      for (const path of ['src/a.ts:12', 'src/a.ts:12-20', 'src/a.ts#L3', 'src/a.ts#L3-L9'])
        assert.deepEqual(await changed(write(path)), ['src/a.ts'], `${what}: ${path}`);
  });

  it('are not seen in words, addresses and code', async () => {
    for (const above of ['Is it done?', 'and/or.', 'https://example.com/a.ts?x=1', 'See `a/b.c()`:', 'null'])
      assert.deepEqual(await changed(`${above}\n\`\`\`ts\n${NEW}\n\`\`\``), ['src/a.ts'], above);
    for (const info of [
      'ts',
      'ts {1,3-5}',
      'typescript twoslash',
      'ts showLineNumbers',
      'ts:disable-run',
      'ts {"a":1}',
    ])
      assert.deepEqual(await changed(`\`\`\`${info}\n${NEW}\n\`\`\``), ['src/a.ts'], info);
  });
});
