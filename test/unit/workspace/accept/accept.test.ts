import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import type { Change } from '../../../../src/engine/contract/events';
import { thisProcess } from '../../../../src/engine/platform/process-identity';
import { findConflicts, writeChanges } from '../../../../src/engine/workspace/accept/accept';
import { recoverWrites } from '../../../../src/engine/workspace/accept/recover';

type Tree = Record<string, string>;

describe('accepting a change', () => {
  let base: string;
  let root: string;
  let state: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'loopcraft-accept-'));
    root = join(base, 'ws');
    state = join(base, 'state');
    await mkdir(root);
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('finds the files that are no longer what the change was made from', async () => {
    const current = new Map([
      ['a', '1'],
      ['b', 'edited'],
      ['new', 'made meanwhile'],
    ]);
    const changes = [
      change('a', '1', '2'),
      change('b', '1', '2'),
      change('new', null, 'x'),
      change('gone', '1', '2'),
      change('free', null, 'x'),
    ];
    assert.deepEqual(await findConflicts(changes, async (path) => current.get(path) ?? null), ['b', 'new', 'gone']);
  });

  it('writes, makes and deletes files, and leaves nothing else', async () => {
    await writeFiles({ 'a.ts': 'a', 'old/b.ts': '\uFEFFb\r\n', 'keep.ts': 'k' });
    assert.deepEqual(
      await writeChanges(
        root,
        [change('a.ts', 'a', 'A'), change('old/b.ts', '\uFEFFb\r\n', null), change('x/y/z.ts', null, 'z')],
        state,
      ),
      { ok: true },
    );
    assert.deepEqual(await tree(root), { 'a.ts': 'A', 'keep.ts': 'k', 'x/y/z.ts': 'z' });
    assert.deepEqual(await readdir(join(state, 'writes')), []);
  });

  it('keeps permission bits', async () => {
    await writeFiles({ 'run.sh': 'a' });
    await chmod(join(root, 'run.sh'), 0o755);
    assert.deepEqual(await writeChanges(root, [change('run.sh', 'a', 'b')], state), { ok: true });
    assert.equal((await stat(join(root, 'run.sh'))).mode & 0o777, 0o755);
  });

  it('writes nothing when any file changed meanwhile', async () => {
    await writeFiles({ 'a.ts': 'a', 'b.ts': 'edited' });
    const result = await writeChanges(
      root,
      [change('a.ts', 'a', 'A'), change('b.ts', 'b', 'B'), change('c.ts', null, 'c')],
      state,
    );
    assert.ok(!result.ok);
    assert.match(result.message, /^Nothing was written: b\.ts changed since the run started\. Run again/);
    assert.deepEqual(await tree(root), { 'a.ts': 'a', 'b.ts': 'edited' });
  });

  it('refuses what leaves the workspace, and a path named twice', async () => {
    await mkdir(join(base, 'outside'));
    await writeFile(join(base, 'outside/o.ts'), 'o');
    await writeFiles({ 'real/a.ts': 'a' });
    await symlink(join(base, 'outside'), join(root, 'out'));
    await symlink(join(base, 'outside/o.ts'), join(root, 'o.ts'));
    await symlink(join(root, 'real'), join(root, 'in'));
    const before = await tree(base);
    for (const changes of [
      [change('out/new.ts', null, 'x')],
      [change('o.ts', 'o', 'x')],
      [change('../outside/o.ts', 'o', 'x')],
      [change(join(base, 'outside/o.ts'), 'o', 'x')],
      [change('real/a.ts', 'a', 'x'), change('in/a.ts', 'a', 'y')],
      [change('.git/config', null, 'x')],
    ]) {
      const result = await writeChanges(root, changes, state);
      assert.ok(!result.ok, JSON.stringify(changes));
      assert.match(result.message, /^Nothing was written: /);
    }
    assert.deepEqual(await tree(base), before);
    assert.deepEqual(await writeChanges(root, [change('in/a.ts', 'a', 'A')], state), { ok: true });
    assert.equal(await readFile(join(root, 'real/a.ts'), 'utf8'), 'A');
  });

  it('says what cannot be replaced', async () => {
    await mkdir(join(root, 'folder.ts'));
    const folder = await writeChanges(root, [change('folder.ts', null, 'x')], state);
    assert.ok(!folder.ok);
    assert.match(folder.message, /^Nothing was written: `folder\.ts` .*folder\.$/);
    await writeFiles({ file: 'f' });
    const below = await writeChanges(root, [change('new.ts', null, 'n'), change('file/below.ts', null, 'x')], state);
    assert.ok(!below.ok);
    assert.deepEqual(await tree(root), { file: 'f' });
  });

  it('has nothing to recover where nothing was interrupted', async () => {
    assert.deepEqual(await recoverWrites(state), []);
    await writeFiles({ 'a.ts': 'a' });
    await writeChanges(root, [change('a.ts', 'a', 'b')], state);
    assert.deepEqual(await recoverWrites(state), []);
  });

  it('keeps a record that it cannot read, under another name', async () => {
    await mkdir(join(state, 'writes'), { recursive: true });
    await writeFile(join(state, 'writes/x.json'), '{"version":');
    assert.match((await recoverWrites(state)).join('\n'), /cannot be read; it is kept/);
    assert.deepEqual(await recoverWrites(state), []);
  });

  it('writes any texts exactly', async () => {
    const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), async (texts) => {
        const dir = await mkdtemp(join(base, 'case-'));
        const changes = texts.map(([before, after], index) => change(`d${index % 2}/f${index}`, before, after));
        for (const { path, before } of changes) if (before !== null) await writeText(join(dir, path), before);
        assert.deepEqual(await writeChanges(dir, changes, state), { ok: true });
        assert.deepEqual(
          await tree(dir),
          Object.fromEntries(changes.flatMap(({ path, after }) => (after === null ? [] : [[path, after]]))),
        );
      }),
      { numRuns: 25 },
    );
  });

  describe('that is interrupted', () => {
    const BEFORE: Tree = { 'a.ts': 'a', 'b.ts': 'b', 'gone.ts': 'g', 'keep.ts': 'k' };
    const AFTER: Tree = { 'a.ts': 'A', 'b.ts': 'B', 'keep.ts': 'k', 'made/new.ts': 'n' };
    const CHANGES = [
      change('a.ts', 'a', 'A'),
      change('made/new.ts', null, 'n'),
      change('gone.ts', 'g', null),
      change('b.ts', 'b', 'B'),
    ];
    let writer: string;
    let built: string;
    before(async function () {
      this.timeout(30_000);
      built = await mkdtemp(join(tmpdir(), 'loopcraft-accept-built-'));
      writer = join(built, 'writer.cjs');
      await build({
        stdin: { contents: WRITER, resolveDir: process.cwd(), loader: 'ts' },
        outfile: writer,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        logLevel: 'error',
      });
    });
    after(() => rm(built, { recursive: true, force: true }));

    /** Runs the write in a process of its own, which is killed just before its n-th change of the disk. */
    const killAt = (step: number) =>
      spawnSync(process.execPath, [writer, String(step), root, JSON.stringify(CHANGES), state], { encoding: 'utf8' });

    it('by a kill at any step: afterwards all files are old, or all are new', async function () {
      this.timeout(60_000);
      const outcomes = { old: 0, new: 0, torn: 0 };
      for (let step = 1; ; step++) {
        await rm(root, { recursive: true });
        await writeFiles(BEFORE);
        const { signal, stdout } = killAt(step);
        if (signal !== 'SIGKILL') {
          assert.equal(stdout, '{"ok":true}');
          assert.deepEqual(await tree(root), AFTER);
          break;
        }
        const left = JSON.stringify(await tree(root));
        if (left !== JSON.stringify(BEFORE) && left !== JSON.stringify(AFTER)) outcomes.torn += 1;
        await recoverWrites(state);
        const now = await tree(root);
        const isOld = JSON.stringify(now) === JSON.stringify(BEFORE);
        assert.deepEqual(now, isOld ? BEFORE : AFTER, `killed at step ${step}`);
        outcomes[isOld ? 'old' : 'new'] += 1;
        assert.deepEqual(await recoverWrites(state), []);
      }
      assert.ok(outcomes.old >= 3 && outcomes.new >= 3 && outcomes.torn >= 3, JSON.stringify(outcomes));
    });

    it('by an error at any step: nothing is written, and it says so', async () => {
      for (let step = 1; ; step++) {
        await rm(root, { recursive: true });
        await writeFiles(BEFORE);
        const result = await failingAt(step, () => writeChanges(root, CHANGES, state));
        if (result.ok) break;
        assert.match(result.message, /Nothing was written: no space left\. Fix that/);
        assert.deepEqual(await tree(root), BEFORE, `failed at step ${step}`);
        assert.deepEqual(await readdir(join(root)), ['a.ts', 'b.ts', 'gone.ts', 'keep.ts']);
        assert.deepEqual(await recoverWrites(state), []);
      }
      assert.deepEqual(await tree(root), AFTER);
    });

    it('and edited before it is recovered: the edit is kept, the rest is undone', async () => {
      await writeFiles(BEFORE);
      while (!(await isTorn())) await tearFurther();
      await writeFile(join(root, 'b.ts'), 'my own');
      const [line] = await recoverWrites(state);
      assert.match(line ?? '', /b\.ts changed since: your text is kept there/);
      assert.deepEqual(await tree(root), { ...BEFORE, 'b.ts': 'my own' });
    });

    it('leaves the write of a living process alone', async () => {
      await writeFiles(BEFORE);
      while (!(await isTorn())) await tearFurther();
      const [name = ''] = await readdir(join(state, 'writes'));
      const record: { owner: unknown } = JSON.parse(await readFile(join(state, 'writes', name), 'utf8'));
      await writeFile(join(state, 'writes', name), JSON.stringify({ ...record, owner: thisProcess() }));
      const left = await tree(root);
      assert.deepEqual(await recoverWrites(state), []);
      assert.deepEqual(await tree(root), left);
    });

    let step = 0;
    const isTorn = async () => (await tree(root))['a.ts'] === 'A';
    async function tearFurther(): Promise<void> {
      await rm(root, { recursive: true });
      await rm(state, { recursive: true, force: true });
      await writeFiles(BEFORE);
      step += 1;
      killAt(step);
    }
    beforeEach(() => {
      step = 8;
    });
  });

  function change(path: string, before: string | null, after: string | null): Change {
    return { path, before, after };
  }

  async function writeFiles(files: Tree): Promise<void> {
    for (const [path, text] of Object.entries(files)) await writeText(join(root, path), text);
  }
});

/** The calls by which a write changes the disk. */
const STEPS = ['mkdir', 'open', 'rename', 'rm'] as const;

/** A program that writes the changes and is killed just before its n-th step. */
const WRITER = `
  import fs from 'node:fs/promises';
  import { writeChanges } from './src/engine/workspace/accept/accept';
  const [at, root, changes, state] = process.argv.slice(2);
  let step = 0;
  for (const name of ${JSON.stringify(STEPS)}) {
    const real = fs[name];
    fs[name] = (...args) => {
      if (++step === Number(at)) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    };
  }
  writeChanges(root, JSON.parse(changes), state).then((result) => process.stdout.write(JSON.stringify(result)));
`;

/** Does the work with its n-th step failing, as on a full disk. */
async function failingAt<T>(at: number, work: () => Promise<T>): Promise<T> {
  const real = { ...fs };
  let step = 0;
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      step += 1;
      if (step === at) throw new Error('no space left');
      return call(...args);
    };
  // Deleting does not fail on a full disk.
  Object.assign(fs, { mkdir: guarded(real.mkdir), open: guarded(real.open), rename: guarded(real.rename) });
  try {
    return await work();
  } finally {
    Object.assign(fs, real);
  }
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Every file below a folder with its text; links are not followed. */
async function tree(dir: string): Promise<Tree> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path.slice(dir.length + 1), await readFile(path, 'utf8')])),
  );
}
