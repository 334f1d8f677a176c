import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Diagnostic,
  TypeChecker,
  TypeCheckRequest,
  TypeProblem,
} from '../../../../src/engine/contract/type-check';
import { runProcess } from '../../../../src/engine/process/run-process';
import { withOwnChecks } from '../../../../src/engine/typecheck/own-checks/with-own-checks';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const signal = new AbortController().signal;
const NODE = `"${process.execPath}"`;

describe('withOwnChecks', () => {
  let workspace: TempWorkspace;
  let copies: number;
  let known: readonly Diagnostic[];
  let problem: TypeProblem | undefined;
  let answer: (scope: TypeCheckRequest['scope']) => ReturnType<TypeChecker['check']>;
  /** The script that never ends; every other one has all the time that it needs. */
  let endless: string;
  const runWithLimit: typeof runProcess = (request, abort) => {
    const isEndless = JSON.stringify(request.command).includes(endless);
    return runProcess({ ...request, timeoutMs: isEndless ? 200 : 60_000 }, abort);
  };
  beforeEach(() => {
    endless = 'wait.mjs';
  });
  afterEach(() => workspace.remove());

  const open = async (scripts: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) => {
    copies = 0;
    known = [];
    problem = undefined;
    workspace = await tempWorkspace({
      'package.json': JSON.stringify({ scripts, workspaces: ['packages/*'] }),
      ...files,
    });
    const checker = withOwnChecks(
      {
        check: async ({ scope }) =>
          problem
            ? { problem }
            : {
                version: '6.0.3',
                engine: 'workspace',
                projects: ['tsconfig.json'],
                diagnostics: known,
                whole: scope === 'whole',
                checked: 'checked',
                ms: 1,
              },
      },
      { runProcess: runWithLimit, envIn: () => ({ PATH: '/usr/bin:/bin' }), log: () => undefined, timeoutMs: 1_000 },
    );
    answer = (scope) =>
      checker.check(
        {
          root: workspace.root,
          overlay: new Map(),
          edited: [],
          scope,
          createScratchCopy: async () => {
            copies += 1;
            return workspace.root;
          },
        },
        signal,
      );
    return async (scope: TypeCheckRequest['scope'] = 'whole') => {
      const report = await answer(scope);
      assert.ok(!('problem' in report));
      return report;
    };
  };

  it('is all there is where no tsconfig is: near a change it finds nothing, and it may be red', async () => {
    const check = await open(
      { check: 'svelte-check --no-tsconfig' },
      { 'node_modules/.bin/svelte-check': '#!/bin/sh\nexit 1\n', 'src/App.svelte': '' },
    );
    chmodSync(join(workspace.root, 'node_modules/.bin/svelte-check'), 0o755);
    problem = { kind: 'no-tsconfig', message: 'No tsconfig.json.' };
    const near = await check('near');
    assert.deepEqual([near.whole, near.diagnostics, near.projects], [false, [], []]);
    const whole = await check();
    assert.equal(
      whole.checked,
      'no tsconfig.json is there; svelte-check (the script `check`) was run on a copy as well',
    );
    assert.match(whole.diagnostics[0]?.message ?? '', /^The script `check` ended with exit code 1/);
    assert.deepEqual([whole.whole, whole.withComponents], [true, [{ folder: '', ending: '.svelte' }]]);
  });

  it('leaves the problem where there is none or it can not run, and every other problem', async () => {
    const none: TypeProblem = { kind: 'no-tsconfig', message: 'No tsconfig.json.' };
    await open({ check: 'svelte-check --no-tsconfig' });
    problem = none;
    assert.deepEqual(await answer('whole'), { problem }, 'svelte-check is not installed');
    assert.deepEqual(await answer('near'), { problem });
    problem = { kind: 'service-failed', message: 'It died.' };
    assert.deepEqual(await answer('whole'), { problem });
    await workspace.remove();
    await open({});
    problem = none;
    assert.deepEqual(await answer('whole'), { problem });
  });

  it('runs a check for everything only, and judges it by its exit code where nothing can be read', async () => {
    const check = await open(
      { typecheck: `${NODE} types.mjs` },
      { 'types.mjs': "console.log('bad'); process.exitCode = 3;" },
    );
    const near = await check('near');
    assert.deepEqual([near.checked, near.diagnostics, copies], ['checked', [], 0]);
    const { diagnostics, checked } = await check();
    assert.equal(checked, 'checked; the script `typecheck` was run on a copy as well');
    assert.deepEqual(diagnostics, [
      {
        path: '',
        line: 1,
        column: 1,
        code: 0,
        category: 'error',
        source: 'npm run typecheck',
        message: 'The script `typecheck` ended with exit code 3, and no error that can be read says why.\nbad',
      },
    ]);
    await workspace.write({ 'types.mjs': "console.log('a.ts(1,2): error TS2322: It is only printed.');" });
    assert.deepEqual((await check()).diagnostics, []);
  });

  it('adds what the compiler did not find, with places from the root', async () => {
    const check = await open(
      {},
      {
        'packages/a/package.json': JSON.stringify({ scripts: { 'check-types': `${NODE} types.mjs` } }),
        'packages/a/types.mjs':
          "console.log('\\u001b[96ma.ts\\u001b[0m:1:2 - error TS2322: Known.');" +
          "console.log('b.ts(3,4): error TS2345: New.'); process.exitCode = 1;",
      },
    );
    known = [{ path: 'packages/a/a.ts', line: 1, column: 2, code: 2322, message: 'Known.', category: 'error' }];
    const { diagnostics, checked } = await check();
    assert.equal(checked, 'checked; the script `check-types` of packages/a was run on a copy as well');
    assert.deepEqual(
      diagnostics.map(({ path, line, column, code, source }) => [path, line, column, code, source]),
      [
        ['packages/a/a.ts', 1, 2, 2322, undefined],
        ['packages/a/b.ts', 3, 4, 2345, 'npm run check-types'],
      ],
    );
  });

  it('leaves out what cannot run here, says so, and does not try again', async () => {
    const check = await open(
      { typecheck: 'no-such-checker', check: 'svelte-check', 'types:check': `${NODE} wait.mjs` },
      {
        'wait.mjs': 'setInterval(() => {}, 1000);',
      },
    );
    const said =
      'checked; the script `check` was not counted, because a program that it needs is not installed; ' +
      'the script `typecheck` was not counted, because a program that it needs is not installed; ' +
      'the script `types:check` was not counted, because it had not ended after 1 s';
    for (let time = 0; time < 2; time++) {
      const { diagnostics, checked, withComponents } = await check();
      assert.deepEqual([diagnostics, withComponents, checked, copies], [[], undefined, said, 1]);
    }
  });

  it('takes it for an error when a check that ran before no longer ends', async () => {
    const check = await open({ typecheck: `${NODE} types.mjs` }, { 'types.mjs': '' });
    assert.deepEqual((await check()).diagnostics, []);
    await workspace.write({ 'types.mjs': 'setInterval(() => {}, 1000);' });
    endless = 'types.mjs';
    for (let time = 0; time < 2; time++)
      assert.deepEqual(
        (await check()).diagnostics.map(({ message }) => message),
        ['The script `typecheck` ran to its end before, and now does not, because it had not ended after 1 s.'],
      );
  });

  it('does without a package manager that is not installed, and names the components that were read', async () => {
    const check = await open({ check: 'pnpm exec svelte-check' });
    await workspace.write({ 'node_modules/.bin/svelte-check': `#!/bin/sh\necho "$@"\nexit 1\n` });
    const { chmod } = await import('node:fs/promises');
    await chmod(`${workspace.root}/node_modules/.bin/svelte-check`, 0o755);
    const { diagnostics, withComponents, checked } = await check();
    assert.deepEqual(withComponents, [{ folder: '', ending: '.svelte' }]);
    assert.equal(checked, 'checked; svelte-check (the script `check`) was run on a copy as well');
    assert.match(diagnostics[0]?.message ?? '', /\n--output machine-verbose$/);
  });
});
