import assert from 'node:assert/strict';
import { detectCommand } from '../../../../src/engine/test-runner/command/detect';
import { readPackages } from '../../../../src/engine/workspace/packages/packages';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

describe('detectCommand', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  const detect = async (scripts: Record<string, string> | undefined, setting?: string) => {
    if (scripts) await workspace.write({ 'package.json': JSON.stringify({ name: 'x', scripts }) });
    return detectCommand(workspace.root, setting);
  };

  it('prefers the setting, and looks into the script that it runs', async () => {
    assert.deepEqual(await detect({ test: 'jest', unit: 'vitest' }, ' npm run unit '), {
      command: 'npm run unit',
      runner: 'vitest',
      why: 'the setting runs vitest',
    });
    assert.deepEqual(await detect(undefined, 'make check'), {
      command: 'make check',
      runner: 'command',
      why: 'the setting names no known test runner: results are those of a runner that it starts, or JUnit or TAP',
    });
  });

  it('says which runner the test script runs, and how', async () => {
    assert.deepEqual(await detect({ test: 'vitest' }), {
      command: 'npm test',
      runner: 'vitest',
      why: 'package.json scripts.test runs vitest',
    });
    assert.deepEqual(await detect({ test: 'npm run build && npm run unit', unit: 'c8 mocha' }), {
      command: 'npm test',
      runner: 'mocha',
      why: 'package.json scripts.test runs mocha through `unit`',
    });
    assert.deepEqual(await detect({ test: 'jest && node --test' }), {
      command: 'npm test',
      runner: 'jest',
      why: 'package.json scripts.test runs jest and node:test',
    });
  });

  it('takes the only runner among the dependencies where no script runs tests', async () => {
    const withPackages = async (devDependencies: Record<string, string>) => {
      await workspace.write({ 'package.json': JSON.stringify({ devDependencies }), 'a.js': '' });
      return detectCommand(workspace.root, undefined);
    };
    assert.deepEqual(await withPackages({ vitest: '4', typescript: '5' }), {
      command: 'npx vitest run',
      runner: 'vitest',
      why: 'package.json has no `test` script, and it depends on vitest: `npx vitest run` runs vitest',
    });
    assert.ok('problem' in (await withPackages({ vitest: '4', mocha: '11' })), 'nothing says which of two');
    assert.ok('problem' in (await withPackages({ typescript: '5' })));
  });

  it("takes Node's own runner for a folder that has no code yet", async () => {
    await workspace.write({ 'README.md': '', 'node_modules/a/index.js': '' });
    const found = await detectCommand(workspace.root, undefined);
    assert.ok(!('problem' in found) && found.command === 'node --test' && found.runner === 'node:test');
    assert.match(found.why, /^the workspace has no package\.json, and there is no code yet: `node --test`/);
    await workspace.write({ 'package.json': '{' });
    assert.ok('problem' in (await detectCommand(workspace.root, undefined)), 'a manifest that cannot be read');
    await workspace.write({ 'package.json': '{}', 'src/a.ts': '' });
    assert.ok('problem' in (await detectCommand(workspace.root, undefined)), 'code whose tests run in an unknown way');
  });

  for (const [scripts, command, runner] of [
    [{ 'test:unit': 'vitest', 'test:e2e': 'playwright test' }, 'npm run test:unit', 'vitest'],
    [{ test: 'echo "Error: no test specified" && exit 1', 'test:unit': 'vitest' }, 'npm run test:unit', 'vitest'],
    [{ build: 'vite build', specs: 'mocha' }, 'npm run specs', 'mocha'],
    [{ ci: 'npm run lint && npm run specs', lint: 'eslint .', specs: 'mocha' }, 'npm run specs', 'mocha'],
    [{ unit: 'make unit', 'test:run': 'vitest run' }, 'npm run test:run', 'vitest'],
  ] as const) {
    it(`takes \`${command}\` without a test script: ${Object.keys(scripts).join(', ')}`, async () => {
      const name = command.replace('npm run ', '');
      assert.deepEqual(await detect(scripts), {
        command,
        runner,
        why: `package.json has no \`test\` script, and its \`${name}\` runs ${runner}`,
      });
    });
  }

  it('chooses no script among several that run tests', async () => {
    const found = await detect({ slow: 'mocha slow', fast: 'mocha fast' });
    assert.ok('problem' in found);
  });

  it('prefers the test scripts of a monorepo’s packages to another script of the root', async () => {
    await workspace.write({ 'packages/a/package.json': '{"scripts":{"test":"mocha"}}' });
    await workspace.write({ 'package.json': '{"workspaces":["packages/*"],"scripts":{"e2e":"playwright test"}}' });
    const found = await detectCommand(workspace.root, undefined);
    assert.equal('problem' in found ? '' : found.command, 'npm test --workspaces --if-present');
  });

  it('follows scripts to a runner that prints TAP, and says what to do about others', async () => {
    assert.deepEqual(await detect({ test: 'xo && npm run specs', specs: 'tap' }), {
      command: 'npm test',
      runner: 'tap',
      why: 'package.json scripts.test runs tap through `specs`, whose TAP is read',
    });
    const hint = async (test: string) => ((await detect({ test })) as { hint?: string }).hint;
    assert.match((await hint('turbo run test')) ?? '', /npm test --workspaces/);
    assert.match((await hint('npx nx run-many -t test')) ?? '', /npm test --workspaces/);
    assert.match((await hint('pnpm turbo test')) ?? '', /npm test --workspaces/);
    assert.match((await hint('c8 uvu test')) ?? '', /^uvu: what it prints could not be read here/);
    assert.match((await hint('wtr "test/*.js" --node-resolve')) ?? '', /junitReporter/);
    assert.match((await hint('poku test')) ?? '', /^poku writes no results/);
    assert.equal(await hint('make test'), undefined);
    assert.deepEqual(await detect({ test: 'node test.js | tap-spec' }), {
      command: 'npm test',
      runner: 'tap',
      why: 'package.json scripts.test runs a program for tap-spec, whose TAP is read',
    });
  });

  it('knows what turbo and nx lead to, by which some of the tests can be run', async () => {
    const packages = (script: string) => ({
      'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { test: script } }),
    });
    const found = async (test: string, script: string) => {
      await workspace.write(packages(script));
      await workspace.write({ 'package.json': JSON.stringify({ workspaces: ['packages/*'], scripts: { test } }) });
      const command = await detectCommand(workspace.root, undefined);
      assert.ok(!('problem' in command));
      return [command.runner, command.behindTasks];
    };
    assert.deepEqual(await found('turbo run test', 'vitest run'), ['command', 'vitest']);
    assert.deepEqual(await found('npx nx run-many -t test', 'jest'), ['command', 'jest']);
    assert.deepEqual(await found('turbo run test', 'sh test.sh'), ['command', undefined]);
    assert.deepEqual(await found('turbo run test', 'ava'), ['command', 'ava']);
    assert.deepEqual(await found('make test', 'vitest run'), ['command', undefined]);
    assert.deepEqual(await found('npm test -w a', 'vitest run'), ['vitest', undefined]);
  });

  it('follows what wireit runs, apart from services, which run beside the tests', async () => {
    const wireit = {
      test: { command: 'vitest run', dependencies: ['build', { script: '../lib:build' }], files: ['src/**'] },
      build: { command: 'tsc -p .', output: ['dist/**'] },
      all: { dependencies: ['test'] },
      e2e: { command: 'playwright test', dependencies: ['serve'] },
      serve: { command: 'node server.js', service: true },
    };
    const scripts = Object.fromEntries(Object.keys(wireit).map((name) => [name, 'wireit']));
    await workspace.write({ 'package.json': JSON.stringify({ scripts, wireit }) });
    const [found, all, e2e] = await Promise.all(
      [undefined, 'npm run all', 'npm run e2e'].map((setting) => detectCommand(workspace.root, setting)),
    );
    assert.deepEqual(found, {
      command: 'npm test',
      runner: 'vitest',
      why: 'package.json scripts.test runs vitest',
    });
    assert.deepEqual(
      [all, e2e].map((each) => each && 'runner' in each && each.runner),
      ['vitest', 'command'],
    );
    const root = await readPackages(workspace.root).at('');
    assert.equal(root?.scripts['test'], 'npm run build && npm run --prefix ../lib build && vitest run');
    await workspace.write({ 'package.json': JSON.stringify({ scripts: { test: 'wireit' }, wireit: { test: 1 } }) });
    assert.equal((await readPackages(workspace.root).at(''))?.scripts['test'], 'wireit');
  });

  it('finds the packages of a monorepo whose root has no test script', async () => {
    await workspace.write({
      'package.json': '{"workspaces":["packages/*","!packages/old"]}',
      'packages/a/package.json': '{"name":"a","scripts":{"test":"npm run unit","unit":"vitest"}}',
      'packages/b/package.json': '{"name":"b","scripts":{"test":"mocha"}}',
      'packages/old/package.json': '{"name":"old","scripts":{"test":"jest"}}',
      'packages/no-package/x.txt': '',
    });
    assert.deepEqual(await detectCommand(workspace.root, undefined), {
      command: 'npm test --workspaces --if-present',
      runner: 'vitest',
      why: 'the `test` script of 2 packages runs vitest and mocha through `unit`',
    });
    assert.equal(((await detectCommand(workspace.root, 'npm test -w b')) as { runner: string }).runner, 'mocha');
  });

  it('reads the packages that pnpm-workspace.yaml names', async () => {
    await workspace.write({
      'package.json': '{}',
      'pnpm-workspace.yaml':
        "catalog:\n  - 'no/*'\npackages:\n  # apps\n  - 'apps/**'   # all\n  - \"tool\"\n\nother: 1\n",
      'apps/x/deep/package.json': '{"scripts":{"test":"jest"}}',
      'apps/node_modules/y/package.json': '{"scripts":{"test":"jest"}}',
      'tool/package.json': '{"scripts":{"test":"jest"}}',
      'no/z/package.json': '{"scripts":{"test":"jest"}}',
    });
    assert.deepEqual(
      (await readPackages(workspace.root).members()).map(({ dir }) => dir),
      ['apps/x/deep', 'tool'],
    );
  });

  it('reads them also from a list in one line, without those that it leaves out', async () => {
    const member = '{"scripts":{"test":"jest"}}';
    await workspace.write({
      'package.json': '{}',
      'pnpm-workspace.yaml': "packages: ['packages/*', tool, '!packages/old']\n",
      'packages/a/package.json': member,
      'packages/old/package.json': member,
      'tool/package.json': member,
    });
    assert.deepEqual(
      (await readPackages(workspace.root).members()).map(({ dir }) => dir),
      ['packages/a', 'tool'],
    );
  });

  for (const [name, scripts, message] of [
    ['no package.json', undefined, /has no package\.json/],
    ['no test script', {}, /has no `test` script/],
    ['npm’s placeholder', { test: 'echo "Error: no test specified" && exit 1' }, /placeholder/],
  ] as const) {
    it(`finds no command with ${name}, and says what to do`, async () => {
      await workspace.write({ 'a.js': '' });
      const found = await detect(scripts, '  ');
      assert.ok('problem' in found);
      assert.equal(found.problem.kind, 'no-command');
      assert.match(found.problem.message, message);
      assert.match(found.problem.message, /--test-command/);
    });
  }

  it('finds no command with a package.json that is not JSON', async () => {
    await workspace.write({ 'package.json': '{' });
    const found = await detectCommand(workspace.root, undefined);
    assert.ok('problem' in found && /not valid/.test(found.problem.message));
  });
});
