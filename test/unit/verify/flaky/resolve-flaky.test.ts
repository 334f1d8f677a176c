import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { createFlakyWatch } from '../../../../src/engine/verify/flaky/flaky-tests';
import { resolveFlaky, type WholeRun } from '../../../../src/engine/verify/flaky/resolve-flaky';
import { evidence, memorySnapshot } from '../../../support/fakes';

interface TestCase {
  readonly reached: boolean;
  readonly known: boolean;
  readonly mustPass: boolean;
  /** Whether it passes in the first and in a second run. */
  readonly passes: readonly [boolean, boolean];
}

const item = (index: number): Evidence =>
  evidence('tests', `t${index}`, { test: `t${index}`, path: `test/${index}.test.ts` });
const runOf = (tests: readonly TestCase[], which: 0 | 1): WholeRun => ({
  counted: tests.flatMap(({ passes }, index) => (passes[which] ? [] : [item(index)])),
  lost: [],
  report: {
    command: 'npm test',
    runner: 'vitest',
    exitCode: 0,
    executed: tests.length,
    passed: 0,
    failed: [],
    errors: [],
    output: '',
    ms: 1,
    tests: tests.map(({ passes }, index) => ({
      name: `t${index}`,
      path: `test/${index}.test.ts`,
      status: passes[which] ? 'passed' : 'failed',
    })),
  },
});

describe('resolveFlaky', () => {
  const cases: fc.Arbitrary<TestCase> = fc.record({
    reached: fc.boolean(),
    known: fc.boolean(),
    mustPass: fc.boolean(),
    passes: fc.tuple(fc.boolean(), fc.boolean()),
  });

  it('excuses only unaffected tests that passed once or were known before, and never runs a third time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cases, { maxLength: 5 }), async (tests) => {
        const watch = createFlakyWatch(memorySnapshot({}));
        tests.forEach(({ known }, index) => {
          if (known) watch.known.add(item(index));
        });
        const of = (path: string | undefined): TestCase | undefined => tests[Number(/\d+/.exec(path ?? '')?.[0])];
        let runs = 1;
        const { evidence: counted, notes } = await resolveFlaky(runOf(tests, 0), {
          watch,
          influence: { mayReach: async (path) => of(path)?.reached ?? true },
          mustPass: ({ path }) => of(path)?.mustPass ?? false,
          failedBefore: [],
          passedAlone: () => false,
          files: new Map(),
          again: async () => {
            runs += 1;
            return runOf(tests, 1);
          },
        });
        assert.ok(runs <= 2);
        const seen = (test: TestCase): boolean[] => test.passes.slice(0, runs);
        tests.forEach((test, index) => {
          const failed = seen(test).includes(false);
          const isCounted = counted.some(({ test: name }) => name === `t${index}`);
          const isExcused =
            !test.mustPass &&
            (test.reached ? test.known && seen(test).includes(true) : test.known || seen(test).includes(true));
          if (isCounted) assert.ok(failed, 'only what failed counts');
          // When one failure is certain, undecided ones are only named, because the verdict is red anyway.
          if (failed && !isExcused && !isCounted)
            assert.ok(
              counted.length > 0 &&
                runs === 1 &&
                notes.some((note) => note.includes(`"t${index}"`) || note.includes('more')),
            );
          if (failed && !isCounted)
            assert.ok(
              notes.some((note) => note.includes(`t${index}`) || note.includes('more')),
              'what does not count is named',
            );
          if (test.mustPass && failed) assert.ok(counted.length > 0, 'what must pass is never excused');
          if (watch.known.has(item(index)) && !test.known)
            assert.ok(!test.reached && !test.mustPass, 'the candidate makes no test known as flaky');
        });
      }),
    );
  });

  it('counts tests that did not run, and treats nothing without a name or place as flaky', async () => {
    const context = {
      watch: createFlakyWatch(memorySnapshot({})),
      influence: { mayReach: async () => false },
      mustPass: () => false,
      failedBefore: [],
      passedAlone: () => false,
      files: new Map<string, string | null>(),
    };
    const whole = runOf([], 0);
    const lost = await resolveFlaky({ ...whole, lost: [item(1)] }, { ...context, again: assert.fail });
    assert.deepEqual(lost.evidence, [item(1)]);
    const exit = evidence('tests', 'exit');
    assert.deepEqual((await resolveFlaky({ ...whole, counted: [exit] }, { ...context, again: assert.fail })).evidence, [
      exit,
    ]);
    const later = await resolveFlaky(
      { ...whole, counted: [item(0)] },
      {
        ...context,
        again: async () => ({
          ...runOf([{ reached: false, known: false, mustPass: false, passes: [false, true] }], 1),
          lost: [item(1)],
        }),
      },
    );
    assert.deepEqual(later.evidence, [item(1)]);
  });
});
