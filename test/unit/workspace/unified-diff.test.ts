import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unifiedDiff } from '../../../src/engine/workspace/unified-diff';

describe('unifiedDiff', () => {
  it('is a patch that git applies: changed, new and deleted files', () => {
    const dir = mkdtempSync(join(tmpdir(), 'loopcraft-diff-'));
    try {
      writeFileSync(join(dir, 'a.ts'), 'one\ntwo\nthree\n');
      writeFileSync(join(dir, 'old.ts'), 'gone\n');
      const patch = unifiedDiff([
        { path: 'a.ts', before: 'one\ntwo\nthree\n', after: 'one\n2\nthree' },
        { path: 'src/new.ts', before: null, after: 'new\n' },
        { path: 'old.ts', before: 'gone\n', after: null },
      ]);
      execFileSync('git', ['apply', '-'], {
        cwd: dir,
        input: patch,
        env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
      });
      assert.equal(readFileSync(join(dir, 'a.ts'), 'utf8'), 'one\n2\nthree');
      assert.equal(readFileSync(join(dir, 'src/new.ts'), 'utf8'), 'new\n');
      assert.equal(existsSync(join(dir, 'old.ts')), false);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
