import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { pathInside, resolveInside } from '../../../src/engine/workspace/paths';

describe('resolveInside', () => {
  let base: string;
  let root: string;

  before(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-paths-')));
    root = join(base, 'workspace');
    await mkdir(join(root, 'src/deep'), { recursive: true });
    await mkdir(join(root, '.git'));
    await mkdir(join(base, 'outside'));
    await writeFile(join(root, 'src/a.ts'), '');
    await writeFile(join(base, 'outside/secret.ts'), '');
    await symlink(join(base, 'outside'), join(root, 'out'));
    await symlink(join(base, 'outside/secret.ts'), join(root, 'src/secret.ts'));
    await symlink(join(base, 'nowhere'), join(root, 'dangling.ts'));
    await symlink('src', join(root, 'inner'));
    await symlink('.git', join(root, 'disguised'));
    await symlink('loop', join(root, 'loop'));
  });

  after(() => rm(base, { recursive: true }));

  for (const [written, path] of [
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src\\a.ts', 'src/a.ts'],
    ['src/deep/../a.ts', 'src/a.ts'],
    ['src/new/folder/b.ts', 'src/new/folder/b.ts'],
    ['inner/a.ts', 'src/a.ts'],
    ['inner/new.ts', 'src/new.ts'],
    ['app/[...slug]/page.tsx', 'app/[...slug]/page.tsx'],
    ['src/größe und “quotes”.ts', 'src/größe und “quotes”.ts'],
    ['.gitignore', '.gitignore'],
    ['console.ts', 'console.ts'],
  ] as const) {
    it(`accepts ${written}`, async () => {
      assert.deepEqual(await resolveInside(root, written), { ok: true, path });
    });
  }

  for (const [written, why] of [
    ['', /empty/],
    ['.', /folder itself/],
    ['src/..', /folder itself/],
    ['../x.ts', /`\.\.`/],
    ['src/../../x.ts', /`\.\.`/],
    ['..\\x.ts', /`\.\.`/],
    ['/etc/passwd', /absolute/],
    ['\\\\server\\share', /absolute/],
    ['C:\\x.ts', /absolute/],
    ['c:x.ts', /absolute/],
    ['a\0.ts', /control/],
    ['out/new.ts', /link/],
    ['out/secret.ts', /link/],
    ['src/secret.ts', /link/],
    ['dangling.ts', /leads nowhere/],
    ['loop/x.ts', /leads nowhere/],
    ['.git/config', /\.git/],
    ['.GIT/hooks/pre-commit', /\.git/],
    ['sub/.Git/config', /\.git/],
    ['GIT~1/config', /\.git/],
    ['.git./config', /\.git/],
    ['.g\u200cit/config', /\.git/],
    ['disguised/config', /\.git/],
    ['nul', /device/],
    ['src/COM1.ts', /device/],
    ['a.ts::$DATA', /Windows/],
    ['src./a.ts', /dot or a space/],
    ['src/deep', /a folder/],
    ['src/a.ts/b.ts', /`src\/a\.ts` is a file/],
    ['inner/a.ts/deep/b.ts', /is a file/],
  ] as const) {
    it(`refuses ${JSON.stringify(written)}`, async () => {
      const resolved = await resolveInside(root, written);
      assert.ok(!resolved.ok);
      assert.match(resolved.why, why);
    });
  }

  it('never returns a path outside the root or inside .git, whatever is written', async () => {
    const segment = fc.constantFrom(
      '..',
      '.',
      '',
      'src',
      'out',
      'inner',
      'a.ts',
      '.git',
      'disguised',
      'loop',
      'dangling.ts',
      'new',
      'C:',
      '~',
    );
    const written = fc
      .tuple(fc.array(segment, { maxLength: 8 }), fc.constantFrom('/', '\\'))
      .map(([parts, by]) => parts.join(by));
    await fc.assert(
      fc.asyncProperty(written, async (path) => {
        const resolved = await resolveInside(root, path);
        if (!resolved.ok) return;
        const place = resolve(root, resolved.path);
        assert.ok(place.startsWith(root + sep));
        assert.ok(!place.startsWith(join(root, '.git') + sep) && place !== join(root, '.git'));
        assert.deepEqual(await resolveInside(root, resolved.path), resolved, 'resolving again changes nothing');
      }),
      { numRuns: 200 },
    );
  });

  it('distinguishes paths below a root from those beside it', () => {
    assert.equal(pathInside('/a/b', '/a/b/c/d'), 'c/d');
    assert.equal(pathInside('/a/b', '/a/b'), '');
    assert.equal(pathInside('/a/b', '/a/bc'), undefined);
    assert.equal(pathInside('/a/b', '/a/b/..c'), '..c');
  });
});
