import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn, type RunGit } from '../../../../src/engine/learn/history/git';
import { createHistory, historyKey, LIMITS } from '../../../../src/engine/learn/history/history';
import type { PatternStore } from '../../../../src/engine/learn/store/ports';
import { memoryStore } from '../../../support/memory-store';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';
import { counted, logOf } from './support';

const ENV = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nowhere' };
const FILES = ['src/total.ts', 'src/mail.ts', 'test/total.test.ts', 'new.ts'];
const never = new AbortController().signal;

describe('history of a workspace', () => {
  let workspace: TempWorkspace;
  let edits = 0;

  const commit = async (message: string, ...paths: string[]): Promise<void> => {
    edits += 1;
    await workspace.write(Object.fromEntries(paths.map((path) => [path, `export const edit = ${edits};\n`])));
    workspace.git('add', '-A');
    workspace.git('commit', '-q', '-m', message);
  };
  const open = (root = workspace.root, store: PatternStore = memoryStore(), run: RunGit = gitIn(root, ENV)) => {
    const log: string[] = [];
    const { git, asked } = counted(run);
    const history = createHistory(root, { store, git, clock: { now: () => 0 }, log: (line) => log.push(line) });
    const rank = async (text: string, files: string[] = []) =>
      (await history.rank({ text, files }, FILES, never)).map(({ path }) => path);
    return { log, asked, rank, history };
  };

  beforeEach(async () => {
    workspace = await tempWorkspace();
    workspace.git('init', '-q', '-b', 'main');
    await commit('Start', 'src/total.ts', 'src/mail.ts', 'test/total.test.ts', 'README.md');
    await commit('Round totals', 'src/total.ts', 'test/total.test.ts');
    await commit('Send mail', 'src/mail.ts');
    await commit('Describe', 'README.md');
    await commit('Describe more', 'README.md');
  });
  afterEach(() => workspace.remove());

  it('ranks files by the words of messages and by what changed together', async () => {
    const { rank, log } = open();
    assert.deepEqual(await rank('mails'), ['src/mail.ts']);
    assert.deepEqual(await rank('', ['test/total.test.ts']), ['src/total.ts']);
    assert.deepEqual(log, []);
  });

  it('is read once, kept, and continued from the last commit', async () => {
    const store = memoryStore();
    const first = open(workspace.root, store);
    await first.rank('mail');
    await first.rank('mail');
    assert.equal(first.asked.filter((name) => name === 'log').length, 1);
    const second = open(workspace.root, store);
    assert.deepEqual(await second.rank('mail'), ['src/mail.ts']);
    assert.deepEqual(second.asked, ['rev-parse']);
    await commit('Invoice', 'new.ts', 'src/mail.ts');
    assert.deepEqual((await second.rank('invoices')).sort(), ['new.ts', 'src/mail.ts']);
    assert.equal(counterOf(store, workspace.root), 5);
  });

  it('is read once for those who ask at the same time', async () => {
    const { asked, rank } = open();
    assert.deepEqual(await Promise.all([rank('mail'), rank('mail')]), [['src/mail.ts'], ['src/mail.ts']]);
    assert.equal(asked.filter((name) => name === 'log').length, 1);
  });

  it('only sees ancestors of HEAD: an older commit and another branch are counted anew', async () => {
    const store = memoryStore();
    const { rank } = open(workspace.root, store);
    await commit('Invoice', 'new.ts', 'src/mail.ts');
    assert.ok((await rank('invoice')).includes('new.ts'));
    workspace.git('checkout', '-q', 'HEAD^');
    assert.deepEqual(await rank('invoice'), []);
    workspace.git('checkout', '-q', '-b', 'side');
    await commit('Ledger', 'new.ts');
    assert.deepEqual(await rank('ledger'), ['new.ts']);
    workspace.git('checkout', '-q', 'main');
    assert.deepEqual(await rank('ledger'), []);
  });

  it('is read also where an old text is missing, as in a damaged clone', async () => {
    await commit('Tell', 'old.ts');
    workspace.git('mv', 'old.ts', 'told.ts');
    await commit('Move', 'told.ts');
    const blob = execFileSync('git', ['rev-parse', 'HEAD~1:old.ts'], { cwd: workspace.root, encoding: 'utf8' });
    const hash = blob.trim();
    await rm(join(workspace.root, '.git/objects', hash.slice(0, 2), hash.slice(2)), { force: true });
    const { rank, log, asked, history } = open();
    assert.deepEqual(await rank('mails'), ['src/mail.ts']);
    assert.deepEqual(log, []);
    for (let time = 0; time < 2; time += 1) await history.lines({ text: 'mails', files: [] }, never);
    assert.equal(log.length, 1);
    assert.equal(asked.filter((name) => name === 'log').length, 3);
  });

  it('follows renames, also between two readings', async () => {
    const { rank } = open();
    await rank('mail');
    workspace.git('mv', 'src/mail.ts', 'new.ts');
    workspace.git('commit', '-q', '-m', 'Move');
    assert.deepEqual(await rank('sending'), ['new.ts']);
  });

  it('knows which lines changed, also after a rename and in a workspace inside of the repository', async () => {
    const code = (...marks: string[]) =>
      ['a', 'b', 'c', 'd'].map((name, at) => `${name}${marks[at] ?? ''}`).join('\n\n');
    const write = async (path: string, text: string, message: string): Promise<void> => {
      await workspace.write({ [path]: text });
      workspace.git('add', '-A');
      workspace.git('commit', '-q', '-m', message);
    };
    for (const setting of ['diff.noprefix', 'diff.mnemonicPrefix']) workspace.git('config', setting, 'true');
    workspace.git('config', 'diff.interHunkContext', '9');
    await write('packages/größe/old.ts', code(), 'Add letters');
    await write('packages/größe/old.ts', code('', '', '!'), 'Shout');
    workspace.git('mv', 'packages/größe/old.ts', 'packages/größe/new.ts');
    await write('packages/größe/new.ts', `first\n${code('', '', '!')}`, 'Move');
    const { history, log } = open(join(workspace.root, 'packages/größe'));
    const likely = await history.lines({ text: 'shouting', files: [] }, never);
    const scores = [1, 2, 4, 6, 8].map((line) => likely('new.ts', { startLine: line, endLine: line }) > 0);
    assert.deepEqual([scores, log], [[false, false, false, true, false], []]);
    await write('packages/größe/new.ts', `zero\nfirst\n${code('', '', '!')}`, 'Count');
    const later = await history.lines({ text: 'shouting', files: [] }, never);
    assert.ok(later('new.ts', { startLine: 7, endLine: 7 }) > 0);
  });

  it('names files relative to a workspace inside of the repository, and leaves out others', async () => {
    const history = createHistory(join(workspace.root, 'src'), {
      store: memoryStore(),
      git: gitIn(join(workspace.root, 'src'), ENV),
      clock: { now: () => 0 },
      log: assert.fail,
    });
    const ranked = await history.rank({ text: 'mail totals', files: [] }, ['mail.ts', 'total.ts', 'README.md'], never);
    assert.deepEqual(ranked.map(({ path }) => path).sort(), ['mail.ts', 'total.ts']);
  });

  it('is empty without git, without a repository and before the first commit, and no error', async () => {
    const plain = await tempWorkspace({ 'src/mail.ts': '' });
    try {
      const outside = open(
        plain.root,
        memoryStore(),
        gitIn(plain.root, { ...ENV, GIT_CEILING_DIRECTORIES: plain.root }),
      );
      assert.deepEqual([await outside.rank('mail'), outside.log], [[], []]);
      plain.git('init', '-q');
      const unborn = open(plain.root);
      assert.deepEqual([await unborn.rank('mail'), unborn.log], [[], []]);
      const without = open(workspace.root, memoryStore(), gitIn(workspace.root, { PATH: '/nowhere' }));
      assert.deepEqual([await without.rank('mail'), without.log], [[], []]);
    } finally {
      await plain.remove();
    }
  });

  it('does not take the border of a shallow clone for one change, and reads more once there is more', async () => {
    const clone = await tempWorkspace();
    try {
      execFileSync('git', ['clone', '-q', '--depth', '2', `file://${workspace.root}`, clone.root], { stdio: 'ignore' });
      const { rank, log } = open(clone.root);
      assert.deepEqual([await rank('mail'), log], [[], []]);
      execFileSync('git', ['fetch', '-q', '--unshallow'], { cwd: clone.root, stdio: 'ignore' });
      assert.deepEqual(await rank('mail'), ['src/mail.ts']);
    } finally {
      await clone.remove();
    }
  });

  it('goes on where replaced parents cut the history off, and where they join another one to it', async () => {
    const graft = (...parents: readonly string[]): void => {
      workspace.git('replace', '-f', '--graft', 'HEAD~2', ...parents);
    };
    graft();
    const { history: cut } = open();
    assert.deepEqual((await cut.rank({ text: 'mail', files: [] }, FILES, never)).length <= FILES.length, true);
    workspace.git('checkout', '-q', '--orphan', 'old');
    await commit('Invoice', 'new.ts', 'src/mail.ts');
    workspace.git('checkout', '-q', 'main');
    graft('old');
    const { history } = open();
    const ranked = await history.rank({ text: 'invoice', files: [] }, FILES, never);
    assert.ok(ranked.every(({ path }) => FILES.includes(path)));
  });

  it('reads a damaged value anew and says so, and goes on when the store fails', async () => {
    for (const value of ['no JSON', { version: 1 }, 7]) {
      const store = memoryStore(new Map<string, unknown>([[historyKey(workspace.root), value]]));
      const { rank, log } = open(workspace.root, store);
      assert.deepEqual(await rank('mail'), ['src/mail.ts']);
      assert.match(log.join('\n'), /not readable, so the history is read again/);
      assert.equal(counterOf(store, workspace.root), 4);
    }
    const fails = () => Promise.reject(new Error('disk full'));
    const { rank, log } = open(workspace.root, { ...memoryStore(), save: fails });
    assert.deepEqual(await rank('mail'), ['src/mail.ts']);
    assert.match(log.join('\n'), /Couldn't keep .*disk full/);
    const unreadable = open(workspace.root, { ...memoryStore(), load: fails, save: fails });
    assert.deepEqual(await unreadable.rank('mail'), []);
    assert.match(unreadable.log.join('\n'), /Couldn't read the history .*disk full/);
  });

  it('rejects only when it is aborted', async () => {
    const { history } = open();
    const reason = new Error('stopped');
    await assert.rejects(history.rank({ text: 'mail', files: [] }, FILES, AbortSignal.abort(reason)), reason);
  });
});

/** How many commits are stored. */
function counterOf(store: ReturnType<typeof memoryStore>, root: string): unknown {
  return (store.values.get(historyKey(root)) as { commits: number }).commits;
}

describe('a history of 100,000 commits', () => {
  /** Prints commits until it is aborted, as git does that isn't told how many. */
  function endless(
    total: number,
    state = { printed: 0 },
  ): { readonly git: RunGit; readonly state: { printed: number } } {
    const head = 'f'.repeat(40);
    const git: RunGit = async (args, onOutput, signal) => {
      if (args[0] === 'rev-parse') onOutput(Buffer.from(`false\n${head}\n`));
      if (args[0] !== 'log') return args[0] === 'rev-parse' ? 0 : 1;
      for (; state.printed < total; state.printed += 100) {
        await new Promise(setImmediate);
        if (signal.aborted) throw signal.reason;
        const commits = Array.from({ length: 100 }, (_, at) => {
          const n = state.printed + at;
          const entries = ['M', `src/area${n % 40}/file${n % 997}.ts`, 'M', `test/file${n % 997}.test.ts`];
          return {
            message: `Change of word${'abcdefghij'[n % 10]} in area${n % 40}\n\n${'text '.repeat(50)}`,
            parents: 'p',
            entries,
          };
        });
        onOutput(Buffer.from(logOf(commits)));
      }
      return 0;
    };
    return { git, state };
  }
  const rankIn = async (git: RunGit, limits: Partial<typeof LIMITS>, store = memoryStore()) => {
    const history = createHistory('/ws', {
      store,
      git,
      clock: { now: () => 0 },
      log: assert.fail,
      limits: { ...LIMITS, ...limits },
    });
    const files = Array.from({ length: 997 }, (_, at) => `src/area${at % 40}/file${at}.ts`);
    return history.rank({ text: 'worda', files: ['test/file10.test.ts'] }, files, never);
  };

  it('is read up to the bytes and the time that it may take, with what came until then', async function () {
    this.timeout(30_000);
    const bytes = endless(100_000);
    assert.ok((await rankIn(bytes.git, { bytes: 1_000_000 })).length > 0);
    assert.ok(bytes.state.printed < 10_000, `${bytes.state.printed} commits were read`);
    const time = endless(Number.POSITIVE_INFINITY);
    assert.ok((await rankIn(time.git, { ms: 200, bytes: Number.POSITIVE_INFINITY })).length > 0);
  });

  it('stays small and quick even if all of it comes', async function () {
    this.timeout(60_000);
    const store = memoryStore();
    const started = performance.now();
    const ranked = await rankIn(endless(100_000).git, { ms: 50_000, bytes: Number.POSITIVE_INFINITY }, store);
    assert.ok(ranked.length > 0);
    assert.ok(JSON.stringify(store.values.get(historyKey('/ws'))).length < 2_000_000);
    assert.ok(performance.now() - started < 50_000);
  });

  it('asks git for no more commits than it reads', async () => {
    const { git } = endless(100);
    const limits: string[] = [];
    await rankIn((args, onOutput, signal) => {
      limits.push(...args.filter((arg) => arg.startsWith('--max-count=')));
      return git(args, onOutput, signal);
    }, {});
    assert.deepEqual(limits, [`--max-count=${LIMITS.commits}`]);
  });
});
