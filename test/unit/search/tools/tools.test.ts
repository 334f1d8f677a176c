import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextSearcher } from '../../../../src/engine/contract/looking/text-search';
import { createToolbox, type Toolbox } from '../../../../src/engine/search/tools/toolbox';
import { createCandidate } from '../../../../src/engine/workspace/candidate';
import { searchTexts } from '../../../../src/engine/workspace/search-texts';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { memorySnapshot } from '../../../support/fakes';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const NEVER = new AbortController().signal;
const NO_CHANGE = createCandidate(new Map());
/** The search that the type service performs, in this process. */
const searcher: TextSearcher = { searchText: (request) => searchTexts(request, async () => {}) };
const lookup = { lookUp: () => Promise.reject(new Error('unused')) };

describe('the tools', () => {
  let workspace: TempWorkspace;
  let toolbox: Toolbox;
  before(async () => {
    workspace = await tempWorkspace({
      'src/cart.ts': 'export function total(): number {\n  return 1;\n}\n',
      'src/long.ts': Array.from({ length: 300 }, (_, at) => `export const value${at} = ${at};`).join('\n'),
      'src/binary.dat': Buffer.from([1, 0, 2]),
      'src/slow.txt': `${'a'.repeat(50)}b\n`,
      'docs/guide.md': 'How the Total is computed\n',
      '.gitignore': 'private/\n.env\n',
      'private/notes.ts': 'export const note = 1;\n',
      '.env': 'PASSWORD=hunter2\n',
      '.env.production': 'PASSWORD=hunter3\n',
      'certs/server.pem': 'PRIVATE\n',
    });
    await workspace.link('src/plain.txt', '../.env.production');
    await workspace.link('src/outside.txt', '/etc/passwd');
    await workspace.link('src/hosts', '/etc');
    const sparse = await open(join(workspace.root, 'src/huge.log'), 'w');
    await sparse.truncate(2 * 1024 ** 3);
    await sparse.close();
    workspace.git('init', '-q');
    await startOver();
  });
  after(() => workspace.remove());

  async function startOver(): Promise<void> {
    toolbox = createToolbox({ snapshot: await takeSnapshot(workspace.root, new Map(), NEVER), searcher, lookup });
  }
  const look = (name: string, input: unknown, candidate = NO_CHANGE, characters = 8000) => {
    const json = typeof input === 'string' ? input : JSON.stringify(input);
    return toolbox.answer({ id: 'c', name, input: json }, { candidate, characters }, NEVER);
  };

  it('show a file, and the lines that are asked for', async () => {
    const whole = await look('read_file', { path: './src/cart.ts' });
    assert.ok(whole.ok);
    assert.equal(
      whole.text,
      'src/cart.ts, lines 1-3 of 3:\n\n```ts\nexport function total(): number {\n  return 1;\n}\n```',
    );
    const part = await look('read_file', { path: 'src/long.ts', from: 10, to: 11 });
    assert.match(part.text, /lines 10-11 of 300:\n\n```ts\nexport const value9 = 9;\nexport const value10 = 10;\n```$/);
    assert.deepEqual([part.shown?.startLine, part.shown?.endLine], [10, 11]);
    const absolute = await look('read_file', { path: join(workspace.root, 'src/cart.ts') });
    assert.ok(absolute.ok, 'an absolute path inside the workspace is one');
  });

  it('cut a long file at whole lines, and say where it goes on', async () => {
    const cut = await look('read_file', { path: 'src/long.ts' }, NO_CHANGE, 1000);
    const [, end] = /lines 1-(\d+) of 300/.exec(cut.text) ?? [];
    assert.ok(Number(end) > 20 && Number(end) < 60, cut.summary);
    assert.match(cut.text, new RegExp(`go on with from ${Number(end) + 1}\\)$`));
    assert.equal(cut.shown?.endLine, Number(end));
    assert.match((await look('read_file', { path: 'src/long.ts', from: 900 })).text, /has only 300 lines/);
  });

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['/etc/passwd', /absolute/],
    ['../../etc/passwd', /leaves the workspace through `\.\.`/],
    ['src/../../project2/a.ts', /leaves the workspace/],
    ['src/outside.txt', /leaves the workspace through a link/],
    ['src/hosts/passwd', /leaves the workspace through a link/],
    ['C:\\Windows\\win.ini', /absolute/],
    ['.git/config', /inside `\.git`/],
    ['.env', /hold secrets/],
    ['.ENV', /hold secrets|no file/],
    ['.env.production', /hold secrets/],
    ['src/plain.txt', /hold secrets/],
    ['certs/server.pem', /hold secrets/],
    ['private/notes.ts', /git ignores it/],
    ['src/huge.log', /2,147\.5 MB; only files of up to 1 MB/],
    ['src/binary.dat', /no text file/],
    ['src', /a folder/],
    ['src/card.ts', /no file `src\/card\.ts` in the workspace\.$/],
    ['lib/cart.ts', /similar name: src\/cart\.ts\.$/],
    ['', /empty/],
    ['a\0b', /control character/],
  ];
  for (const [path, why] of REFUSED) {
    it(`do not show ${JSON.stringify(path)}, and say why`, async () => {
      const refused = await look('read_file', { path });
      assert.equal(refused.ok, false);
      assert.match(refused.text, why);
      assert.doesNotMatch(refused.text, /hunter|root:/);
    });
  }

  it('list a folder, without what git ignores or holds secrets', async () => {
    const all = await look('list_files', {});
    assert.match(all.text, /^the workspace: \d+ files\n/);
    assert.match(all.text, /\nsrc\/cart\.ts\n/);
    assert.doesNotMatch(all.text, /private|\.env|pem|outside/);
    assert.match((await look('list_files', { folder: './src/' })).text, /^src: \d+ files\nbinary\.dat\ncart\.ts\n/);
    assert.match((await look('list_files', { folder: 'private' })).text, /no folder `private`/);
    assert.match((await look('list_files', { folder: '/etc' })).text, /no folder/);
  });

  it('find a text in files, in one folder, and in another case', async () => {
    assert.equal(
      (await look('search_text', { text: 'total()' })).text,
      'src/cart.ts:1: export function total(): number {',
    );
    assert.match(
      (await look('search_text', { text: 'how the total' })).text,
      /^Only in another case:\ndocs\/guide\.md:1: How/,
    );
    assert.match((await look('search_text', { text: 'Total', path: 'src' })).text, /another case:\nsrc\/cart\.ts:1/);
    assert.match((await look('search_text', { text: 'hunter' })).text, /^No line of \d+ files has it\.$/);
    assert.match((await look('search_text', { text: 'root:' })).text, /^No line/, 'links are not followed');
    assert.match((await look('search_text', { text: 'note', path: '../other' })).text, /no files to search/);
    const many = await look('search_text', { text: 'export const' });
    assert.match(many.text, /\(and 240 more; narrow it down with path\)$/);
    assert.equal(many.summary, '300 lines with "export const"');
  });

  it('find what a regular expression matches, and stop one that explodes', async () => {
    assert.match(
      (await look('search_text', { text: 'value(7|8) =', regex: true })).text,
      /^src\/long\.ts:8: .*\n.*:9: /,
    );
    assert.match((await look('search_text', { text: '(', regex: true })).text, /no regular expression/);
    const startedAt = performance.now();
    const exploded = await look('search_text', { text: '^(a+)+$', regex: true });
    assert.match(exploded.text, /took too long/);
    assert.ok(performance.now() - startedAt < 10_000);
    assert.match((await look('search_text', { text: 'x*', regex: true, path: 'src/cart.ts' })).text, /cart\.ts:1/);
    assert.match((await look('search_text', { text: '' })).text, /is empty/);
  });

  it('show the workspace as the candidate leaves it', async () => {
    const changed = createCandidate(
      new Map([
        ['src/cart.ts', 'export const sum = 2;\n'],
        ['src/new.ts', 'export const fresh = 3;\n'],
        ['docs/guide.md', null],
      ]),
    );
    assert.match((await look('read_file', { path: 'src/cart.ts' }, changed)).text, /sum = 2/);
    assert.match((await look('read_file', { path: 'docs/guide.md' }, changed)).text, /deleted by your change/);
    assert.match((await look('search_text', { text: 'fresh' }, changed)).text, /^src\/new\.ts:1/);
    assert.match((await look('list_files', {}, changed)).text, /\nsrc\/new\.ts/);
    assert.doesNotMatch((await look('list_files', {}, changed)).text, /guide/);
  });

  it('answer broken arguments and unknown names with what is expected', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['read_file', '{"path": oops', /can't be used\. It is not JSON[\s\S]*object with: path, from, to/],
      ['read_file', '{}', /path/],
      ['read_file', '[]', /object/],
      ['read_file', '{"path": 3}', /string/],
      ['delete_file', '{}', /no tool `delete_file`\. The tools are read_file, search_text, list_files/],
      ['x'.repeat(5000), '{}', /no tool `x{64}`/],
    ];
    for (const [name, input, problem] of cases) {
      const answer = await look(name, input);
      assert.equal(answer.ok, false);
      assert.match(answer.text, problem);
      assert.ok(answer.text.length < 1500);
    }
    assert.ok((await look('read_file', '{"path":"src/cart.ts","from":null,"to":null}')).ok, 'null is nothing');
    assert.ok((await look('read_file', JSON.stringify('{"path":"src/cart.ts"}'))).ok, 'some servers send a text');
  });

  it('give the same call its earlier answer, and say so, until the candidate changes', async () => {
    await startOver();
    const first = await look('read_file', { path: 'src/cart.ts' });
    const second = await look('read_file', '{ "path": "src/cart.ts" }');
    assert.equal(
      second.text,
      `You made this call before, and nothing has changed since. Its answer was:\n\n${first.text}`,
    );
    const third = await look('read_file', '{ "path": "src/cart.ts" }');
    assert.equal(third.text, second.text, 'the sentence is not repeated');
    const changed = createCandidate(new Map([['docs/guide.md', null]]));
    assert.doesNotMatch((await look('read_file', { path: 'src/cart.ts' }, changed)).text, /before/);
  });

  it('are bounded over a folder with very many entries', async () => {
    const names = Array.from({ length: 200_000 }, (_, at) => `data/item-${at}/entry.ts`);
    const files = { 'src/a.ts': '' };
    const many = createToolbox({
      snapshot: { ...memorySnapshot(files), files: [...names, 'src/a.ts'] },
      searcher,
      lookup,
    });
    const answer = (name: string, input: object) =>
      many.answer({ id: 'c', name, input: JSON.stringify(input) }, { candidate: NO_CHANGE, characters: 4000 }, NEVER);
    assert.equal(
      (await answer('list_files', {})).text,
      'the workspace: 200001 files\ndata/ (200000 files)\nsrc/ (1 file)',
    );
    const folder = await answer('list_files', { folder: 'data' });
    assert.ok(folder.text.length < 4500, String(folder.text.length));
    assert.match(folder.summary, /^data: 200000 files$/);
  });
});
