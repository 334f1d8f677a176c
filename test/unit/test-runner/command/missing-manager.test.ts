import assert from 'node:assert/strict';
import { instrument } from '../../../../src/engine/test-runner/command/instrument';
import type { Package } from '../../../../src/engine/workspace/packages/manifest';
import type { Packages } from '../../../../src/engine/workspace/packages/packages';

const SCRIPTS = {
  test: 'pnpm lint && vitest run --typecheck',
  lint: 'eslint . && pnpm format',
  format: 'prettier -c src',
  'test:yarn': 'yarn lint:yarn && yarn jest --ci',
  'lint:yarn': 'yarn run eslint src',
  'test:bun': 'bun run lint:bun && bunx vitest run',
  'lint:bun': 'bunx --bun eslint .',
  'prelint:bun': 'echo before',
  'through:npm': 'npm run lint && jest',
  'through:all': 'run-s lint format && jest',
  unknown: 'pnpm install && vitest run',
  all: 'pnpm -r build && vitest run',
  one: 'pnpm --filter b build && vitest run',
  exec: 'pnpm exec vitest run && pnpm exec nowhere',
  wrapped: 'cross-env A=1 pnpm vitest run',
  plain: 'jest',
};
const ROOT: Package = { dir: '', name: 'root', scripts: SCRIPTS };
const MEMBERS: readonly Package[] = [
  { dir: 'packages/a', name: 'a', scripts: { build: 'tsc' } },
  { dir: 'packages/b', name: 'b', scripts: { build: 'tsc -b' } },
];
const PACKAGES: Packages = {
  at: async (dir) => [ROOT, ...MEMBERS].find((member) => member.dir === dir),
  members: async () => MEMBERS,
  projects: async () => MEMBERS,
};
const INSTALLED = new Set(['npm', 'npx', 'eslint', 'prettier', 'vitest', 'jest', 'tsc', 'run-s', 'cross-env']);

const instrumented = (script: string, hasProgram?: (name: string, dir: string) => boolean) =>
  instrument(`npm run ${script}`, {
    packages: PACKAGES,
    instrumentationFor: (runner) => ({
      flags: `<${runner}>`,
      where: 'at-end',
      optionAction: () => 'keep',
      replacements: new Map(),
    }),
    hasProgram,
  });

describe('a package manager that is not installed', () => {
  for (const [script, expected, managers] of [
    ['test', '((eslint . && (prettier -c src)) && vitest run --typecheck <vitest>)', ['pnpm']],
    ['test:yarn', '((eslint src) && jest --ci <jest>)', ['yarn']],
    ['test:bun', '((echo before && eslint .) && vitest run <vitest>)', ['bun', 'bunx']],
    ['through:npm', '((eslint . && (prettier -c src)) && jest <jest>)', ['pnpm']],
    ['through:all', '(((eslint . && (prettier -c src)) && (prettier -c src)) && jest <jest>)', ['pnpm']],
    ['wrapped', '(cross-env A=1 vitest run <vitest>)', ['pnpm']],
    // Nothing stands in for these: the shell says that the manager is missing.
    ['unknown', '(pnpm install && vitest run <vitest>)', []],
    ['all', '(pnpm -r build && vitest run <vitest>)', []],
    ['exec', '(vitest run <vitest> && pnpm exec nowhere)', ['pnpm']],
  ] as const) {
    it(SCRIPTS[script], async () => {
      const { line, absent } = await instrumented(script, (name) => INSTALLED.has(name));
      assert.equal(line, expected);
      assert.deepEqual(absent, managers);
    });
  }

  it('is not needed for the script of one package', async () => {
    const { line, absent } = await instrumented('one', (name) => INSTALLED.has(name));
    assert.match(line, /^\(\(\(cd packages\/b ?&& .*tsc -b\)\) && vitest run <vitest>\)$/);
    assert.deepEqual(absent, ['pnpm']);
  });

  for (const script of Object.keys(SCRIPTS)) {
    it(`changes nothing about \`${script}\` where it is installed (control)`, async () => {
      const plain = await instrumented(script);
      const { line, absent } = await instrumented(script, () => true);
      assert.equal(line, plain.line);
      assert.deepEqual(absent, []);
    });
  }

  it('leaves the steps out that are left out anyway', async () => {
    const { line } = await instrument('npm test', {
      packages: PACKAGES,
      instrumentationFor: () => ({
        flags: '<flags>',
        where: 'at-end',
        optionAction: () => 'keep',
        replacements: new Map(),
      }),
      hasProgram: (name) => INSTALLED.has(name),
      onlyTests: true,
    });
    assert.equal(line, '(vitest run --typecheck <flags>)');
  });
});

describe('the command of the runner itself', () => {
  for (const [script, expected] of [
    ['test', ['npx vitest run --typecheck']],
    ['test:yarn', ['npx jest --ci']],
    ['wrapped', ['A=1 npx vitest run']],
    ['plain', ['npx jest']],
  ] as const) {
    it(SCRIPTS[script], async () => {
      assert.deepEqual((await instrumented(script)).commands, expected);
    });
  }
});
