import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPatternMemory } from '../../../../src/engine/learn/memory';
import { emptyPatterns, patternsKey } from '../../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../../src/engine/learn/record-outcome';
import { normalizedRemote, workspaceKeys } from '../../../../src/engine/learn/store/workspace-identity';
import { systemClock } from '../../../../src/engine/platform/clock';
import { memoryStore } from '../../../support/memory-store';
import { SOLVED_RUN } from '../../../support/solved-run';

describe('the identity of a workspace', () => {
  let dir = '';
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'loopcraft-identity-')));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'pipe' });
  const clone = (name: string, url?: string): string => {
    const folder = join(dir, name);
    mkdirSync(join(folder, 'packages/a'), { recursive: true });
    git(folder, 'init', '-q');
    if (url !== undefined) git(folder, 'remote', 'add', 'origin', url);
    return folder;
  };
  const keyOf = async (folder: string): Promise<string> => (await workspaceKeys(folder)).key;

  it('is the same for clones of one remote, after a rename and in a worktree', async () => {
    const [first, second] = [clone('a', 'https://github.com/o/n.git'), clone('b', 'git@github.com:o/n')];
    const key = await keyOf(first);
    assert.equal(await keyOf(second), key);
    git(first, 'commit', '-q', '--allow-empty', '-m', 'x');
    git(first, 'worktree', 'add', '-q', join(dir, 'tree'));
    assert.equal(await keyOf(join(dir, 'tree')), key);
    renameSync(second, join(dir, 'renamed'));
    assert.equal(await keyOf(join(dir, 'renamed')), key);
  });

  it('differs for another remote, another folder of one, and folders without a remote', async () => {
    const [one, other] = [clone('a', 'https://github.com/o/n'), clone('b', 'https://github.com/o/m')];
    const keys = [one, other, join(one, 'packages/a'), clone('c'), clone('d')];
    assert.equal(new Set(await Promise.all(keys.map(keyOf))).size, keys.length);
  });

  it('is by the path where the remotes name no place, or several', async () => {
    const local = clone('a', '/srv/n.git');
    const two = clone('b');
    git(two, 'remote', 'add', 'x', 'https://github.com/o/n');
    git(two, 'remote', 'add', 'y', 'https://github.com/o/m');
    for (const folder of [local, two, join(dir, 'missing')]) {
      const { key, pathKey } = await workspaceKeys(folder);
      assert.equal(key, pathKey);
    }
  });

  it('takes one remote in all its forms for one, without user and key', () => {
    const forms = [
      'https://github.com/o/n',
      'https://github.com/o/n.git',
      'https://user:secret@GitHub.com/o/n.git/',
      'ssh://git@github.com:22/o/n.git',
      'git@github.com:o/n.git',
      'github.com:/o/n',
    ];
    for (const form of forms) assert.equal(normalizedRemote(form), 'github.com/o/n', form);
    for (const folder of ['/srv/n', '../n', 'C:\\code\\n', 'C:/code/n', 'file:///srv/n', ''])
      assert.equal(normalizedRemote(folder), undefined, folder);
  });

  it('takes along what was learned under the path, once, and forgets it with the rest', async () => {
    const folder = clone('a', 'https://github.com/o/n');
    const pathKey = patternsKey((await workspaceKeys(folder)).pathKey);
    const store = memoryStore(new Map([[pathKey, recordOutcome(emptyPatterns(), SOLVED_RUN) as unknown]]));
    const memory = createPatternMemory(store, folder, systemClock);
    assert.equal((await memory.describe()).summary.recordedRuns, 1);
    await memory.record(SOLVED_RUN);
    await memory.record(SOLVED_RUN);
    assert.equal((await memory.describe()).summary.recordedRuns, 3);
    assert.equal(store.values.has(pathKey), false);
    const elsewhere = createPatternMemory(store, clone('b', 'https://github.com/o/n'), systemClock);
    assert.equal((await elsewhere.describe()).summary.recordedRuns, 3);
    await elsewhere.reset();
    assert.equal((await memory.describe()).summary.recordedRuns, 0);
  });
});
