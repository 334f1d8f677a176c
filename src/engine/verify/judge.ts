import type { CodeInspector, InspectRequest } from '../contract/code-inspection';
import type { Emit } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { Stop } from '../contract/stop';
import type { TestProblem } from '../contract/test-run';
import type { TypeChecker, TypeExplainer, TypeProblem } from '../contract/type-check';
import type { Verdict } from '../contract/verdict';
import { allowedChanges } from '../guard/allowed-changes';
import { type GuardRules, guard } from '../guard/guard';
import { checkIntegrity } from '../integrity/check-integrity';
import type { Clock } from '../platform/clock';
import { plural } from '../platform/plural';
import type { Candidate } from '../workspace/candidate';
import { type Baseline, goalsOf } from './baseline';
import { explainEvidence } from './explain-evidence';
import { createFlakyWatch, type FlakyTests, type FlakyWatch } from './flaky';
import { runStage } from './stage';
import { baselineTests, countedTests, type TestsFinding, type TestsStageDeps } from './tests-stage';
import { checkTypes, countedTypes, type TypesFinding, type TypesStageDeps } from './types-stage';
import { redVerdict } from './verdict';

export interface JudgeDeps extends TypesStageDeps, TestsStageDeps {
  readonly checker: TypeChecker & TypeExplainer & CodeInspector;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Tests that earlier runs found flaky; absent: none. */
  readonly flakyTests?: FlakyTests | undefined;
}

export interface Judge {
  /** Types and tests of the snapshot, before anything is asked of a model. */
  baseline(signal: AbortSignal): Promise<Baseline | { readonly impossible: Stop }>;
  /** The stages, cheapest first, up to the first red one. */
  judge(candidate: Candidate, baseline: Baseline, signal: AbortSignal): Promise<Verdict>;
}

export function createJudge(deps: JudgeDeps): Judge {
  const flaky = createFlakyWatch(deps.snapshot, deps.flakyTests);
  return {
    async baseline(signal) {
      const none = new Map<string, string | null>();
      const stages = [
        runStage('types', deps, () => checkTypes(deps, none, { scope: 'whole' }, signal)),
        runStage('tests', deps, () => baselineTests(deps, signal)),
      ] as const;
      // Whatever becomes of one, the other's processes have ended, too, when this does.
      await Promise.allSettled(stages);
      const [types, tests] = await Promise.all(stages);
      if (types.problem) return { impossible: impossibleBy(types.problem) };
      if ('problem' in tests) return { impossible: impossibleBy(tests.problem) };
      return { types: types.evidence, tests: tests.evidence, report: tests.report };
    },

    async judge(candidate, baseline, signal) {
      const { snapshot, task, checker } = deps;
      const { files } = candidate;
      const goals = goalsOf(task, baseline);
      const rules: GuardRules = {
        allow: task.allow,
        protectedTests: testPaths(baseline),
        testCommand: deps.command.command,
        focus: task.files,
        request: task.text,
        namedByConfig: (path, text) => checker.configReferences({ path, text }, signal),
      };

      const guarded = await runStage('guard', deps, async () => ({
        evidence: await guard(candidate, snapshot, rules),
        checked: `${plural(files.size, 'file')} against the protected paths`,
      }));
      if (guarded.evidence.length > 0) return redVerdict('guard', guarded.evidence);

      const { types, tests } = await typesAndTests(deps, { files, baseline, goals, flaky }, signal);
      if (types?.problem) return impossibleVerdict(types.problem);
      if (types && types.evidence.length > 0) {
        const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
        return redVerdict(
          'types',
          await explainEvidence(types.evidence, { explainer: checker, root: snapshot.root, overlay }, signal),
        );
      }
      if (tests?.problem) return impossibleVerdict(tests.problem);
      if (tests && tests.evidence.length > 0) {
        flaky.sawRed(files, tests.evidence);
        return redVerdict('tests', tests.evidence, tests);
      }

      const allowed = await allowedChanges(candidate, snapshot, rules);
      const inspect = (request: InspectRequest) => checker.inspect(request, signal);
      const honest = await runStage('integrity', deps, async () => {
        const found = await checkIntegrity({ candidate, snapshot, allow: task.allow, inspect });
        if ('problem' in found) return { evidence: [], checked: found.problem.message, problem: found.problem };
        return {
          evidence: found,
          checked: [
            'no suppression, no new any, no skipped or emptied test, no code that knows it is tested',
            ...(allowed === '' ? [] : [allowed]),
          ].join('. '),
        };
      });
      if ('problem' in honest) return impossibleVerdict(honest.problem);
      if (honest.evidence.length > 0) return redVerdict('integrity', honest.evidence);
      const summary = [
        `Green: ${types?.checked ?? ''}; ${tests?.checked ?? ''}`,
        ...(allowed === '' ? [] : [allowed]),
      ].join('. ');
      return { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary };
    },
  };
}

interface Judged {
  readonly files: ReadonlyMap<string, string | null>;
  readonly baseline: Baseline;
  readonly goals: readonly Evidence[];
  readonly flaky: FlakyWatch;
}

/**
 * The tests start as soon as the types near the change are green, beside the check of the rest; the
 * first red of the two ends the other. A stage that was not needed or was ended is undefined.
 */
async function typesAndTests(
  deps: JudgeDeps,
  judged: Judged,
  signal: AbortSignal,
): Promise<{ types?: TypesFinding; tests?: TestsFinding }> {
  const { files, baseline, goals, flaky } = judged;
  const enough = new AbortController();
  let onNear = () => {};
  const near = new Promise<void>((resolve) => {
    onNear = resolve;
  });
  const typesStage = runStage('types', deps, () =>
    countedTypes(deps, judged, onNear, { signal, enough: enough.signal }),
  );
  const early = await Promise.race([typesStage, near]);
  if (early && isRed(early)) return { types: early };

  const testsStage = runStage('tests', deps, () =>
    countedTests(deps, files, baseline, goals, flaky, AbortSignal.any([signal, enough.signal])),
  );
  try {
    const first = await Promise.race([
      typesStage.then((types) => ({ types })),
      testsStage.then((tests) => ({ tests })),
    ]);
    if ('types' in first ? isRed(first.types) : isRed(first.tests)) return first;
    return { types: await typesStage, tests: await testsStage };
  } finally {
    enough.abort();
    await Promise.allSettled([typesStage, testsStage]);
  }
}

function isRed(found: TypesFinding | TestsFinding): boolean {
  return found.problem !== undefined || found.evidence.length > 0;
}

/** Files that the runner reports tests of, whatever they are called. */
function testPaths({ report }: Baseline): string[] {
  return [...new Set(report.tests.flatMap(({ path }) => path ?? []))];
}

function impossibleBy(problem: TypeProblem | TestProblem): Stop {
  const unverifiable =
    problem.kind === 'timeout' || problem.kind === 'service-failed' || problem.kind === 'runner-failed';
  return { reason: unverifiable ? 'unverifiable' : 'configuration', message: problem.message };
}

/** A suite that hangs is no problem here: that is the candidate's. */
const OF_TESTS: ReadonlySet<string> = new Set<TestProblem['kind']>([
  'no-command',
  'command-not-found',
  'no-results',
  'runner-failed',
]);

function impossibleVerdict(problem: TypeProblem | TestProblem): Verdict {
  const stage = OF_TESTS.has(problem.kind) ? 'tests' : 'types';
  return {
    ok: false,
    stage,
    evidence: [],
    failingTests: 0,
    summary: problem.message,
    impossible: impossibleBy(problem),
  };
}
