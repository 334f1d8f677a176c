import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestFile, TestProblem, TestReport, TestTarget } from '../../src/engine/contract/test-run';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';
import { untimed } from '../support/untimed';

/** One suite for every runner: `head` imports its functions, `equal` writes a typical comparison. */
const suite = (head: string, equal: (actual: string, expected: string) => string) => `${head}
describe('sum', () => {
  describe('of two', () => {
    it('adds', () => { ${equal('sum(1, 1)', '2')} });
    it('compares', () => { ${equal('sum(1, 1)', '3')} });
    it('throws', () => { boom(); });
    it.skip('skips', () => {});
  });
});
`;
const CHAI_LIKE = (actual: string, expected: string) => `expect(${actual}).toEqual(${expected});`;
const ASSERT = (actual: string, expected: string) => `assert.deepEqual(${actual}, ${expected});`;
const SUBJECT = 'exports.sum = (a, b) => a + b;\nexports.boom = () => {\n  throw new RangeError("too big");\n};\n';
const MODULE = SUBJECT.replaceAll('exports.', 'export const ');

interface Case {
  /** Imports `describe` and `it` if they are not global. */
  readonly head: string;
  readonly packages: readonly string[];
  readonly script: string;
  readonly file: string;
  readonly files: Readonly<Record<string, string>>;
  readonly broken: Readonly<Record<string, string>>;
}

/** A second suite without its imports. It passes, and has a test outside of any `describe`. */
const OTHER_SUITE =
  "describe('other (one)', () => {\n  it('a', () => {});\n  it('b', () => {});\n});\nit('c', () => {});\n";
/** A suite of which one test passes, and another one leaves something behind. */
const HOOK_FAILS = `describe('hook', () => {
  let left = 0;
  afterEach(() => { if (left !== 0) throw new Error('something is left'); });
  it('leaves something', () => { left = sum(1, 2); });
});
describe('other', () => {
  it('leaves nothing', () => {});
});
`;
const executed = ({ tests }: TestReport): string[] =>
  tests.filter(({ status }) => status !== 'skipped').map(({ name }) => name);

const CASES: Record<'vitest' | 'jest' | 'mocha' | 'node:test', Case> = {
  vitest: {
    head: "import { describe, it } from 'vitest';\n",
    packages: ['vitest'],
    script: 'vitest',
    file: 'src/sum.test.ts',
    files: {
      'src/sum.ts': MODULE,
      'src/sum.test.ts': suite(
        "import { describe, expect, it } from 'vitest'; import { boom, sum } from './sum';",
        CHAI_LIKE,
      ),
    },
    broken: { 'src/load.test.ts': "import './nope';", 'src/syntax.test.ts': 'const x = ;' },
  },
  jest: {
    head: '',
    packages: ['jest'],
    script: 'jest',
    file: 'src/sum.test.js',
    files: { 'src/sum.js': SUBJECT, 'src/sum.test.js': suite("const { boom, sum } = require('./sum');", CHAI_LIKE) },
    broken: { 'src/load.test.js': "require('./nope');", 'src/syntax.test.js': 'const x = ;' },
  },
  mocha: {
    head: '',
    packages: ['mocha'],
    script: 'mocha "test/*.js" --reporter dot',
    file: 'test/sum.js',
    files: {
      'src/sum.js': SUBJECT,
      'test/sum.js': suite(
        "const assert = require('node:assert/strict'); const { boom, sum } = require('../src/sum');",
        ASSERT,
      ),
    },
    broken: {},
  },
  'node:test': {
    head: "import { describe, it } from 'node:test';\n",
    packages: ['tsx'],
    script: 'node --import tsx --test src/*.test.ts',
    file: 'src/sum.test.ts',
    files: {
      'src/sum.ts': MODULE,
      'src/sum.test.ts': suite(
        "import assert from 'node:assert/strict'; import { describe, it } from 'node:test'; " +
          "import { boom, sum } from './sum.ts';",
        ASSERT,
      ),
    },
    broken: { 'src/load.test.ts': "import './nope';", 'src/syntax.test.ts': 'const x = ;' },
  },
};

const GLOBAL_IT = { head: '', file: 'cut.test.js' };
const CUT_SHORT: Record<
  string,
  { packages: readonly string[]; script: string; head: string; file: string; message: RegExp }
> = {
  jest: {
    ...GLOBAL_IT,
    packages: ['jest'],
    script: 'jest',
    message: /ended with exit code 0 before jest had reported/,
  },
  mocha: {
    ...GLOBAL_IT,
    packages: ['mocha'],
    script: 'mocha *.test.js',
    message: /ended with exit code 0 before mocha had reported/,
  },
  'node:test': {
    packages: [],
    script: 'node --test',
    head: "const { it } = require('node:test');\n",
    file: 'cut.test.js',
    message: /cut\.test\.js ended before any of its tests had a result/,
  },
};

/** The words after `vitest` by which people run it once, or watch; a check runs all of them once. */
const ONE_OFF_RUNS = [
  ...['', '--run', '--run=true', '--run true', 'run', 'run --run', '--coverage.enabled=false --run', 'run -r .'],
  ...['related src/add.ts --run', 'related src/add.ts --run --passWithNoTests', '--run src'],
  ...['--watch', '--watch false', '--watch=false', '--no-watch', '-w', '-w false', '-w=false', 'watch', 'dev'],
  ...['watch --run', 'run --watch false src', '--ui false', '--reporter verbose --run', '--run -- src'],
];

const never = new AbortController().signal;
const targetOf = ({ name, path }: TestTarget): TestTarget => ({ name, path });
/** What of a test file's path is different in that of its subject. */
const SUBJECTS: Readonly<Record<string, string>> = { 'test/': 'src/', '.test': '' };

describe('createTestRunner', () => {
  let workspace: TempWorkspace;
  const runner = createTestRunner({ env: process.env, log: () => {}, runProcess });
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  interface Request {
    readonly setting?: string | undefined;
    readonly targets?: readonly TestTarget[] | undefined;
    readonly files?: readonly TestFile[];
    readonly timeoutMs?: number;
    readonly coverage?: boolean;
    readonly signal?: AbortSignal;
  }
  const run = async ({
    setting,
    targets,
    files,
    timeoutMs = 60_000,
    coverage = false,
    signal = never,
  }: Request): Promise<TestReport | { problem: TestProblem }> => {
    const command = await runner.detect(workspace.root, setting);
    assert.ok(!('problem' in command));
    return runner.run(
      {
        dir: workspace.root,
        command,
        timeoutMs,
        coverage,
        ...(targets ? { targets } : {}),
        ...(files ? { files } : {}),
      },
      signal,
    );
  };
  const reportOf = async (request: Request): Promise<TestReport> => {
    const found = await run(request);
    assert.ok(!('problem' in found), JSON.stringify(found));
    return found;
  };
  const report = (setting?: string, targets?: readonly TestTarget[]): Promise<TestReport> =>
    reportOf({ setting, targets });

  for (const [name, { head, packages, script, file, files, broken }] of Object.entries(CASES)) {
    it(`reads the results of ${name}, including suites that do not load, and which functions ran`, async () => {
      await workspace.write({ 'package.json': JSON.stringify({ scripts: { test: script } }), ...files, ...broken });
      await workspace.install(...packages);
      const found = await reportOf({ coverage: true });
      assert.equal(found.runner, name);
      assert.notEqual(found.exitCode, 0);
      const sum = found.tests.filter(({ path }) => path === file);
      assert.ok(sum.filter(({ status }) => status !== 'skipped').every(({ ms }) => ms !== undefined && ms >= 0));
      assert.deepEqual(untimed(sum), [
        { name: 'sum > of two > adds', path: file, status: 'passed' },
        { name: 'sum > of two > compares', path: file, status: 'failed' },
        { name: 'sum > of two > throws', path: file, status: 'failed' },
        { name: 'sum > of two > skips', path: file, status: 'skipped' },
      ]);
      assert.equal(found.executed, 3);
      assert.equal(found.passed, 1);

      const [compares, throws] = found.failed.filter(({ path }) => path === file);
      assert.equal(compares?.expected, '3');
      assert.equal(compares?.actual, '2');
      assert.equal(compares?.line, 5);
      assert.match(throws?.message ?? '', /^RangeError: too big$/);
      assert.equal(throws?.line, 6);
      assert.match(throws?.stack ?? '', /^at .*src\/sum\.[jt]s:3:\d+\)?\nat .*sum(?:\.test)?\.[jt]s:6:\d+\)?$/);

      const { failing = [], passing, files: covered = [] } = found.coverage ?? {};
      assert.deepEqual([failing, passing], [sum.filter(({ status }) => status === 'failed').map(targetOf), 1]);
      const subject = covered.find(
        ({ path }) => path === file.replace(/test\/|\.test/, (part) => SUBJECTS[part] ?? ''),
      );
      const ran = (subject?.functions ?? []).map((fn) => [fn.name.split('.').at(-1), fn.failed, fn.passed] as const);
      assert.deepEqual(
        ran.filter(([own, failed, passed]) => own !== '' && own !== 'get' && failed.length + passed > 0).sort(),
        [
          ['boom', [1], 0],
          ['sum', [0], 1],
        ],
      );

      const paths = Object.keys(broken).sort();
      assert.deepEqual(found.errors.map(({ path }) => path).sort(), paths);
      assert.deepEqual(
        found.failed
          .filter((failed) => failed.path !== file)
          .map((failed) => failed.path)
          .sort(),
        paths,
      );
      for (const { path, message } of found.errors)
        assert.match(message, path?.includes('load') ? /nope/ : /Unexpected token|Unexpected ";"|PARSE_ERROR/);
      assert.doesNotMatch(
        JSON.stringify([found.tests, found.failed, found.errors, found.output]),
        new RegExp(workspace.root),
      );
    });

    it(`knows what a test of ${name} ran behind which a hook fails`, async () => {
      const imports = (files[file] ?? '').split('\n')[0]?.replace(/\bit \}/, 'it, afterEach }');
      await workspace.write({
        'package.json': JSON.stringify({ scripts: { test: script } }),
        ...files,
        [file]: `${imports}\n${HOOK_FAILS}`,
      });
      await workspace.install(...packages);
      const { failed, coverage } = await reportOf({ coverage: true });
      assert.equal(failed.length, 1);
      assert.deepEqual([coverage?.failing, coverage?.passing], [failed.map(targetOf), 1]);
      const sum = coverage?.files.flatMap(({ functions }) => functions).find((fn) => /\bsum$/.test(fn.name));
      assert.deepEqual([sum?.failed, sum?.passed], [[0], 0]);
    });

    if (name === 'vitest')
      it('sees which functions ran under an environment for which Vite serves only its root', async () => {
        const environment =
          "export default { name: 'dom', viteEnvironment: 'client', setup: () => ({ teardown() {} }) };";
        await workspace.write({
          'package.json': JSON.stringify({ type: 'module', scripts: { test: script } }),
          'environment.js': environment,
          'vitest.config.js': "export default { test: { environment: './environment.js' } };",
          ...files,
        });
        await workspace.install(...packages);
        const { coverage, executed: count } = await reportOf({ coverage: true });
        assert.equal(count, 3);
        assert.deepEqual(coverage?.files.map(({ path }) => path).sort(), [file, file.replace('.test', '')]);
      });

    it(`runs only the target, or only some files, with ${name}`, async () => {
      const other = file.replace('sum', 'other');
      await workspace.write({
        'package.json': JSON.stringify({ scripts: { test: script } }),
        ...files,
        [other]: head + OTHER_SUITE,
      });
      await workspace.install(...packages);
      const [found, some] = await Promise.all([
        report(undefined, [{ name: 'sum > of two > adds', path: file }]),
        reportOf({ files: [{ path: other, names: ['other (one) > a', 'other (one) > b', 'c'] }] }),
      ]);
      assert.deepEqual(executed(found), ['sum > of two > adds']);
      assert.equal(found.failed.filter(({ path }) => path === file).length, 0);
      assert.equal(found.narrowed, true);
      assert.deepEqual(executed(some).sort(), ['c', 'other (one) > a', 'other (one) > b']);
      assert.deepEqual([some.exitCode, some.narrowed], [0, true]);
    });
  }

  it('neither forbids nor asks for colours, and reads results that have them', async () => {
    await workspace.write({
      'paint.js':
        "exports.red = (text) => (process.env.NO_COLOR === undefined ? '\\u001b[31m' + text + '\\u001b[39m' : text);",
      'a.test.js':
        "const { it } = require('node:test'); const assert = require('node:assert/strict');\n" +
        "const { red } = require('./paint.js');\n" +
        "it('paints', () => assert.equal(red('x'), '\\u001b[31mx\\u001b[39m'));\n" +
        "it('differs', () => assert.equal(red('x'), 'x'));\n" +
        "it('throws', () => { throw new Error(red('no')); });\n",
    });
    const found = await report('node --test');
    assert.deepEqual(found.tests.map(({ name, status }) => `${name} ${status}`).sort(), [
      'differs failed',
      'paints passed',
      'throws failed',
    ]);
    const failed = (wanted: string) => found.failed.find(({ name }) => name === wanted);
    assert.deepEqual([failed('differs')?.expected, failed('differs')?.actual], ['x', '\\u001b[31mx\\u001b[39m']);
    assert.equal(failed('throws')?.message, 'no');
    const tap = await report(
      `node -e "const paint = require('./paint.js').red;['TAP version 13', 'ok 1 - a', '1..1']` +
        `.forEach((line) => console.log(paint(line)))"`,
    );
    assert.deepEqual([tap.runner, untimed(tap.tests)], ['tap', [{ name: 'a', status: 'passed' }]]);
  });

  it('understands every spelling of a one-off run of vitest', async function () {
    this.timeout(120_000);
    await workspace.write({
      'package.json': '{"type":"module"}',
      'src/add.ts': 'export const add = (a: number, b: number): number => a + b;',
      'src/add.test.ts':
        "import { expect, it } from 'vitest'; import { add } from './add'; it('a', () => expect(add(1, 1)).toBe(2));",
    });
    await workspace.install('vitest');
    const check = async (words: string): Promise<void> => {
      const found = await report(`vitest ${words}`);
      assert.deepEqual([executed(found), found.exitCode, found.errors], [['a'], 0, []], words);
    };
    for (let at = 0; at < ONE_OFF_RUNS.length; at += 3) await Promise.all(ONE_OFF_RUNS.slice(at, at + 3).map(check));
    const target = await report('vitest run -t a --run', [{ name: 'a', path: 'src/add.test.ts' }]);
    assert.deepEqual([executed(target), target.exitCode], [['a'], 0]);
  });

  it('runs the whole command, and says so, if it cannot be narrowed', async () => {
    await workspace.write({
      'package.json': '{"scripts":{"test":"mocha --grep a test.js","both":"mocha test.js && node --test n.test.js"}}',
      'test.js': "it('a', () => {});",
      'n.test.js': "require('node:test').it('n', () => {});",
    });
    await workspace.install('mocha');
    const files = [{ path: 'test.js', names: ['a'] }];
    const [named, both] = await Promise.all([reportOf({ files }), reportOf({ setting: 'npm run both', files })]);
    assert.deepEqual([executed(named), named.narrowed], [['a'], undefined]);
    assert.deepEqual([executed(both), both.narrowed], [['a', 'n'], undefined]);
  });

  it('names the file at whose line a suite of jest stopped, where that is not its own', async () => {
    const settings = 'if (!process.env.NOT_THERE)\n  throw new Error("NOT_THERE is required");\n';
    await workspace.write({
      'package.json': JSON.stringify({ scripts: { test: 'jest' } }),
      'src/settings.js': settings,
      'a.test.js': "require('./src/settings');\nit('runs', () => {});\n",
      'b.test.js': "it('runs', () => {});\nthrow new Error('here');\n",
    });
    await workspace.install('jest');
    const { errors } = await report();
    const [there, here] = [...errors].sort((a, b) => (a.path ?? '').localeCompare(b.path ?? ''));
    assert.deepEqual([there?.path, there?.line], ['a.test.js', 1], 'where it loads that file');
    assert.match(there?.message ?? '', /NOT_THERE is required[\s\S]*> 2 \|[\s\S]*\n\nin src\/settings\.js$/);
    assert.deepEqual([here?.path, here?.line], ['b.test.js', 2]);
  });

  it('describes a mocha file that does not load by the output of mocha', async () => {
    await workspace.write({
      'package.json': '{"scripts":{"test":"mocha test/*.js"}}',
      'test/a.js': "\nrequire('./nope');",
    });
    await workspace.install('mocha');
    const found = await report();
    assert.equal(found.executed, 0);
    assert.notEqual(found.exitCode, 0);
    assert.equal(found.failed[0]?.path, 'test/a.js');
    assert.match(found.errors[0]?.message ?? '', /before mocha had reported[\s\S]*Cannot find module '\.\/nope'/);
    assert.doesNotMatch(found.errors[0]?.message ?? '', /node:internal|node_modules/);
  });

  for (const [name, { packages, script, head, file, message: expected }] of Object.entries(CUT_SHORT)) {
    it(`does not report a suite of ${name} as green if process.exit(0) cuts it short`, async () => {
      await workspace.write({
        'package.json': JSON.stringify({ scripts: { test: script } }),
        [file]: `${head}it('a', () => {});\nit('b', () => { process.exit(0); });\nit('c', () => {});\n`,
        [file.replace('cut', 'whole')]: `${head}it('d', () => {});\n`,
      });
      await workspace.install(...packages);
      const found = await report();
      assert.match([...found.failed, ...found.errors].map(({ message }) => message).join('\n'), expected);
      assert.ok(found.tests.every((test) => test.name !== 'b' || test.status !== 'passed'));
    });
  }

  it('names the tests without a result if a file of node:test ended early', async () => {
    await workspace.write({
      'late.test.js':
        "const { it, describe } = require('node:test');\n" +
        'const later = () => new Promise((resolve) => setTimeout(resolve, 100));\n' +
        "it('a', later); it('b', async () => { await later(); process.exit(0); });\n" +
        "describe('c', () => { it('d', () => {}); });",
    });
    const found = await report('node --test');
    assert.equal(found.exitCode, 0);
    assert.deepEqual(untimed(found.tests), [{ name: 'a', path: 'late.test.js', status: 'passed' }]);
    assert.match(found.errors[0]?.message ?? '', /^late\.test\.js ended before "b", "c" had a result/);
    assert.equal(found.failed[0]?.path, 'late.test.js');
  });

  it('names the tests without a result if a worker of vitest dies, even if the suite ignores that', async () => {
    await workspace.write({
      'vitest.config.mjs': 'export default { test: { dangerouslyIgnoreUnhandledErrors: true } };',
      'a.test.js':
        "import { it } from 'vitest'; it('a', () => {}); it('b', () => { process.kill(process.pid, 'SIGKILL'); });",
      'b.test.js': "import { it } from 'vitest'; it('fine', () => {});",
    });
    await workspace.install('vitest');
    const found = await report('vitest run');
    const [died] = found.failed.filter(({ path }) => path === 'a.test.js');
    assert.match(died?.message ?? JSON.stringify(found), /^a\.test\.js ended before "a", "b" had a result/);
    assert.match(JSON.stringify(found.errors), /Worker exited unexpectedly/);
  });

  it('runs the commands before and after the runner, and both runners of a line', async () => {
    const scripts = {
      pretest: "node -e \"require('fs').writeFileSync('built.js', '1')\"",
      test: 'npm run one && node --test b.test.js',
      one: 'mocha a.js',
      posttest: 'echo after',
    };
    await workspace.write({
      'package.json': JSON.stringify({ scripts }),
      'a.js': "it('a', () => { require('./built.js'); });",
      'b.test.js': "require('node:test')('b', () => {});",
    });
    await workspace.install('mocha');
    const found = await report();
    assert.deepEqual(
      found.tests.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.equal(found.exitCode, 0);
    assert.match(found.output, /after\s*$/);
  });

  it('runs each package of a monorepo with its own runner, and for a target only its package', async () => {
    await workspace.write({
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/a/package.json': '{"name":"a","scripts":{"test":"mocha test.js"}}',
      'packages/a/test.js': "it('one', () => { throw new Error('a fails'); });",
      'packages/b/package.json': '{"name":"b","scripts":{"test":"node --test"}}',
      'packages/b/b.test.js': "const test = require('node:test'); test('two', () => {}); test('three', () => {});",
    });
    await workspace.install('mocha');
    const all = await report();
    assert.equal(all.exitCode, 1);
    assert.deepEqual(untimed(all.tests), [
      { name: 'one', path: 'packages/a/test.js', status: 'failed' },
      { name: 'two', path: 'packages/b/b.test.js', status: 'passed' },
      { name: 'three', path: 'packages/b/b.test.js', status: 'passed' },
    ]);
    assert.equal(all.failed[0]?.line, 1);
    const one = await report(undefined, [{ name: 'three', path: 'packages/b/b.test.js' }]);
    assert.equal(one.exitCode, 0);
    assert.deepEqual(
      one.tests.filter(({ status }) => status === 'passed').map(({ name }) => name),
      ['three'],
    );
  });

  it('judges another command by its exit code alone', async () => {
    const found = await report('echo fine; exit 3');
    assert.deepEqual(
      { ...found, ms: 0 },
      {
        command: 'echo fine; exit 3',
        runner: 'command',
        exitCode: 3,
        executed: null,
        passed: null,
        tests: [],
        failed: [],
        errors: [],
        output: 'fine\n',
        ms: 0,
      },
    );
  });

  it('reads TAP and JUnit of any other command, but no file that existed before', async () => {
    await workspace.write({
      'junit.xml': '<testsuites><testsuite name="x"><testcase name="old"/></testsuite></testsuites>',
    });
    const tap = await report('printf "TAP version 13\\nok 1 - a\\n1..1\\n"');
    assert.deepEqual([tap.runner, tap.executed, tap.tests], ['tap', 1, [{ name: 'a', status: 'passed' }]]);
    const junit = await report('cp junit.xml results.xml # --junit=results.xml');
    assert.deepEqual(
      [junit.runner, junit.executed, junit.tests],
      ['junit', 1, [{ name: 'x > old', status: 'passed' }]],
    );
    assert.equal((await report('echo nothing')).runner, 'command');
    const again = await report('cp junit.xml copy && cat copy > junit.xml');
    assert.deepEqual([again.runner, again.executed], ['junit', 1]);
    const long = await report(
      `node -e "console.log('TAP version 13'); for (let i = 1; i < 20000; i++) console.log('ok ' + i + ' - ` +
        `it works as it should'); console.log('1..19999')"`,
    );
    assert.deepEqual([long.runner, long.executed, long.errors], ['tap', 19999, []]);
  });

  it('counts no test for a file of node:test without any, and one for a file that only asserts', async () => {
    await workspace.write({
      'empty.test.js': '',
      'gone.test.js': "require('node:test');",
      'plain.test.js': "require('node:assert').ok(true);",
    });
    const found = await report('node --test');
    assert.equal(found.exitCode, 0);
    assert.deepEqual(untimed(found.tests), [{ name: 'plain.test.js', path: 'plain.test.js', status: 'passed' }]);
  });

  it('runs everything if the target’s name selects nothing', async () => {
    await workspace.write({
      'a.test.js':
        "const test = require('node:test'); test('outer', async (t) => { await t.test('inner', () => {}); });" +
        " test('other', () => {});",
    });
    const found = await report('node --test', [{ name: 'outer > inner' }]);
    assert.deepEqual(
      found.tests.map(({ name, status }) => `${name} ${status}`),
      ['outer > inner passed', 'other passed'],
    );
  });

  it('gives the tests neither keys nor our own npm, and leaves no file behind', async () => {
    const lines: string[] = [];
    const runnerWithKeys = createTestRunner({
      env: { ...process.env, OPENAI_API_KEY: 'x', npm_config_foo: 'x', NODE_TEST_CONTEXT: 'child-v8' },
      log: (line) => lines.push(line),
      runProcess,
    });
    await workspace.write({
      'a.test.js':
        "require('node:test')('a', () => { const { OPENAI_API_KEY, npm_config_foo, CI } = process.env; " +
        "require('node:assert').deepEqual([OPENAI_API_KEY, npm_config_foo, CI], [undefined, undefined, '1']);" +
        ' });',
    });
    const found = await runnerWithKeys.run(
      { dir: workspace.root, command: { command: 'node --test', runner: 'node:test', why: '' }, timeoutMs: 20_000 },
      never,
    );
    assert.ok(!('problem' in found));
    assert.deepEqual(found.failed, []);
    assert.equal(found.passed, 1);
    const [reporters] = /\/[^ ]*loopcraft-tests-\w+/.exec(lines.join()) ?? [];
    assert.equal(existsSync(reporters?.replace(/^\/+/, '/') ?? assert.fail(lines.join())), false);
  });

  it('says that a program is missing, and that a suite hangs', async () => {
    const missing = await run({ setting: 'no-such-runner --all' });
    assert.ok('problem' in missing);
    assert.equal(missing.problem.kind, 'command-not-found');
    assert.match(missing.problem.message, /no-such-runner[\s\S]*npm install/);
    await workspace.write({ 'pnpm-lock.yaml': '' });
    const managed = await run({ setting: 'no-such-runner --all' });
    assert.ok('problem' in managed);
    assert.match(managed.problem.message, /`pnpm install`/);
    await workspace.write({ '.yarnrc.yml': 'nodeLinker: pnp\n' });
    const plugged = await run({ setting: 'no-such-runner --all' });
    assert.ok('problem' in plugged);
    assert.match(plugged.problem.message, /uses Yarn Plug'n'Play[\s\S]*nodeLinker: node-modules/);
    assert.doesNotMatch(plugged.problem.message, /npm install/);
    const hanging = await run({ setting: 'echo going; sleep 60', timeoutMs: 300 });
    assert.ok('problem' in hanging);
    assert.equal(hanging.problem.kind, 'timeout');
    assert.match(hanging.problem.message, /after 0\.3 s[\s\S]*going/);
  });

  it('stops with the reason of an abort', async () => {
    const abort = new AbortController();
    const running = run({ setting: 'sleep 60; touch late', signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await assert.rejects(running, /enough/);
    assert.equal(existsSync(join(workspace.root, 'late')), false);
  });
});
