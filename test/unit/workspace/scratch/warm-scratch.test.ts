import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { createCircuitBreakers } from '../../../../src/engine/call/resilience/circuit-breaker';
import { createEngine } from '../../../../src/engine/create-engine';
import { systemClock } from '../../../../src/engine/platform/clock';
import { createWarmScratch, type WarmScratch } from '../../../../src/engine/workspace/scratch/warm-scratch';
import { memoryStore } from '../../../support/memory-store';
import { SERVICES } from '../../../support/services';
import { everything, ScratchSetup, signal } from './scratch-setup';

const LONG_MS = 60_000;
/** Milliseconds after which the change time of a file differs from that of any later change. */
const SETTLED_MS = 25;

describe('warm scratch', () => {
  const setup = new ScratchSetup({
    '.gitignore': 'node_modules\n',
    'package.json': '{"name":"root","scripts":{"test":"echo $PWD $PROJECT >> ../../../../where"}}',
    'src/a.js': 'a',
    'src/b.js': 'b',
    'src/deep/c.js': 'c',
    'node_modules/dep/index.js': 'dep',
  });
  let warm: WarmScratch;
  const start = (idleMs = LONG_MS) => {
    warm = createWarmScratch({ baseDir: setup.baseDir, log: (line) => assert.fail(line) }, idleMs);
  };
  afterEach(() => warm.dispose());
  const open = async (unsaved: Record<string, string> = {}) => warm.open(await setup.snapshot(unsaved), signal);
  const copies = async () =>
    (await readdir(setup.baseDir)).filter((name) => name.startsWith('copy-') && !name.endsWith('.json'));

  it('returns the same copy again, and writes only what differs', async () => {
    start();
    const first = await open();
    await first.sync(new Map([['src/a.js', 'candidate']]), signal);
    await writeFile(join(first.dir, 'src/left.js'), '');
    const untouched = await stat(join(first.dir, 'src/deep/c.js'));
    await first.dispose();
    const { workspace } = setup;
    await workspace.write({ 'src/new.js': 'new', 'node_modules/fresh/index.js': 'fresh' });
    await rm(join(workspace.root, 'src/b.js'));
    const second = await open({ 'src/deep/unsaved.js': 'unsaved' });
    assert.equal(second.dir, first.dir);
    assert.equal((await stat(join(second.dir, 'src/deep/c.js'))).ctimeMs, untouched.ctimeMs);
    const names = Object.keys(await everything(join(second.dir, 'src')));
    assert.deepEqual(names, ['a.js', 'deep', 'deep/c.js', 'deep/unsaved.js', 'new.js']);
    assert.equal(await readFile(join(second.dir, 'src/a.js'), 'utf8'), 'a');
    assert.equal(await readFile(join(second.dir, 'node_modules/fresh/index.js'), 'utf8'), 'fresh');
  });

  it('copies a file again that was as young as its copy, because a change since could have kept its time', async () => {
    start();
    const source = join(setup.workspace.root, 'src/a.js');
    const first = await justAfter((await stat(source)).ctimeMs, open);
    const copied = await stat(join(first.dir, 'src/a.js'));
    await first.dispose();
    await delay(SETTLED_MS);
    const second = await open();
    assert.equal(second.dir, first.dir);
    assert.notEqual((await stat(join(second.dir, 'src/a.js'))).ctimeMs, copied.ctimeMs);
    assert.equal(await readFile(join(second.dir, 'src/a.js'), 'utf8'), 'a');
  });

  it('follows a file that was saved while a run worked, also one that keeps its size and times', async () => {
    start();
    const first = await open();
    const place = join(setup.workspace.root, 'src/a.js');
    const { atime, mtime } = await stat(place);
    await writeFile(place, 'A');
    await utimes(place, atime, mtime);
    await first.sync(new Map([['src/b.js', 'candidate']]), signal);
    assert.equal(await readFile(join(first.dir, 'src/a.js'), 'utf8'), 'a');
    await first.dispose();
    const second = await open();
    assert.equal(await readFile(join(second.dir, 'src/a.js'), 'utf8'), 'A');
    assert.equal(await readFile(join(second.dir, 'src/b.js'), 'utf8'), 'b');
  });

  it('equals a fresh copy after any changes in the workspace and in the copy', async function () {
    this.timeout(120_000);
    start();
    const path = fc.constantFrom(
      'src/a.js',
      'src/b.js',
      'src/deep/c.js',
      'src/deep',
      'src',
      'new.js',
      'node_modules/dep/index.js',
      'node_modules/other/index.js',
      'node_modules/dep',
    );
    const change = fc.tuple(
      fc.constantFrom('workspace', 'copy', 'candidate'),
      path,
      fc.option(fc.constantFrom('x', 'y', 'longer'), { nil: null }),
    );
    let used = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 5 }), fc.boolean(), async (changes, isSettled) => {
        if (isSettled) await delay(SETTLED_MS);
        for (const [where, name, text] of changes) {
          if (where === 'candidate')
            await used
              .sync(new Map(/^(?:src\/.+\.js|new\.js)$/.test(name) ? [[name, text]] : []), signal)
              .catch(() => {});
          else {
            // A suite starts later than that; a change in the same tick of the clock would get the same time.
            if (where === 'copy') await delay(SETTLED_MS);
            await replace(join(where === 'copy' ? used.dir : setup.workspace.root, name), text);
          }
        }
        await used.dispose();
        const snapshot = await setup.snapshot();
        used = await warm.open(snapshot, signal);
        const fresh = await setup.open(snapshot);
        assert.deepEqual(await everything(used.dir), await everything(fresh.dir));
        await fresh.dispose();
      }),
      { numRuns: 20 },
    );
  });

  it('never gives one copy to two callers, and keeps one of their copies', async () => {
    start();
    const [one, two] = await Promise.all([open(), open()]);
    assert.notEqual(one?.dir, two?.dir);
    await one?.dispose();
    await one?.dispose();
    await two?.dispose();
    assert.equal((await copies()).length, 1);
    assert.equal((await open()).dir, one?.dir);
    assert.equal((await copies()).length, 1);
  });

  it('deletes a copy that was unused for a while, but not one in use', async () => {
    start(40);
    const { dir, dispose } = await open();
    await delay(60);
    assert.ok(existsSync(dir));
    await dispose();
    assert.ok(existsSync(dir));
    while ((await copies()).length > 0) await delay(10);
    assert.equal(existsSync(dir), false);
  });

  it('leaves no copy when it is disposed, nor one that is given back later', async () => {
    start();
    const [waiting, used] = [await open(), await open()];
    await waiting.dispose();
    await warm.dispose();
    assert.deepEqual(await copies(), [basename(join(used.dir, '..'))]);
    await used.dispose();
    assert.deepEqual(
      await readdir(setup.baseDir),
      (await readdir(setup.baseDir)).filter((name) => name.startsWith('packages-') || name === 'lerna.json'),
    );
  });

  it('deletes a copy whose refresh was aborted', async () => {
    start();
    await (await open()).dispose();
    await assert.rejects(warm.open(await setup.snapshot(), AbortSignal.abort(new Error('stop'))), /stop/);
    assert.deepEqual(await copies(), []);
    assert.ok(existsSync((await open()).dir));
  });

  it('is what an engine runs its tests in', async () => {
    start();
    const stateDir = join(setup.baseDir, 'state');
    const engine = createEngine({
      workspace: setup.workspace.root,
      stateDir,
      patterns: memoryStore(),
      services: SERVICES,
      env: { ...process.env, PROJECT: setup.workspace.root },
      log: () => {},
      warn: assert.fail,
      breakers: createCircuitBreakers(systemClock),
    });
    const scratch = join(stateDir, 'scratch');
    try {
      for (let time = 0; time < 2; time++)
        assert.ok(!('problem' in (await engine.test({ unsaved: new Map(), signal }))));
      const [first, second] = (await readFile(join(setup.baseDir, 'where'), 'utf8')).split('\n');
      const [dir, project] = first?.split(' ') ?? [];
      assert.ok(dir?.startsWith(join(scratch, 'copy-')), first);
      assert.equal(project, dir);
      assert.equal(second, first);
    } finally {
      await engine.dispose();
    }
    assert.deepEqual(
      (await readdir(scratch)).filter((name) => name.startsWith('copy-')),
      [],
    );
  });
});

/** Does the work while the clock seems to show the millisecond after this time. */
async function justAfter<T>(timeMs: number, work: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => timeMs + 1;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

/** Replaces or deletes a file; does nothing where a file is in the place of one of its folders. */
async function replace(place: string, text: string | null): Promise<void> {
  try {
    await rm(place, { recursive: true, force: true });
    if (text === null) return;
    await mkdir(join(place, '..'), { recursive: true });
    await writeFile(place, text);
  } catch (error) {
    if (!['ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
