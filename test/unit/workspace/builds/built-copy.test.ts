import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestReport, TestRunner } from '../../../../src/engine/contract/test-run';
import { cleanEnv } from '../../../../src/engine/process/clean-env';
import { runProcess } from '../../../../src/engine/process/run-process';
import { lineWithoutManagers } from '../../../../src/engine/test-runner/command/scripts/without-managers';
import { createBuiltCopy } from '../../../../src/engine/workspace/builds/built-copy';
import type { Snapshot } from '../../../../src/engine/workspace/snapshot';
import { NONE, ScratchSetup, signal } from '../scratch/scratch-setup';

/** Copies src to dist, and fails when a source says so. */
const BUILD = `const fs = require('node:fs');
fs.mkdirSync('dist', { recursive: true });
for (const name of fs.readdirSync('src')) {
  const text = fs.readFileSync('src/' + name, 'utf8');
  if (text.includes('SYNTAX')) { console.log('src/' + name + ': unexpected token'); process.exit(2); }
  fs.writeFileSync('dist/' + name, text);
}
fs.appendFileSync('../../builds.log', require('./package.json').name + ' ');
`;
const manifest = (name: string, more: object): string => JSON.stringify({ name, main: 'dist/index.js', ...more });
const SOURCE = 'packages/core/src/index.js';
const FILES = {
  '.gitignore': 'node_modules\ndist\n',
  'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
  'packages/core/package.json': manifest('@s1/core', { scripts: { build: 'node build.cjs' } }),
  'packages/core/build.cjs': BUILD,
  [SOURCE]: 'exports.rate = 100;',
  'packages/core/dist/index.js': 'exports.rate = 100;',
  'packages/app/package.json': JSON.stringify({ name: '@s1/app', dependencies: { '@s1/core': '*' } }),
  'packages/app/src/index.js': "exports.rate = require('@s1/core').rate;",
};
const request = {
  dir: '',
  command: { command: 'node app', runner: 'node:test', why: '' },
  timeoutMs: 60_000,
} as const;

describe('the built output that other packages load, before the tests run', () => {
  const setup = new ScratchSetup(FILES);
  beforeEach(async () => {
    setup.workspace.git('init', '-q');
    await setup.workspace.link('node_modules/@s1/core', '../../packages/core');
  });

  /** What a suite sees of core over these files, for each change after the other. */
  async function open(snapshot?: Snapshot) {
    const taken = snapshot ?? (await setup.snapshot());
    const scratch = await setup.open(taken);
    const lines: string[] = [];
    const ran: number[] = [];
    const runner: TestRunner = {
      detect: async () => request.command,
      async run({ timeoutMs }): Promise<TestReport> {
        ran.push(timeoutMs);
        const script = "console.log(require('./packages/app/src/index.js').rate)";
        const output = execFileSync(process.execPath, ['-e', script], { cwd: scratch.dir, encoding: 'utf8' }).trim();
        const { command } = request.command;
        const none = { tests: [], failed: [], errors: [] };
        return { command, runner: 'node:test', exitCode: 0, executed: 1, passed: 1, output, ms: 1, ...none };
      },
    };
    const env = cleanEnv(process.env);
    const copy = createBuiltCopy({
      snapshot: taken,
      scratch,
      runner,
      runProcess,
      env,
      withoutManagers: (line, dir) => lineWithoutManagers(line, dir, scratch.dir, env),
      log: (line) => lines.push(line),
    });
    const judge = async (files: ReadonlyMap<string, string | null>, timeoutMs = 60_000) => {
      await copy.scratch.sync(files, signal);
      return copy.runner.run({ ...request, dir: scratch.dir, timeoutMs }, signal);
    };
    const seen = async (files: ReadonlyMap<string, string | null>) => {
      const report = await judge(files);
      assert.ok('output' in report, JSON.stringify(report));
      return report.output;
    };
    const builds = () => lines.filter((line) => line.startsWith('Building')).length;
    return { judge, seen, builds, ran, lines, scratch, declarations: copy.declarations };
  }

  it('comes from the candidate, and from the snapshot again without it', async () => {
    const { seen, builds } = await open();
    assert.equal(await seen(NONE), '100');
    assert.equal(builds(), 0, 'nothing is built while the output is newer than its sources');
    assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 1000;']])), '1000');
    assert.equal(await seen(NONE), '100');
  });

  it('is built once for several runs over the same files', async () => {
    const { seen, builds, ran } = await open();
    for (let run = 0; run < 3; run++) assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 7;']])), '7');
    assert.equal(builds(), 1);
    assert.ok((ran[0] ?? 0) < 60_000, 'the time of the build counts');
  });

  it('is left alone for a change of a package that is not loaded through built files, and of tests', async () => {
    const { seen, builds } = await open();
    await seen(new Map([['packages/app/src/other.js', '']]));
    await seen(new Map([['packages/core/src/index.test.js', '']]));
    await seen(new Map([['packages/core/README.md', '']]));
    assert.equal(builds(), 0);
  });

  it('is evidence against a candidate that it cannot be built with', async () => {
    const { judge, ran } = await open();
    const report = await judge(new Map([[SOURCE, 'SYNTAX']]));
    assert.ok('errors' in report);
    assert.match(report.errors[0]?.message ?? '', /with this change @s1\/core could not be built.*exit code 2/s);
    assert.match(report.errors[0]?.message ?? '', /src\/index\.js: unexpected token/);
    assert.equal(ran.length, 0);
  });

  it('is not exercised without a build script', async () => {
    await setup.workspace.write({ 'packages/core/package.json': manifest('@s1/core', {}) });
    const { judge, seen } = await open();
    assert.equal(await seen(NONE), '100');
    const answer = await judge(new Map([[SOURCE, 'exports.rate = 1000;']]));
    assert.ok('problem' in answer);
    assert.equal(answer.problem.kind, 'runner-failed');
    assert.match(
      answer.problem.message,
      /^Not exercised: @s1\/core is loaded from packages\/core\/dist, which was not/,
    );
    assert.match(answer.problem.message, /no build script/);
  });

  it('is not exercised where the build fails without the candidate, takes too long, or writes nothing', async () => {
    for (const [build, why, timeoutMs] of [
      ['node -e "process.exit(3)"', /ended with exit code 3/],
      ['node -e "setTimeout(() => {}, 60000)"', /did not end in time/, 300],
      ['node -e ""', /did not write packages\/core\/dist\/index\.js/],
      ['no-such-program-here', /a program that was not found/],
    ] as const) {
      await setup.workspace.write({ 'packages/core/package.json': manifest('@s1/core', { scripts: { build } }) });
      const { judge } = await open();
      const answer = await judge(new Map([[SOURCE, 'exports.rate = 1000;']]), timeoutMs);
      assert.ok('problem' in answer, build);
      assert.match(answer.problem.message, why);
    }
  });

  it('is built by the script of the root where the package has none', async () => {
    await setup.workspace.write({
      'package.json': JSON.stringify({
        workspaces: ['packages/*'],
        scripts: { build: 'cd packages/core && node build.cjs' },
      }),
      'packages/core/package.json': manifest('@s1/core', {}),
    });
    const { seen } = await open();
    assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 8;']])), '8');
  });

  it('is built by a script of another name where there is none of the usual one', async () => {
    const scripts = { precompile: 'node -e ""', compile: 'node build.cjs' };
    await setup.workspace.write({ 'packages/core/package.json': manifest('@s1/core', { scripts }) });
    const { seen } = await open();
    assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 8;']])), '8');
  });

  it('is built without a package manager that is not installed', async () => {
    const scripts = {
      build: 'bun run compile && bunx copy-nothing && FROM=src bun run compile',
      compile: 'node build.cjs',
    };
    await setup.workspace.write({
      'packages/core/package.json': manifest('@s1/core', { scripts }),
      'node_modules/copy-nothing/cli.sh': '#!/bin/sh\n',
    });
    await chmod(join(setup.workspace.root, 'node_modules/copy-nothing/cli.sh'), 0o755);
    await setup.workspace.link('node_modules/.bin/copy-nothing', '../copy-nothing/cli.sh');
    const { seen } = await open();
    assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 8;']])), '8');
  });

  it('is built first when it is older than its sources', async () => {
    await delay(20);
    await setup.workspace.write({ [SOURCE]: 'exports.rate = 3;' });
    const { seen, builds } = await open();
    assert.equal(await seen(NONE), '3');
    assert.equal(builds(), 1);
  });

  it('is built from unsaved text', async () => {
    const { seen } = await open(await setup.snapshot({ [SOURCE]: 'exports.rate = 4;' }));
    assert.equal(await seen(NONE), '4');
  });

  it('leaves the tests their last build where an older one cannot be rebuilt', async () => {
    await delay(20);
    await setup.workspace.write({ [SOURCE]: 'SYNTAX' });
    const { seen, lines } = await open();
    assert.equal(await seen(NONE), '100');
    assert.match(lines.join('\n'), /against the last build, because @s1\/core could not be built/);
  });

  it('is said to be old where it cannot be rebuilt, and does not show that a change beside it is right', async () => {
    await delay(20);
    await setup.workspace.write({
      [SOURCE]: 'SYNTAX',
      'packages/other/package.json': manifest('@s1/other', {}),
      'packages/other/src/index.js': '',
    });
    const { judge, declarations, builds } = await open();
    const said = /^Not exercised: @s1\/core is loaded from packages\/core\/dist, which is older/;
    for (const files of [
      NONE,
      new Map([['packages/other/src/index.js', '1;']]),
      new Map([['packages/app/a.md', '']]),
    ]) {
      const report = await judge(files);
      assert.ok('output' in report, JSON.stringify(report));
      assert.equal(report.output, '100');
      assert.match(report.staleBuild ?? '', said);
      assert.match(report.staleBuild ?? '', /exit code 2/);
      assert.deepEqual(report.staleFor, ['packages/app', 'packages/core', ''].sort());
    }
    const before = builds();
    for (const path of ['packages/app/src/other.js', 'packages/app/test/a.test.js', 'tools/a.js']) {
      const answer = await judge(new Map([[path, '']]));
      assert.ok('problem' in answer, path);
      assert.match(
        answer.problem.message,
        /^Not exercised: @s1\/core is loaded from packages\/core\/dist, which was not/,
      );
      const early = await declarations.prepare(new Map([[path, '']]), 60_000, signal);
      assert.equal(early?.message, answer.problem.message, 'it is said before the types are checked');
    }
    assert.equal(builds(), before, 'what could not be built is not tried again');
  });

  it('is built where it is outdated, beside packages that cannot be', async () => {
    await setup.workspace.write({
      'packages/bad/package.json': manifest('@s1/bad', {
        scripts: { build: 'exit 7' },
        dependencies: { '@s1/core': '*' },
      }),
      'packages/bad/dist/index.js': '',
      'packages/bad/src/index.js': '',
      'packages/user/package.json': manifest('@s1/user', { dependencies: { '@s1/bad': '*' } }),
    });
    await delay(20);
    await setup.workspace.write({ [SOURCE]: 'exports.rate = 3;', 'packages/bad/src/index.js': '1;' });
    const { seen, judge } = await open();
    assert.equal(await seen(NONE), '3', 'core was built although bad could not be');
    const answer = await judge(new Map([['packages/user/src/a.js', '']]));
    assert.match('problem' in answer ? answer.problem.message : '', /@s1\/bad is loaded from/);
    const report = await judge(NONE);
    assert.ok('output' in report);
    assert.equal(report.output, '3');
  });

  it('gives the types that a candidate declares, and those of the snapshot', async () => {
    const types = 'packages/core/src/index.d.ts';
    await setup.workspace.write({
      [types]: 'export const rate: 1;',
      'packages/core/dist/index.d.ts': 'export const rate: 1;',
      'packages/core/dist/gone.d.ts': '',
    });
    const { declarations, builds, seen } = await open();
    const prepare = (files: ReadonlyMap<string, string | null>) => declarations.prepare(files, 60_000, signal);
    assert.equal(await prepare(NONE), undefined);
    assert.equal(builds(), 0);
    const change = new Map([[types, 'export const rate: 2;']]);
    assert.equal(await prepare(change), undefined);
    assert.deepEqual(Object.fromEntries(declarations.of(change)), {
      'packages/core/dist/index.d.ts': 'export const rate: 2;',
      'packages/core/dist/gone.d.ts': null,
    });
    assert.equal(declarations.of(NONE).size, 0);
    await seen(change);
    assert.equal(builds(), 1, 'the tests use the same build');
  });

  it('tells before the types are checked when a package with types cannot be built', async () => {
    await setup.workspace.write({
      'packages/core/package.json': manifest('@s1/core', {}),
      'packages/core/dist/index.d.ts': '',
    });
    const { declarations } = await open();
    const problem = await declarations.prepare(new Map([[SOURCE, 'exports.rate = 1;']]), 60_000, signal);
    assert.match(problem?.message ?? '', /^Not exercised: @s1\/core is loaded from/);
    assert.equal(await declarations.prepare(new Map([[SOURCE, 'exports.rate = 1;']]), 60_000, signal), problem);
  });

  it('is built in the order of the dependencies, with the packages that hold a copy of others', async () => {
    const bundle =
      "const fs=require('fs');fs.writeFileSync('dist/index.js','exports.rate='+require('@s1/core').rate+';')";
    await setup.workspace.write({
      'packages/a-kit/package.json': manifest('@s1/kit', {
        scripts: { build: 'mkdir -p dist && node bundle.cjs' },
        dependencies: { '@s1/core': '*' },
      }),
      'packages/a-kit/bundle.cjs': bundle,
      'packages/a-kit/dist/index.js': 'exports.rate=100;',
      'packages/app/package.json': JSON.stringify({ name: '@s1/app', dependencies: { '@s1/kit': '*' } }),
      'packages/app/src/index.js': "exports.rate = require('@s1/kit').rate;",
    });
    await setup.workspace.link('node_modules/@s1/kit', '../../packages/a-kit');
    const { seen } = await open();
    assert.equal(await seen(new Map([[SOURCE, 'exports.rate = 9;']])), '9');
  });

  it("matters for a package's own tests of its built output, and for no other package without dependents", async () => {
    await setup.workspace.write({
      'packages/app/package.json': JSON.stringify({ name: '@s1/app' }),
      'packages/app/src/index.js': 'exports.rate = 1;',
    });
    const untested = await open();
    await untested.seen(new Map([[SOURCE, 'exports.rate = 5;']]));
    assert.equal(untested.builds(), 0);
    await setup.workspace.write({
      'packages/core/test/cli.test.js': "spawn('node', [join(__dirname, '../dist/index.js')]);",
    });
    const tested = await open();
    await tested.seen(new Map([[SOURCE, 'exports.rate = 5;']]));
    assert.equal(tested.builds(), 1);
  });

  it('keeps its store beside the copy, and the copy takes it along when it is deleted', async () => {
    const { seen, scratch } = await open();
    await seen(new Map([[SOURCE, 'exports.rate = 6;']]));
    const stores = async () => (await readdir(setup.baseDir)).filter((name) => name.endsWith('.built')).length;
    assert.equal(await stores(), 1);
    await scratch.dispose();
    assert.equal(await stores(), 0);
  });
});
