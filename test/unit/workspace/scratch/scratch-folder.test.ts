import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchFolder } from '../../../../src/engine/workspace/scratch/scratch-folder';

describe('the folder for scratch copies', () => {
  let base: string;
  let shared: string;
  const user = process.getuid?.() ?? 0;
  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'loopcraft-folder-')));
    shared = join(base, 'tmp');
    mkdirSync(shared);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  const folderFor = (state: string, ...more: readonly string[]) =>
    scratchFolder(join(base, state), base, [...more, shared]);

  it('is in the state folder where no name begins with a dot or has a blank', () => {
    assert.equal(folderFor('state/v1.2'), join(base, 'state/v1.2/scratch'));
  });

  it('is a private folder for temporary files otherwise, and the same one each time', () => {
    for (const state of ['.local/state/loopcraft', 'Application Support/Code', 'a/.b/c']) {
      assert.equal(folderFor(state), join(shared, `loopcraft-${user}`, 'scratch'));
      assert.equal(statSync(join(shared, `loopcraft-${user}`)).mode & 0o777, 0o700);
    }
  });

  it('goes by where a link leads', () => {
    mkdirSync(join(base, '.hidden'));
    symlinkSync(join(base, '.hidden'), join(base, 'seen'));
    assert.equal(folderFor('seen/state'), join(shared, `loopcraft-${user}`, 'scratch'));
  });

  it('closes a folder of its own that is open to others, and leaves one that is not its own', () => {
    const own = join(shared, `loopcraft-${user}`);
    mkdirSync(own);
    chmodSync(own, 0o777);
    folderFor('.state');
    assert.equal(statSync(own).mode & 0o777, 0o700);
    rmSync(own, { recursive: true });
    mkdirSync(join(base, 'trap'));
    symlinkSync(join(base, 'trap'), own);
    assert.equal(folderFor('.state'), join(base, '.state/scratch'));
    rmSync(own);
    writeFileSync(own, '');
    assert.equal(folderFor('.state'), join(base, '.state/scratch'));
  });

  it('is not in memory, not in a folder of the same kind, and in the state folder when nothing else is there', () => {
    mkdirSync(join(base, 'my tmp'));
    assert.equal(folderFor('.state', '/dev/shm', join(base, 'my tmp'), join(base, 'none')).startsWith(shared), true);
    assert.equal(scratchFolder(join(base, '.state'), base, ['/none']), join(base, '.state/scratch'));
  });
});
