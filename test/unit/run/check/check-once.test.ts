import assert from 'node:assert/strict';
import type { TestFile, TestReport } from '../../../../src/engine/contract/test-run';
import type { TypeCheckRequest } from '../../../../src/engine/contract/type-check';
import {
  type CheckDeps,
  type CheckOptions,
  type TypesOptions,
  testOnce,
  typesOnce,
} from '../../../../src/engine/run/check/check-once';
import { fakeClock, memorySnapshot } from '../../../support/fakes';

describe('the tests that a change can reach', () => {
  const names = ['a', 'b', 'c', 'd'];
  const snapshot = memorySnapshot({
    'src/a.ts': 'export const a = 1;\n',
    'src/lone.ts': 'export const lone = 1;\n',
    ...Object.fromEntries(
      names.map((name) => [`test/${name}.test.ts`, `import '../src/${name}';\ntest('${name}', () => {});\n`]),
    ),
  });
  const before: TestReport = {
    command: 'npm test',
    runner: 'vitest',
    exitCode: 0,
    executed: 4,
    passed: 4,
    tests: names.map((name) => ({ name, path: `test/${name}.test.ts`, status: 'passed' })),
    failed: [],
    errors: [],
    output: '',
    ms: 60_000,
  };
  const ran = async (options: Partial<CheckOptions>): Promise<readonly TestFile[] | undefined> => {
    let files: readonly TestFile[] | undefined;
    const deps: CheckDeps = {
      workspace: '/ws',
      clock: fakeClock(),
      checkerWith: () => assert.fail(),
      runner: { detect: async () => ({ command: 'npm test', runner: 'vitest', why: 'a script', cwd: '/ws' }) as never },
      testingIn: () => ({
        runner: {
          run: async (request) => {
            ({ files } = request);
            return before;
          },
        },
        findDifferences: async () => [],
      }),
      takeSnapshot: async () => snapshot,
      openScratch: async () => ({ dir: '/copy', dispose: async () => undefined }) as never,
      testTimeoutMs: 1000,
    };
    await testOnce(deps, { signal: new AbortController().signal, ...options } as CheckOptions);
    return files;
  };

  it('run alone where all of them take long', async () => {
    assert.deepEqual(await ran({ changed: { paths: ['src/a.ts'], before } }), [
      { path: 'test/a.test.ts', names: ['a'] },
    ]);
    assert.deepEqual(await ran({ changed: { paths: ['test/b.test.ts'], before } }), [
      { path: 'test/b.test.ts', names: ['b'] },
    ]);
  });

  it('run with all others where that takes no longer, or nothing is known of the change', async () => {
    assert.equal(await ran({ changed: { paths: ['src/a.ts'], before: { ...before, ms: 500 } } }), undefined);
    assert.equal(await ran({ changed: { paths: ['src/lone.ts'], before } }), undefined);
    assert.equal(await ran({ changed: { paths: ['src/deleted.ts'], before } }), undefined);
    assert.equal(await ran({}), undefined);
  });
});

describe('only the types', () => {
  const asked = async (options: Partial<TypesOptions>) => {
    let request: TypeCheckRequest | undefined;
    const check = async (found: TypeCheckRequest) => {
      request = found;
      return { problem: { kind: 'no-tsconfig' as const, message: 'none' } };
    };
    const deps = { workspace: '/ws', checkerWith: () => ({ check }) } as unknown as CheckDeps;
    await typesOnce(deps, { unsaved: new Map(), signal: new AbortController().signal, ...options });
    return [request?.scope, request?.edited, request?.toTheEnd];
  };

  it('are those of everything, or of edited files and all that depends on them', async () => {
    assert.deepEqual(await asked({}), ['whole', [], undefined]);
    assert.deepEqual(await asked({ edited: ['src/a.ts'] }), ['near', ['src/a.ts'], true]);
  });
});
