import assert from 'node:assert/strict';
import type { TestFile } from '../../../../src/engine/contract/test-run';
import { instrument } from '../../../../src/engine/test-runner/command/instrument';
import { preparePlan } from '../../../../src/engine/test-runner/command/plan';
import { ADAPTERS } from '../../../../src/engine/test-runner/runners';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const FILES = [
  { path: 'test/a b.test.ts', names: ['sum > adds', 'sum > (more)'] },
  { path: 'test/[id].test.ts', names: ['alone?'] },
];
const NAMES = '^(?:sum|alone\\?)(?= |$)';

/** How a runner is narrowed to FILES if these words follow its name. */
const narrowed = (runner: keyof typeof ADAPTERS, words: string) =>
  ADAPTERS[runner].narrow({ kind: 'files', files: FILES }, words === '' ? [] : words.split(' '));

describe('narrowing to files', () => {
  const paths = FILES.map(({ path }) => path);
  const patterns = ['test\\/a b\\.test\\.ts', 'test\\/\\[id\\]\\.test\\.ts'];

  it('passes them to a runner whose command names none', () => {
    assert.deepEqual(narrowed('vitest', 'run --config vitest.unit.ts --coverage'), { options: [], files: paths });
    assert.deepEqual(narrowed('jest', '--coverage --config jest.unit.js -w 2'), { options: [], files: patterns });
    assert.deepEqual(narrowed('playwright', '--project chromium'), { options: [], files: patterns });
    assert.deepEqual(narrowed('bun', '--timeout 100'), { options: [], files: paths.map((path) => `./${path}`) });
  });

  it('selects by name if the command names files, because runners would add the others to them', () => {
    for (const [runner, words, option] of [
      ['jest', 'src --ci', '-t'],
      ['mocha', '', '--grep'],
      ['mocha', 'test/**/*.js', '--grep'],
      ['bun', 'src', '-t'],
    ] as const) {
      assert.deepEqual(narrowed(runner, words), { options: [option, NAMES], files: [] }, `${runner} ${words}`);
    }
    for (const words of ['run src', 'related src/a.ts --run'])
      assert.deepEqual(narrowed('vitest', words), { options: ['-t', NAMES.replace('^', '^ ?')], files: [] }, words);
    assert.deepEqual(narrowed('playwright', 'e2e')?.options, ['--grep', NAMES.replace('^', '(?:^| )')]);
  });

  it('replaces the files in a command of node:test', () => {
    assert.deepEqual(narrowed('node:test', 'src/*.test.ts more'), { options: [], files: paths, replaceFrom: 0 });
    assert.deepEqual(narrowed('node:test', '--import tsx --test-timeout 500 --test-concurrency=2 src'), {
      options: [],
      files: paths,
      replaceFrom: 5,
    });
    assert.deepEqual(narrowed('node:test', '--test-only --experimental-test-coverage src'), {
      options: [],
      files: paths,
      replaceFrom: 2,
    });
    assert.deepEqual(narrowed('node:test', ''), { options: [], files: paths, replaceFrom: 0 });
  });

  it('keeps a selection by name in the user’s command, and needs names to select by name', () => {
    for (const [runner, words] of [
      ['vitest', 'run src -t fast'],
      ['jest', 'src --testNamePattern=fast'],
      ['mocha', '-g fast'],
      ['mocha', '--invert'],
      ['bun', 'src -t fast'],
    ] as const) {
      assert.equal(narrowed(runner, words), undefined, `${runner} ${words}`);
    }
    assert.equal(ADAPTERS.mocha.narrow({ kind: 'files', files: [{ path: 'new.test.js', names: [] }] }, []), undefined);
  });
});

describe('preparePlan', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace({
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/a/package.json': '{"scripts":{"test":"node --import x --test \'src/*.js\' && echo done"}}',
      'packages/b/package.json': '{"scripts":{"test":"mocha"}}',
    });
  });
  afterEach(() => workspace.remove());
  const line = async (command: string, files: readonly { path: string; names: readonly string[] }[]) => {
    const { line: text, narrowed: isNarrowed } = await preparePlan(
      { dir: workspace.root, command: { command, runner: 'mocha', why: '' }, files, timeoutMs: 1 },
      { temp: workspace.root },
    );
    return [
      text.replaceAll(/ --(?:require|(?:test-)?reporter\S*)(?: \S*reporter\.cjs)?| --full-trace/g, ''),
      isNarrowed,
    ] as const;
  };

  it('lets Node write to a file, because Node 22.23 ends red when it flushes a device', async () => {
    const command = { command: 'node --test', runner: 'node:test', why: '' } as const;
    const { line: text } = await preparePlan({ dir: workspace.root, command, timeoutMs: 1 }, { temp: workspace.root });
    const [, destination = ''] = /--test-reporter-destination=(?!stdout)(\S+)/.exec(text) ?? [];
    assert.ok(destination.startsWith(workspace.root), text);
  });

  it('measures no coverage of its own where what some tests run is recorded', async () => {
    const lineOf = async (command: string, more: { files?: readonly TestFile[]; coverage?: boolean }) => {
      const request = { dir: workspace.root, command: { command, runner: 'command', why: '' } as const, timeoutMs: 1 };
      const { line: text } = await preparePlan({ ...request, ...more }, { temp: workspace.root });
      return text.split(' ').filter((word) => /coverage|true/.test(word));
    };
    const files = [{ path: 'a.test.js', names: ['a'] }];
    const cases: readonly [string, readonly string[]][] = [
      ['vitest run', ['--coverage.enabled=false']],
      ['vitest run --coverage', ['--coverage.enabled=false']],
      ['jest --coverage true --ci', ['--coverage=false']],
      ['jest --collectCoverage=true', ['--coverage=false']],
      ['vitest run --coverage.reporter text', ['--coverage.reporter']],
      ['mocha', []],
    ];
    for (const [command, expected] of cases) {
      assert.deepEqual(await lineOf(command, { files, coverage: true }), expected, command);
      for (const more of [{ files }, { coverage: true }])
        assert.ok(
          (await lineOf(command, more)).every((word) => !word.endsWith('=false')),
          command,
        );
    }
  });

  it('narrows each package to its own files, relative to its folder, and leaves out the others', async () => {
    const [one, isNarrowed] = await line('npm test -ws', [{ path: 'packages/a/src/x.test.js', names: ['x'] }]);
    assert.equal(isNarrowed, true);
    assert.match(one, /node --import x --test {1,2}src\/x\.test\.js\)\)$/);
    assert.doesNotMatch(one, /mocha/);
    const [both] = await line('npm test -ws', [
      { path: 'packages/a/src/x.test.js', names: ['x'] },
      { path: 'packages/b/y.js', names: ['y z'] },
    ]);
    assert.match(both, /--test {1,2}src\/x\.test\.js[\s\S]*mocha --grep '\^\(\?:y z\)/);
  });

  it('runs everything if a runner has none of the files, two share a folder, or the line is too long', async () => {
    const file = { path: 'packages/b/y.js', names: ['y'] };
    assert.equal((await line('cd packages/a && node --test && cd ../b && npx mocha', [file]))[1], false);
    assert.equal((await line('mocha a.js && node --test', [file]))[1], false);
    const [text, isNarrowed] = await line('mocha', [
      { path: 'a.js', names: Array.from({ length: 20_000 }, (_, index) => `test ${index}`) },
    ]);
    assert.deepEqual([text, isNarrowed], ['mocha', false]);
    assert.equal((await line('make test', [file]))[1], false);
  });

  it('replaces files at the end of a command and keeps the options before them', async () => {
    const instrumentationFor = () => ({
      flags: '<flags>',
      where: 'after-name' as const,
      optionAction: () => 'keep' as const,
      replacements: new Map(),
      files: { text: 'new.js', replaceFrom: 2 },
    });
    const packages = { at: async () => undefined, members: async () => [], projects: async () => [] };
    assert.equal(
      (
        await instrument('node --test --import x "a b.js" c.js && echo', { packages, instrumentationFor })
      ).line.replaceAll(/ +/g, ' '),
      'node --test <flags> --import x new.js && echo',
    );
  });
});
