import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  makePackageMirror,
  mirrorPlace,
  withoutMirror,
} from '../../../../../src/engine/workspace/scratch/dependencies/package-mirror';
import { type TempWorkspace, tempWorkspace } from '../../../../support/temp-workspace';

const signal = new AbortController().signal;
/** Milliseconds after which the change time of a file differs from that of any later change. */
const SETTLED_MS = 25;
const MIB = 1024 ** 2;

describe('package mirror', () => {
  let workspace: TempWorkspace;
  let baseDir: string;
  beforeEach(async () => {
    workspace = await tempWorkspace({
      'node_modules/dep/index.js': 'dep',
      'node_modules/dep/other.js': 'other',
      'linked/x.js': 'x',
    });
    baseDir = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-mirror-')));
  });
  afterEach(async () => {
    await workspace.remove();
    await rm(baseDir, { recursive: true, force: true });
  });
  const make = (...folders: readonly string[]) =>
    makePackageMirror(workspace.root, ['node_modules', ...folders], baseDir, signal);
  const place = (path: string) => mirrorPlace(workspace.root, baseDir, path);

  it('copies again what was changed in it, even with the same size and times, and nothing else', async () => {
    assert.equal(await make(), true);
    // A suite starts later than that; a change in the same tick of the clock would get the mirror's own time.
    await delay(SETTLED_MS);
    const changed = place('node_modules/dep/index.js');
    const { atime, mtime } = await stat(changed);
    const other = await stat(place('node_modules/dep/other.js'));
    await writeFile(changed, 'DEP');
    await utimes(changed, atime, mtime);
    for (let time = 0; time < 2; time++) {
      assert.equal(await make(), true);
      assert.equal(await readFile(changed, 'utf8'), 'dep');
    }
    assert.equal((await stat(place('node_modules/dep/other.js'))).ctimeMs, other.ctimeMs);
  });

  it('mirrors other folders, too, and deletes what the workspace deleted', async () => {
    await make('linked');
    assert.equal(await readFile(place('linked/x.js'), 'utf8'), 'x');
    await rm(join(workspace.root, 'node_modules/dep/other.js'));
    await make();
    assert.equal(existsSync(place('node_modules/dep/other.js')), false);
  });

  it('shares what no program writes to with the workspace, and has a copy of everything else', async () => {
    const big = Buffer.alloc(MIB, 'x');
    await workspace.write({
      'node_modules/dep/bin/program': big,
      'node_modules/dep/lib/native.node': 'binary',
      'node_modules/dep/dist/index.js.map': big,
      'node_modules/dep/dist/small.js.map': 'map',
      'node_modules/dep/dist/big.js': big,
      'node_modules/dep/build/Release/built.node': big,
      'node_modules/dep/data.json': big,
      'node_modules/.pnpm/dep/index.wasm': 'binary',
      'node_modules/.prisma/client/engine.so.node': 'generated',
    });
    const isShared = async (path: string) =>
      (await stat(place(path))).ino === (await stat(join(workspace.root, path))).ino;
    for (let time = 0; time < 2; time++) {
      assert.equal(await make(), true);
      for (const path of ['bin/program', 'lib/native.node', 'dist/index.js.map'])
        assert.ok(await isShared(`node_modules/dep/${path}`), path);
      for (const path of ['index.js', 'dist/small.js.map', 'dist/big.js', 'build/Release/built.node', 'data.json'])
        assert.ok(!(await isShared(`node_modules/dep/${path}`)), path);
      assert.ok(await isShared('node_modules/.pnpm/dep/index.wasm'));
      assert.ok(!(await isShared('node_modules/.prisma/client/engine.so.node')), 'programs generate into such folders');
      // A suite that replaces or deletes a shared file changes only the mirror's name of it.
      await rm(place('node_modules/dep/bin/program'));
      await rm(place('node_modules/dep/lib/native.node'));
      await writeFile(place('node_modules/dep/lib/native.node'), 'other');
    }
    assert.equal(await make(), true);
    assert.equal(await readFile(place('node_modules/dep/lib/native.node'), 'utf8'), 'binary');
    assert.equal(await readFile(join(workspace.root, 'node_modules/dep/lib/native.node'), 'utf8'), 'binary');
  });

  it('is deleted when it would be too large', async () => {
    assert.equal(await make(), true);
    await writeFile(join(workspace.root, 'node_modules/dep/huge.bin'), '');
    // A sparse file takes no space on the disk.
    await truncate(join(workspace.root, 'node_modules/dep/huge.bin'), 2049 * MIB);
    assert.equal(await make(), false);
    assert.equal(existsSync(place('')), false);
  });
});

describe('withoutMirror', () => {
  const mirror = (path: string): string => `/state/packages-0123456789abcdef/tree/${path}`;

  it('gives the workspace its paths back, and leaves all other text as it is', () => {
    const text = `at f (file://${mirror('node_modules/a.js')}:1:2), '../..${mirror('b/c.js')}' beside /other/d.js`;
    assert.equal(withoutMirror(text), "at f (node_modules/a.js:1:2), 'b/c.js' beside /other/d.js");
    assert.equal(withoutMirror('/state/packages-1/tree/a.js'), '/state/packages-1/tree/a.js');
  });

  it('reads a long text without blanks once', function () {
    // It took minutes when each of its characters was tried as the beginning of a path.
    this.timeout(10_000);
    const long = 'x'.repeat(2_000_000);
    assert.equal(withoutMirror(long + mirror('a.js')), 'a.js');
    assert.equal(withoutMirror(long), long);
  });
});
