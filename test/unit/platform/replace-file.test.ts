import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../../src/engine/platform/replace-file';

describe('replaceFile', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-replace-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('replaces the text and the permission bits, and leaves no draft', async () => {
    const path = join(dir, 'a.json');
    await writeFile(path, 'much longer than before', { mode: 0o644 });
    await replaceFile(path, 'ä', { mode: 0o600, sync: true });
    assert.equal(await readFile(path, 'utf8'), 'ä');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(dir), ['a.json']);
  });

  it('leaves the old file and no draft when it fails', async () => {
    const path = join(dir, 'folder');
    await mkdir(join(path, 'x'), { recursive: true });
    await assert.rejects(replaceFile(path, 'text'));
    assert.deepEqual(await readdir(dir), ['folder']);
  });
});
