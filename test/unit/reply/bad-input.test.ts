import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const files = {
  'src/a.ts': 'export const a = 1;\n',
  'src/b.ts': Array.from({ length: 1000 }, (_, n) => `export const v${n} = ${n};`).join('\n'),
};
const focus = ['src/a.ts'];
const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const MEGABYTE = 1024 * 1024;
const filled = (text: string, megabytes = 2): string => text.repeat(Math.ceil((megabytes * MEGABYTE) / text.length));

/** Each takes seconds at most; what is quadratic in the reply's length would take hours. */
describe('bad input in replies', function () {
  this.timeout(120_000);

  for (const [what, reply] of [
    ['words', filled(`${'word '.repeat(20)}\n`, 10)],
    ['one line', filled('x', 10)],
    ['one line of blanks', filled(' ')],
    ['backticks', filled('`')],
    ['fences', filled('```\n')],
    ['fences of files', filled('```ts src/x.ts\nx\n')],
    ['markers of SEARCH', filled('<<<<<<< SEARCH\n')],
    ['markers of REPLACE', filled('>>>>>>> REPLACE\n')],
    ['dividers', filled('=======\n')],
    ['starts of patches', filled('*** Begin Patch\n')],
    ['files of patches', filled('*** Update File: src/a.ts\n@@\n-x\n+y\n')],
    ['headers of diffs', filled('--- a/x\n+++ b/x\n')],
    ['hunks', `--- a/src/a.ts\n+++ b/src/a.ts\n${filled('@@ -1,9 +1,9 @@\n-x\n+y\n')}`],
    ['tags', filled('<file path="src/x.ts">\n')],
    ['tags in one line', filled('<file path="src/x.ts">')],
    ['ends of thoughts', filled('</think>\n')],
    ['starts of thoughts', filled('<think>\n')],
    ['tags of code', filled('<code>\n')],
    ['openings of fences', '````md\n'.repeat(4900)],
    ['openings of fences before one end', `${'````md\n'.repeat(4900)}\`\`\`\`\n`],
    ['starts of conflicts', filled('<<<<<<< HEAD\n')],
    ['brackets', filled('[{')],
    ['paths', filled('src/a.ts ')],
  ] as const) {
    it(`megabytes of ${what} are refused in time`, async () => {
      await refused(reply, { files, focus, parses: false });
    });
  }

  it('no more refusals are listed than anyone reads', async () => {
    for (const reply of [
      filled('<<<<<<< SEARCH\n', 0.1),
      filled('--- a/x\n+++ b/x\n', 0.1),
      filled('*** Begin Patch\n', 0.1),
    ])
      assert.equal((await refused(reply, { files, focus })).length, 1000);
  });

  it('a whole file of 10 MB and a thousand blocks are applied in time', async () => {
    const text = filled('export const x = 1;\n', 10).trimEnd();
    await accepted(`\`\`\`ts src/new.ts\n${text}\n\`\`\``, { files });
    const comment = filled('// the existing code of the rest of the file ... ', 10).trimEnd();
    await accepted(`\`\`\`ts src/a.ts\n${comment}\n\`\`\``, { files, parses: false });
    const edits = Array.from({ length: 1000 }, (_, n) =>
      block(`export const v${n} = ${n};`, `export const v${n} = ${n}0;`),
    );
    const { 'src/b.ts': after } = await accepted(`src/b.ts\n${edits.join('\n')}`, { files });
    assert.equal(after, files['src/b.ts'].replace(/;/g, '0;'));
    const missing = Array.from({ length: 1000 }, (_, n) => block(`export const w${n} = ${n};`, 'x'));
    assert.equal((await refused(`src/b.ts\n${missing.join('\n')}`, { files })).length, 1000);
  });

  it('nested patches, and blocks inside of blocks, are refused', async () => {
    const patch = '*** Begin Patch\n*** Update File: src/a.ts\n*** Begin Patch\n*** End Patch\n*** End Patch';
    assert.match((await refused(patch, { files, focus })).join(), /^(?:malformed-diff|cut-off)/);
    const inner = `src/a.ts\n${block('export const a = 1;', block('x', 'y'))}`;
    assert.match((await refused(inner, { files, focus })).join(), /^malformed-block/);
  });

  it('names of Windows devices reach the guard as they are written', async () => {
    for (const path of ['src/con.ts', 'NUL.ts', 'aux.json'])
      assert.deepEqual(await accepted(`\`\`\`ts ${path}\nx\n\`\`\``, { files }), { [path]: 'x\n' });
  });
});
