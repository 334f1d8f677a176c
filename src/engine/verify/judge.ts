import type { Clock } from '../clock';
import type { Emit } from '../events';
import type { Candidate } from '../edit/candidate';
import { guard } from '../edit/guard';
import { allowedChanges } from './allowed-changes';
import { type Baseline, goalsOf } from './baseline';
import { explained } from './explained';
import { createFlakyWatch } from './flaky';
import { checkIntegrity } from './integrity/integrity';
import type { TestProblem, TypeChecker, TypeExplainer, TypeProblem } from './ports';
import { runStage } from './stage';
import { countedTests, runTests, type TestsStageDeps } from './tests-stage';
import { checkTypes, countedTypes, type TypesStageDeps } from './types-stage';
import { plural, redVerdict, type Verdict } from './verdict';

export interface JudgeDeps extends TypesStageDeps, TestsStageDeps {
  readonly checker: TypeChecker & TypeExplainer;
  readonly clock: Clock;
  readonly emit: Emit;
}

export interface Judge {
  /** Types and tests of the snapshot, before anything is asked of a model. */
  baseline(signal: AbortSignal): Promise<Baseline | { readonly impossible: NonNullable<Verdict['impossible']> }>;
  /** The stages, cheapest first, up to the first red one. */
  judge(candidate: Candidate, baseline: Baseline, signal: AbortSignal): Promise<Verdict>;
}

export function createJudge(deps: JudgeDeps): Judge {
  const flaky = createFlakyWatch(deps.snapshot);
  return {
    async baseline(signal) {
      const none = new Map<string, string | null>();
      const [types, tests] = await Promise.all([
        runStage('types', deps, () => checkTypes(deps, none, 'whole', signal)),
        runStage('tests', deps, () => runTests(deps, none, undefined, signal)),
      ]);
      if (types.problem) return { impossible: impossibleBy(types.problem) };
      if ('problem' in tests) return { impossible: impossibleBy(tests.problem) };
      return { types: types.evidence, tests: tests.evidence, report: tests.report };
    },

    async judge(candidate, baseline, signal) {
      const { snapshot, task, checker } = deps;
      const { files } = candidate;
      const goals = goalsOf(task, baseline);
      const rules = { allow: task.allow, protectedTests: testPaths(baseline), testCommand: deps.command.command, focus: task.files, request: task.text };

      const guarded = await runStage('guard', deps, async () => ({
        evidence: await guard(candidate, snapshot, rules),
        checked: `${plural(files.size, 'file')} against the protected paths`,
      }));
      if (guarded.evidence.length > 0) return redVerdict('guard', guarded.evidence);

      const types = await runStage('types', deps, () => countedTypes(deps, files, baseline, goals, signal));
      if (types.problem) return impossibleVerdict(types.problem);
      if (types.evidence.length > 0) {
        const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
        return redVerdict('types', await explained(types.evidence, { explainer: checker, root: snapshot.root, overlay }, signal));
      }

      const tests = await runStage('tests', deps, () => countedTests(deps, files, baseline, goals, flaky, signal));
      if (tests.problem) return impossibleVerdict(tests.problem);
      if (tests.evidence.length > 0) {
        flaky.sawRed(files, tests.evidence);
        return redVerdict('tests', tests.evidence);
      }

      const allowed = await allowedChanges(candidate, snapshot, rules);
      const honest = await runStage('integrity', deps, async () => ({
        evidence: await checkIntegrity({ candidate, snapshot, allow: task.allow }),
        checked: ['no suppression, no new any, no skipped or emptied test, no code that knows it is tested', ...(allowed === '' ? [] : [allowed])].join('. '),
      }));
      if (honest.evidence.length > 0) return redVerdict('integrity', honest.evidence);
      const summary = [`Green: ${types.checked}; ${tests.checked}`, ...(allowed === '' ? [] : [allowed])].join('. ');
      return { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary };
    },
  };
}

/** Files that the runner reports tests of, whatever they are called. */
function testPaths({ report }: Baseline): string[] {
  return [...new Set(report.tests.flatMap(({ path }) => path ?? []))];
}

function impossibleBy(problem: TypeProblem | TestProblem): NonNullable<Verdict['impossible']> {
  const unverifiable = problem.kind === 'timeout' || problem.kind === 'service-failed';
  return { reason: unverifiable ? 'unverifiable' : 'configuration', message: problem.message };
}

function impossibleVerdict(problem: TypeProblem | TestProblem): Verdict {
  const stage = problem.kind === 'no-command' || problem.kind === 'command-not-found' ? 'tests' : 'types';
  return { ok: false, stage, evidence: [], failingTests: 0, summary: problem.message, impossible: impossibleBy(problem) };
}
