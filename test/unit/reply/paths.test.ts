import assert from 'node:assert/strict';
import { readReply } from '../../../src/engine/reply/read-reply';
import { accepted, baseOf, refused, snapshotOf } from './support';

const CODE = 'export const a = 2;';
const fence = (info: string, text = CODE): string => `\`\`\`${info}\n${text}\n\`\`\``;
const MAIN = { 'src/a.ts': 'export const a = 1;\n' };
const focus = ['src/a.ts'];

/** The one file that a reply writes. */
async function pathOf(reply: string, files: Readonly<Record<string, string>>, root?: string): Promise<string> {
  const snapshot = snapshotOf(files, root);
  const read = await readReply(reply, { ...baseOf({ files }), snapshot });
  if (!read.ok) return read.evidence.map(({ code }) => code).join();
  return [...read.candidate.files.keys()].join();
}

describe('paths in replies', () => {
  for (const [what, reply, path] of [
    ['a blank in the info string', fence('tsx src/My Panel.tsx'), 'src/My Panel.tsx'],
    ['a blank in the info string alone', fence('src/My Panel.tsx'), 'src/My Panel.tsx'],
    ['a blank behind a colon', fence('tsx:src/My Panel.tsx'), 'src/My Panel.tsx'],
    ['a blank in a title', fence('tsx title="src/My Panel.tsx"'), 'src/My Panel.tsx'],
    ['a blank in quotes', fence('tsx "src/My Panel.tsx"'), 'src/My Panel.tsx'],
    ['a blank in backticks above', `\`src/My Panel.tsx\`:\n${fence('tsx')}`, 'src/My Panel.tsx'],
    ['a blank in bold above', `**src/My Panel.tsx**\n${fence('tsx')}`, 'src/My Panel.tsx'],
    ['a blank in a heading above', `### src/My Panel.tsx\n${fence('tsx')}`, 'src/My Panel.tsx'],
    ['brackets', fence('tsx app/(shop)/[id]/page.tsx'), 'app/(shop)/[id]/page.tsx'],
    ['brackets in a comment', fence('ts // [id].ts'), '[id].ts'],
    ['brackets above', `app/[...slug]/page.tsx\n${fence('tsx')}`, 'app/[...slug]/page.tsx'],
    ['a parallel route', `\`app/@modal/page.tsx\`\n${fence('tsx')}`, 'app/@modal/page.tsx'],
    ['words behind the path', fence('ts src/a.ts showLineNumbers'), 'src/a.ts'],
  ] as const) {
    it(`reads ${what}`, async () => assert.equal(await pathOf(reply, MAIN), path));
  }

  it('a known file with blanks may stand in a plain line above', async () => {
    const files = { ...MAIN, 'src/My Panel.tsx': 'export const a = 1;\n' };
    assert.equal(await pathOf(`src/My Panel.tsx\n${fence('tsx')}`, files), 'src/My Panel.tsx');
  });

  for (const words of [
    'src/My Panel.tsx',
    'In `src/b.ts`, change the rate:',
    'In `src/My Panel.tsx`:',
    '### In src/My Panel.tsx',
    '**In src/My Panel.tsx**',
    'The file src/My Panel.tsx:',
    'Then add this to src/b.ts.',
    'See `b.ts`:',
    'The helper (src/lib/new.ts) becomes:',
  ]) {
    it(`code below "${words}" is not the file in focus`, async () => {
      for (const blank of ['\n', '\n\n'])
        assert.match(
          (await refused(`${words}${blank}${fence('ts')}`, { files: MAIN, focus })).join(),
          /^no-path: .*words that name /,
        );
    });
  }

  it('words about the file in focus, a product or a call change nothing', async () => {
    for (const words of [
      'In `src/a.ts`, change the rate:',
      'With Node.js:',
      'The call `array.map` needs it:',
      'See https://a.b/c.ts:',
    ])
      assert.deepEqual(
        await accepted(`${words}\n${fence('ts')}`, { files: MAIN, focus }),
        { 'src/a.ts': `${CODE}\n` },
        words,
      );
  });

  it('two paths in one info string name no file', async () => {
    assert.equal(await pathOf(fence('ts src/a.ts src/b.ts'), MAIN), 'no-path');
  });

  it('reads aliases of the compiler, with comments and commas in its configuration', async () => {
    const files = {
      'tsconfig.json':
        '{\n  // paths\n  "compilerOptions": { "paths": { "@/*": ["./src/*"], "~lib/*": ["packages/lib/*"], }, },\n}\n',
      'src/components/Card.tsx': 'export const a = 1;\n',
      'packages/lib/x.ts': 'export const a = 1;\n',
    };
    assert.equal(await pathOf(fence('tsx @/components/Card.tsx'), files), 'src/components/Card.tsx');
    assert.equal(await pathOf(fence('tsx @/components/New.tsx'), files), 'src/components/New.tsx');
    assert.equal(await pathOf(fence('ts ~lib/x.ts'), files), 'packages/lib/x.ts');
    assert.equal(
      await pathOf(
        `@/components/Card.tsx\n<<<<<<< SEARCH\nexport const a = 1;\n=======\n${CODE}\n>>>>>>> REPLACE`,
        files,
      ),
      'src/components/Card.tsx',
    );
    const based = {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }',
      'src/lib/x.ts': 'export const a = 1;\n',
    };
    assert.equal(await pathOf(fence('ts lib/x.ts'), based), 'src/lib/x.ts');
  });

  it('refuses an alias that nothing defines, and one that leads to two folders', async () => {
    assert.match((await refused(fence('tsx @/components/Card.tsx'), { files: MAIN })).join(), /^no-path: .*alias/);
    const two = {
      'a/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'b/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'a/src/x.ts': '1\n',
      'b/src/x.ts': '1\n',
    };
    assert.equal(await pathOf(fence('ts @/x.ts'), two), 'no-path');
  });

  it("reads a leading slash and the workspace folder's own name", async () => {
    for (const path of ['/src/a.ts', 'my-app/src/a.ts', '/my-app/src/a.ts', './my-app/src/a.ts', '/src/new.ts'])
      assert.equal(
        await pathOf(fence(`ts ${path}`), MAIN, '/work/my-app'),
        path.includes('new') ? 'src/new.ts' : 'src/a.ts',
        path,
      );
    // Where such a folder is there, its name is meant.
    const nested = { ...MAIN, 'my-app/src/b.ts': '1\n' };
    assert.equal(await pathOf(fence('ts my-app/src/a.ts'), nested, '/work/my-app'), 'my-app/src/a.ts');
    assert.equal(await pathOf(fence('ts /etc/hosts.ts'), MAIN, '/work/my-app'), '/etc/hosts.ts');
  });

  it('takes another case for the same file only where the disk or the edit says so', async () => {
    assert.match(
      (await refused(fence('ts src/A.ts'), { files: MAIN })).join(),
      /^no-path: src\/A\.ts differs from src\/a\.ts.*upper and lower case/,
    );
    const block = `SRC/A.ts\n<<<<<<< SEARCH\nexport const a = 1;\n=======\n${CODE}\n>>>>>>> REPLACE`;
    assert.deepEqual(await accepted(block, { files: MAIN }), { 'src/a.ts': `${CODE}\n` });
    const snapshot = { ...snapshotOf(MAIN), read: async () => ({ kind: 'text', text: MAIN['src/a.ts'] }) as const };
    const read = await readReply(fence('ts Src/a.ts'), { ...baseOf({}), snapshot });
    assert.deepEqual(read.ok && [...read.candidate.files.keys()], ['src/a.ts']);
  });
});
