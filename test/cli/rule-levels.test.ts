import assert from 'node:assert/strict';
import type { EventOf } from '../../src/engine/contract/events';
import { type CliResult, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { LIGHT_VITEST, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

type Files = Readonly<Record<string, string>>;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    module: 'nodenext',
    target: 'es2024',
    noEmit: true,
    skipLibCheck: true,
    ...LIGHT_VITEST.options,
  },
  include: ['src'],
});
const manifest = (test: string, more: object = {}): Files => ({
  'package.json': JSON.stringify({ type: 'module', scripts: { test }, ...more }),
});
const SPEC = `import { expect, test } from 'vitest';
import { isUnset } from './unset.js';

test('nothing is unset', () => expect([isUnset(null), isUnset(undefined), isUnset(0)]).toEqual([true, true, false]));
`;
const PLAIN: Files = {
  ...manifest('vitest run'),
  ...LIGHT_VITEST.files,
  'tsconfig.json': TSCONFIG,
  'src/unset.ts': 'export const isUnset = (value: unknown): boolean => value === null;\n',
  'src/unset.test.ts': SPEC,
};
const LOOSE: Files = {
  ...PLAIN,
  ...Object.fromEntries(
    [1, 2, 3].map((number) => [`src/loose${number}.ts`, 'export const f = (a: any, b: any[]): any => [a, ...b];\n']),
  ),
};
const SUPPRESSED = (comment: string): string =>
  `export const isUnset = (value: unknown): boolean => {\n  ${comment}\n  return value == null;\n};\n`;
const CONSTRUCTOR = `const make = (type: unknown): unknown => new (type as { new (): any })();

export const isUnset = (value: unknown): boolean => value == null || make(Map) === value;
`;
const OWN_ERROR = (words: string): string => `export const isUnset = (value: unknown): boolean => {
  const rest: number = ${words};
  return value == null && rest !== 7;
};
`;

/** Runs `fix` in a workspace with these files; the model only knows the one reply. */
async function run(files: Files, reply: string, options: readonly string[], look: (result: CliResult) => void) {
  const server = await startModelServer({ script: () => ({ text: `\`\`\`ts src/unset.ts\n${reply}\`\`\`\n` }) });
  const workspace = makeWorkspace(files, ['vitest', 'typescript', '@biomejs/biome', 'biome']);
  const state = temporaryFolder('state');
  try {
    const model = ['--provider', 'scripted', '--base-url', server.openAiBaseUrl, '--max-iterations', '1'];
    const where = ['--workspace', workspace, '--state-dir', state.path];
    look(await runCli(['fix', ...where, ...model, ...options, '--json']));
  } finally {
    await server.close();
    removeWorkspace(workspace);
    state.remove();
  }
}

function integrityOf({ events, stderr }: CliResult): EventOf<'stage-end'> {
  const end = events.findLast((event) => event.type === 'stage-end' && event.stage === 'integrity');
  assert.ok(end?.type === 'stage-end', stderr);
  return end;
}

function assertTold(result: CliResult, rule: string, why: RegExp): void {
  const { evidence, told = [] } = integrityOf(result);
  assert.deepEqual([evidence, told.map(({ code, level }) => [code, level])], [[], [[rule, 'tell']]]);
  assert.match(told[0]?.message ?? '', why);
  const { reason, message } = runEndOf(result);
  assert.equal(reason, 'verified', result.stderr);
  assert.match(message, new RegExp(`Told, not refused: ${rule} in src/unset\\.ts:\\d\\.$`));
  assert.match(result.stderr, new RegExp(`src/unset\\.ts:\\d ${rule} .*Told, not refused`));
}

function assertRefused(result: CliResult, rule: string, why: RegExp): void {
  const { evidence } = integrityOf(result);
  assert.deepEqual(
    evidence.map(({ code }) => code),
    [rule],
  );
  assert.match(evidence[0]?.message ?? '', why);
  assert.equal(runEndOf(result).outcome, 'unsolved', result.stderr);
}

describe('the levels of rules', function () {
  this.timeout(90_000);

  it('tells the suppression of a linter that no one runs', async () => {
    await run(PLAIN, SUPPRESSED('// eslint-disable-next-line eqeqeq'), [], (result) =>
      assertTold(result, 'eslint-disable', /Told, not refused: no linter is part of the test command\.$/),
    );
  });

  it('refuses the suppression of a linter that is run with the tests, whatever was chosen', async () => {
    const linted = { ...PLAIN, ...manifest('biome lint src && vitest run'), 'biome.json': '{}' };
    const comment = '// biome-ignore lint/suspicious/noDoubleEquals: null and undefined alike';
    await run(linted, SUPPRESSED(comment), ['--rule', 'biome-ignore=off'], (result) =>
      assertRefused(result, 'biome-ignore', /Refused: `biome` is part of the test command/),
    );
  });

  it("tells a constructor's result of type `any` where the source is full of it", async () => {
    await run(LOOSE, CONSTRUCTOR, [], (result) =>
      assertTold(result, 'any-type', /the workspace's own source uses `any` 9 times in 3 files\.$/),
    );
  });

  it('refuses it where the source or the lint rules keep free of `any`', async () => {
    await run(PLAIN, CONSTRUCTOR, [], (result) =>
      assertRefused(result, 'any-type', /Refused: the workspace keeps free of `any`\.$/),
    );
    const linted = { ...LOOSE, '.eslintrc.json': '{ "rules": { "@typescript-eslint/no-explicit-any": "error" } }' };
    await run(linted, CONSTRUCTOR, [], (result) =>
      assertRefused(result, 'any-type', /Refused: the lint rules in \.eslintrc\.json don't allow `any`\.$/),
    );
  });

  it('follows the levels that were chosen', async () => {
    await run(PLAIN, CONSTRUCTOR, ['--rule', 'any-type=tell'], (result) =>
      assertTold(result, 'any-type', /Told, not refused: you set `any-type` to `tell`\.$/),
    );
    await run(PLAIN, SUPPRESSED('// eslint-disable-line'), ['--rule', 'eslint-disable=refuse'], (result) =>
      assertRefused(result, 'eslint-disable', /Refused: you set `eslint-disable` to `refuse`\.$/),
    );
    await run(PLAIN, CONSTRUCTOR, ['--rule', 'any-type=off'], (result) => {
      const { evidence, told, checked } = integrityOf(result);
      assert.deepEqual([evidence, told], [[], undefined]);
      assert.doesNotMatch(checked, /no new any/);
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
    });
  });

  it('refuses what silences an error of the change itself, and tells what silences none', async () => {
    const chosen = ['--rule', 'as-any=off', '--rule', 'eslint-disable=off'];
    await run(LOOSE, OWN_ERROR("'1' as any"), chosen, (result) =>
      assertRefused(result, 'as-any', /Refused: without it, the compiler reports TS2322 in src\/unset\.ts:2/),
    );
    await run(LOOSE, OWN_ERROR('JSON.parse(String(value ?? 1)) as any'), [], (result) =>
      assertTold(result, 'as-any', /Told, not refused: the workspace's own source/),
    );
  });

  it('says what is wrong with an unknown rule before anything is paid for', async () => {
    await run(PLAIN, CONSTRUCTOR, ['--rule', 'as-anny=tell'], ({ code, stderr, events }) => {
      assert.equal(code, 2);
      assert.match(stderr, /There is no rule "as-anny"\. The rules with a level are as-any, /);
      assert.deepEqual(events, []);
    });
  });
});
