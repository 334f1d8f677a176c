import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisProcess } from '../../../../src/engine/platform/process-identity';
import { cleanScratch } from '../../../../src/engine/workspace/scratch/clean-scratch';
import { ScratchSetup } from './scratch-setup';

const DAY_MS = 24 * 60 * 60_000;

describe('cleaning scratch copies', () => {
  const setup = new ScratchSetup({ 'a.js': 'a', 'node_modules/dep/index.js': 'dep' });
  const names = async (start: string) => (await readdir(setup.baseDir)).filter((name) => name.startsWith(start)).sort();
  const mirror = async (name: string, root: string, ageMs: number) => {
    const note = join(setup.baseDir, name, 'workspace');
    await mkdir(join(setup.baseDir, name, 'tree'), { recursive: true });
    await writeFile(note, root);
    await utimes(note, new Date(), new Date(Date.now() - ageMs));
  };

  it('deletes what dead processes left, also what they had only moved away, and nothing of live ones', async () => {
    const { dir } = await setup.open();
    const live = await names('copy-');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await mkdir(join(setup.baseDir, 'copy-dead/project/src'), { recursive: true });
    await mkdir(join(setup.baseDir, 'copy-dead.moved/0'), { recursive: true });
    const { birth: _, ...owner } = thisProcess();
    await writeFile(join(setup.baseDir, 'copy-dead.json'), JSON.stringify({ ...owner, pid }));
    await writeFile(join(setup.baseDir, 'copy-writing.new'), '{');
    await mkdir(join(setup.baseDir, 'copy-unsigned'));
    await cleanScratch(setup.baseDir);
    assert.deepEqual(await names('copy-'), live);
    assert.ok(live.length > 0 && dir.includes(live[0] ?? '-'));
  });

  it('keeps mirrored packages for a week, at most four, and those of a live copy however old', async () => {
    const copy = await setup.open();
    const [used = ''] = await names('packages-');
    await mirror(used, setup.workspace.root, 30 * DAY_MS);
    await mirror('packages-gone', '/no/such/workspace', 0);
    await mirror('packages-old', setup.workspace.root, 8 * DAY_MS);
    for (let days = 1; days <= 5; days++) await mirror(`packages-${days}`, setup.workspace.root, days * DAY_MS);
    await cleanScratch(setup.baseDir);
    assert.deepEqual(await names('packages-'), ['packages-1', 'packages-2', 'packages-3', 'packages-4', used].sort());
    await copy.dispose();
    await cleanScratch(setup.baseDir);
    assert.deepEqual(await names(used), []);
  });

  it('leaves only packages and a mark when a copy is disposed, and nothing where none was made', async () => {
    const copy = await setup.open();
    await mkdir(join(copy.dir, 'left/behind'), { recursive: true });
    await copy.sync(new Map(), new AbortController().signal);
    await copy.dispose();
    assert.match((await readdir(setup.baseDir)).sort().join(), /^lerna\.json,packages-\w+$/);
    await cleanScratch(join(setup.baseDir, 'not-there'));
  });
});
