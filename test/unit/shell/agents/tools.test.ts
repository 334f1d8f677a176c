import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Verdict } from '../../../../src/engine/contract/verdict';
import type { CheckResult, RunResult } from '../../../../src/engine/engine';
import { redVerdict } from '../../../../src/engine/verify/verdict';
import type { TaskRequest } from '../../../../src/shell/actions/run-task';
import { type AgentDeps, createAgentTools, ToolProblem } from '../../../../src/shell/agents/agent-tools';
import { parseSettings, SETTINGS, type SettingKey } from '../../../../src/shell/settings';

const signal = new AbortController().signal;
const folder = (name: string) =>
  ({ name, index: 0, uri: { fsPath: `/work/${name}` } }) as unknown as vscode.WorkspaceFolder;
const settings = (more: Partial<Record<SettingKey, unknown>> = {}) =>
  parseSettings((key) => more[key] ?? SETTINGS[key].schema.parse(undefined));

const MODEL = { provider: 'openai', model: 'gpt-x' };
const GREEN: Verdict = { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: 'Green: 3 tests run' };
const TYPES: CheckResult['types'] = {
  version: '6.0.3',
  engine: 'workspace',
  projects: ['tsconfig.json'],
  diagnostics: [],
  whole: true,
  checked: 'TypeScript 6.0.3',
  ms: 1,
};
const TESTS: CheckResult['tests'] = {
  command: 'npm test',
  runner: 'vitest',
  exitCode: 0,
  executed: 3,
  passed: 3,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 1,
  narrowed: false,
};
const ENDED: RunResult = {
  runId: 'r1',
  outcome: 'succeeded',
  reason: 'verified',
  message: 'Green',
  next: '',
  changes: [{ path: 'src/a.ts', before: 'export const a = 1;\n', after: 'export const a = 2;\n' }],
};

interface Scene extends Partial<AgentDeps> {
  readonly types?: CheckResult['types'];
  readonly tests?: CheckResult['tests'];
  readonly verdict?: Verdict;
  readonly result?: RunResult | undefined;
}

function bench(scene: Scene = {}) {
  const { types = TYPES, tests = TESTS, verdict = GREEN, ...more } = scene;
  const asked: unknown[] = [];
  const runs: TaskRequest[] = [];
  const tools = createAgentTools({
    isTrusted: () => true,
    folders: () => [folder('app')],
    activeFolder: () => undefined,
    settingsOf: () => settings(MODEL),
    engineOf: ({ name }) => ({
      async check({ signal: abort }) {
        asked.push(['check', name, abort]);
        return { ok: true, ms: 1, types, tests };
      },
      async types() {
        asked.push(['types', name]);
        return types;
      },
      async test() {
        asked.push(['test', name]);
        return tests;
      },
      async verify(text) {
        asked.push(['verify', name, text]);
        return { verdict, files: ['src/a.ts'], ms: 1 };
      },
    }),
    unsaved: () => new Map(),
    read: async () => 'first\nsecond\nthird\n',
    async run(request) {
      runs.push(request);
      return 'result' in scene ? scene.result : ENDED;
    },
    endOf: ({ message }) => message,
    ...more,
  });
  return { tools, asked, runs };
}

const problemOf = (promise: Promise<string>): Promise<string> =>
  promise.then(
    (text) => assert.fail(`no problem: ${text}`),
    (error: unknown) => {
      assert.ok(error instanceof ToolProblem, String(error));
      return error.message;
    },
  );

describe('the tools for agents', () => {
  it('tell what is wrong with their input, and start nothing', async () => {
    const { tools, asked, runs } = bench();
    const bad = async (name: keyof typeof tools, input: unknown) => {
      assert.equal(tools[name].confirmation(input), undefined, 'nothing to confirm');
      return problemOf(tools[name].invoke(input, signal));
    };
    assert.match(await bad('loopcraft_check', { only: 'lint' }), /not valid.*\n.*"types"\|"tests"[\s\S]*at only/);
    assert.match(await bad('loopcraft_check', { onyl: 'types' }), /onyl/);
    assert.match(await bad('loopcraft_verify', {}), /either "change" or "files"/);
    assert.match(await bad('loopcraft_verify', { change: 'x', files: [{ path: 'a', content: '' }] }), /not both/);
    assert.match(await bad('loopcraft_verify', { files: [{ path: 'a.ts' }] }), /files\[0\]\.content/);
    assert.match(await bad('loopcraft_verify', 'a diff'), /expected object/);
    assert.match(await bad('loopcraft_fix', { test: '' }), /test/);
    assert.match(await problemOf(tools.loopcraft_fix.invoke({ path: 'a.test.ts' }, signal)), /name of the test/);
    assert.deepEqual([asked, runs], [[], []]);
  });

  it('do nothing in a workspace that is not trusted, without a folder, or with invalid settings', async () => {
    const call = (scene: Scene, input: object = {}) =>
      problemOf(bench(scene).tools.loopcraft_check.invoke(input, signal));
    assert.match(await call({ isTrusted: () => false }), /not trusted/);
    assert.match(await call({ folders: () => [] }), /No folder on disk/);
    const bad = () => settings({ testTimeoutSeconds: 0 });
    assert.match(await call({ settingsOf: bad }), /loopcraft\.testTimeoutSeconds is 0/);
  });

  it('work in the folder that is named, that of the active editor, or the only one', async () => {
    const folders = () => [folder('app'), folder('api')];
    const nameFor = async (scene: Scene, input: object) => {
      const { tools, asked } = bench({ folders, ...scene });
      await tools.loopcraft_check.invoke({ only: 'types', ...input }, signal);
      return (asked[0] as string[])[1];
    };
    assert.equal(await nameFor({}, { folder: 'api' }), 'api');
    assert.equal(await nameFor({}, { folder: '/work/app' }), 'app');
    assert.equal(await nameFor({ activeFolder: () => folder('api') }, {}), 'api');
    const { tools } = bench({ folders });
    assert.match(await problemOf(tools.loopcraft_check.invoke({}, signal)), /Several.*app \(\/work\/app\), api/);
    assert.match(await problemOf(tools.loopcraft_check.invoke({ folder: 'web' }, signal)), /called "web".*app/);
  });

  it('check types and tests with what is red, where it is, and what was expected', async () => {
    const green = bench();
    const text = await green.tools.loopcraft_check.invoke({}, signal);
    assert.match(
      text,
      /^All green\.\n\ntypes: TypeScript 6\.0\.3: 0 diagnostics\n\ntests: `npm test` \(vitest\): 3 tests run/,
    );
    assert.deepEqual(green.asked, [['check', 'app', signal]]);

    const error = {
      path: 'src/a.ts',
      line: 2,
      column: 1,
      code: 2322,
      message: 'Not a number',
      category: 'error',
    } as const;
    const failed = [{ name: 'adds', path: 'a.test.ts', line: 1, message: 'wrong', expected: '3', actual: '4' }];
    const red = bench({
      types: { ...TYPES, diagnostics: [error] },
      tests: { ...TESTS, exitCode: 1, passed: 2, failed },
    });
    const found = await red.tools.loopcraft_check.invoke({}, signal);
    assert.match(found, /^Not green\./);
    assert.match(found, /src\/a\.ts:2:1 - TS2322\nNot a number\n[\s\S]*> 2 \| second/);
    assert.match(found, /Failing test: adds \(a\.test\.ts:1\)[\s\S]*Expected: 3\nActual: 4/);
  });

  it('check only what was asked for', async () => {
    const { tools, asked } = bench({ tests: { problem: { kind: 'no-command', message: 'No test script.' } } });
    assert.match(await tools.loopcraft_check.invoke({ only: 'types' }, signal), /^All green\.\n\ntypes: [^\n]+$/);
    assert.match(
      await tools.loopcraft_check.invoke({ only: 'tests' }, signal),
      /^Not green\.\n\ntests: No test script\.$/,
    );
    assert.deepEqual(asked, [
      ['types', 'app'],
      ['test', 'app'],
    ]);
  });

  it('verify a change as text or as whole files, and say the verdict first', async () => {
    const { tools, asked } = bench();
    const text = await tools.loopcraft_verify.invoke({ change: '--- a/x' }, signal);
    assert.equal(text, 'VERIFIED. Green: 3 tests run\n\nFiles: src/a.ts.\n\nNothing was written.');
    const files = [{ path: 'src/a.ts', content: '```\nfence' }];
    await tools.loopcraft_verify.invoke({ files }, signal);
    assert.deepEqual(asked, [
      ['verify', 'app', '--- a/x'],
      ['verify', 'app', JSON.stringify({ files })],
    ]);
  });

  it('verify: a red verdict names the stage and its evidence', async () => {
    const evidence = {
      stage: 'integrity' as const,
      fingerprint: 'f',
      code: 'stub',
      path: 'src/a.ts',
      message: 'Only throws.',
    };
    const { tools } = bench({ verdict: redVerdict('integrity', [evidence]) });
    const text = await tools.loopcraft_verify.invoke({ change: 'x' }, signal);
    assert.match(
      text,
      /^NOT VERIFIED: red at the stage "integrity"\.[\s\S]*src\/a\.ts - stub\nOnly throws\.[\s\S]*was written\.$/,
    );
    const before = { reason: 'red-as-before' as const, message: 'Only "old" fails.' };
    const asBefore = bench({ verdict: { ...redVerdict('tests', [evidence]), asBefore: before } });
    assert.match(
      await asBefore.tools.loopcraft_verify.invoke({ change: 'x' }, signal),
      /^NOT VERIFIED, but.*"old" fails/,
    );
    const impossible = { reason: 'configuration' as const, message: 'No tsconfig.', next: 'Add one.' };
    const none = bench({ verdict: { ...redVerdict('types', []), impossible } });
    assert.match(
      await none.tools.loopcraft_verify.invoke({ change: 'x' }, signal),
      /^NO VERDICT is possible here\. No tsconfig\. Add one\./,
    );
  });

  it('never give more text than a model can be asked to read', async () => {
    const failed = Array.from({ length: 10_000 }, (_, at) => ({
      name: `t${at}`,
      path: `t${at}.ts`,
      line: 1,
      message: `m${at} ${'x'.repeat(5000)}`,
    }));
    const { tools } = bench({ tests: { ...TESTS, exitCode: 1, failed } });
    const text = await tools.loopcraft_check.invoke({}, signal);
    assert.ok(text.length < 33_000, String(text.length));
    assert.match(text, /more not shown/);
  });

  it('fix one test or everything, and say that the change waits for the person', async () => {
    const { tools, runs } = bench();
    const text = await tools.loopcraft_fix.invoke({ test: 'adds', path: 'a.test.ts', hint: 'mind leap years' }, signal);
    assert.match(text, /^SUCCEEDED \(verified\)\. Green[\s\S]*\+export const a = 2;[\s\S]*waits for the person/);
    assert.deepEqual(runs[0]?.task.targets, [{ name: 'adds', path: 'a.test.ts' }]);
    assert.deepEqual(runs[0]?.task.hints, ['mind leap years']);
    assert.deepEqual(runs[0]?.task.allow, { tests: false, config: false });
    assert.equal(runs[0]?.signal, signal, 'cancelling the tool cancels the run');
    await tools.loopcraft_fix.invoke({}, signal);
    assert.equal(runs[1]?.task.targets, undefined);
  });

  it('fix: start nothing without a model, for which the person would be asked', async () => {
    const { tools, runs } = bench({ settingsOf: () => settings() });
    assert.match(await problemOf(tools.loopcraft_fix.invoke({}, signal)), /Ask the person to run "Loopcraft: Choose/);
    assert.deepEqual(runs, []);
  });

  it('fix: say where nothing is green, nothing was started, or the change is written by itself', async () => {
    const stalled = { ...ENDED, outcome: 'unsolved' as const, reason: 'stalled' as const };
    const unsolved = await bench({ result: stalled }).tools.loopcraft_fix.invoke({}, signal);
    assert.match(
      unsolved,
      /^UNSOLVED \(stalled\)[\s\S]*best candidate, which is not green[\s\S]*Nothing was written\.$/,
    );
    assert.match(
      await problemOf(bench({ result: undefined }).tools.loopcraft_fix.invoke({}, signal)),
      /No run was started/,
    );
    const settingsOf = () => settings({ ...MODEL, autonomy: 'apply-when-verified' });
    assert.match(
      await bench({ settingsOf }).tools.loopcraft_fix.invoke({}, signal),
      /writes the change to the workspace by itself/,
    );
  });

  it('ask the person before code of the workspace runs or money is spent', () => {
    const settingsOf = () => settings({ model: 'gpt-x', 'limits.maxCostUsd': 0.5 });
    const { tools } = bench({ settingsOf });
    assert.equal(tools.loopcraft_check.confirmation({ only: 'types' }), undefined);
    assert.match(tools.loopcraft_check.confirmation({})?.message ?? '', /test command/);
    assert.match(tools.loopcraft_verify.confirmation({ change: 'x' })?.message ?? '', /Nothing is written/);
    const fix = tools.loopcraft_fix.confirmation({ test: 'adds' });
    assert.match(fix?.message ?? '', /fix "adds".*gpt-x.*\$0\.50/);
  });
});
