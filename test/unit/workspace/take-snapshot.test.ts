import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { takeSnapshot } from '../../../src/engine/workspace/take-snapshot';
import { type TempWorkspace, tempWorkspace } from '../../support/temp-workspace';

const signal = new AbortController().signal;

describe('takeSnapshot', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  const take = (unsaved: Record<string, string> = {}) =>
    takeSnapshot(workspace.root, new Map(Object.entries(unsaved)), signal);

  const PROJECT = {
    '.gitignore': 'dist\n*.log\n!keep.log\n.env\n',
    'src/a.ts': 'a',
    'src/deleted.ts': 'x',
    'src/größe "und" leer zeichen.ts': 'b',
    'packages/p/.gitignore': '/out\n!special.log\n',
    'packages/p/out/x.js': '',
    'packages/p/src/out/y.ts': '',
    'packages/p/special.log': '',
    'dist/a.js': '',
    'debug.log': '',
    'keep.log': '',
    '.env': 'SECRET=1',
    '.env.example': 'SECRET=',
    'node_modules/x/index.js': '',
  };
  const KEPT = [
    '.env.example',
    '.gitignore',
    'keep.log',
    'packages/p/.gitignore',
    'packages/p/special.log',
    'packages/p/src/out/y.ts',
    'src/a.ts',
    'src/größe "und" leer zeichen.ts',
  ];

  it('lists tracked and untracked files of a git work tree, not ignored or deleted ones', async () => {
    await workspace.write(PROJECT);
    workspace.git('init', '-q');
    workspace.git('add', '.gitignore', 'src', 'packages');
    workspace.git('rm', '-qf', '--cached', 'src/a.ts');
    await rm(`${workspace.root}/src/deleted.ts`);
    assert.deepEqual((await take()).files, KEPT);
  });

  it('lists the same without git', async () => {
    const { 'src/deleted.ts': _, ...files } = PROJECT;
    await workspace.write(files);
    assert.deepEqual((await take()).files, KEPT);
  });

  it('lists a folder of a repository by itself, and a folder that a repository around it ignores', async () => {
    await workspace.write({
      '.gitignore': '/tmp\n',
      'part/a.ts': '',
      'part/sub/b.ts': '',
      'tmp/c.ts': '',
      'tmp/node_modules/x.js': '',
    });
    workspace.git('init', '-q');
    const none = new Map<string, string>();
    assert.deepEqual((await takeSnapshot(`${workspace.root}/part`, none, signal)).files, ['a.ts', 'sub/b.ts']);
    assert.deepEqual((await takeSnapshot(`${workspace.root}/tmp`, none, signal)).files, ['c.ts']);
  });

  it('lists the files of submodules and of nested repositories', async () => {
    const library = await tempWorkspace({ 'lib.ts': 'lib' });
    try {
      library.git('init', '-q');
      library.git('add', '.');
      library.git('commit', '-qm', 'lib');
      await workspace.write({ 'a.ts': '', 'nested/n.ts': '' });
      workspace.git('init', '-q');
      workspace.git('submodule', 'add', '-q', library.root, 'vendor/lib');
      workspace.git('init', '-q', 'nested');
      assert.deepEqual((await take()).files, ['.gitmodules', 'a.ts', 'nested/n.ts', 'vendor/lib/lib.ts']);
      // As in a clone without `--recurse-submodules`: the folder is empty, and git lists the repository around it.
      workspace.git('submodule', 'deinit', '-q', '-f', 'vendor/lib');
      assert.deepEqual((await take()).files, ['.gitmodules', 'a.ts', 'nested/n.ts']);
    } finally {
      await library.remove();
    }
  });

  it('prefers unsaved text to the disk, new files included', async () => {
    await workspace.write({ 'a.ts': 'disk', 'b.ts': 'disk' });
    const snapshot = await take({ 'a.ts': 'editor', 'new.ts': 'only here' });
    assert.deepEqual(snapshot.files, ['a.ts', 'b.ts', 'new.ts']);
    assert.deepEqual(await snapshot.read('a.ts'), { kind: 'text', text: 'editor' });
    assert.deepEqual(await snapshot.read('b.ts'), { kind: 'text', text: 'disk' });
    assert.deepEqual(await snapshot.read('new.ts'), { kind: 'text', text: 'only here' });
  });

  it('keeps byte order mark and line endings, and recognises binaries', async () => {
    const text = '\ufeffconst a = 1;\r\nconst b = 2;\n';
    await workspace.write({
      'bom.ts': text,
      'image.png': Buffer.from([0x89, 0x50, 0, 1]),
      'latin1.txt': Buffer.from('größe', 'latin1'),
      'utf16.txt': Buffer.from('text', 'utf16le'),
      'empty.ts': '',
    });
    const snapshot = await take();
    assert.deepEqual(await snapshot.read('bom.ts'), { kind: 'text', text });
    assert.deepEqual(await snapshot.read('empty.ts'), { kind: 'text', text: '' });
    for (const path of ['image.png', 'latin1.txt', 'utf16.txt'])
      assert.deepEqual(await snapshot.read(path), { kind: 'binary' });
  });

  it('remembers what it has read, also that a file was missing', async () => {
    await workspace.write({ 'a.ts': 'before' });
    const snapshot = await take();
    await snapshot.read('a.ts');
    assert.equal(await snapshot.read('b.ts'), undefined);
    await workspace.write({ 'a.ts': 'after', 'b.ts': 'after' });
    assert.deepEqual(await snapshot.read('a.ts'), { kind: 'text', text: 'before' });
    assert.equal(await snapshot.read('b.ts'), undefined);
  });

  it('follows links only within the root', async () => {
    const outside = await tempWorkspace({ 'secret.ts': 'secret' });
    try {
      await workspace.write({ 'AGENTS.md': 'be kind', 'src/a.ts': 'a' });
      await workspace.link('CLAUDE.md', 'AGENTS.md');
      await workspace.link('lib', 'src');
      await workspace.link('self', '.');
      await workspace.link('out', outside.root);
      await workspace.link('secret.ts', `${outside.root}/secret.ts`);
      await workspace.link('dangling', 'nowhere');
      const snapshot = await take();
      assert.deepEqual(snapshot.files, ['AGENTS.md', 'CLAUDE.md', 'src/a.ts']);
      assert.deepEqual(snapshot.links, ['CLAUDE.md', 'lib']);
      assert.deepEqual(await snapshot.read('CLAUDE.md'), { kind: 'text', text: 'be kind' });
      for (const path of ['secret.ts', 'out/secret.ts', '../project/../../etc/hostname', 'src', ''])
        assert.equal(await snapshot.read(path), undefined, path);
    } finally {
      await outside.remove();
    }
  });

  it('leaves out our own state if its folder is inside', async () => {
    await workspace.write({ 'src/a.ts': 'a', '.state/runs/1.jsonl': '{}', '.stateless.ts': '' });
    const { files } = await takeSnapshot(workspace.root, new Map(), signal, `${workspace.root}/.state`);
    assert.deepEqual(files, ['.stateless.ts', 'src/a.ts']);
  });

  it('stops when aborted', async () => {
    await workspace.write({ 'a.ts': '' });
    await assert.rejects(takeSnapshot(workspace.root, new Map(), AbortSignal.abort(new Error('stop'))), /stop/);
  });
});
