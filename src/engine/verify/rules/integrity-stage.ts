import type { CodeInspector, InspectRequest } from '../../contract/code-inspection';
import type { Emit } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import type { TypeProblem } from '../../contract/type-check';
import { checkIntegrity, integritySummary } from '../../integrity/check-integrity';
import type { LevelOf } from '../../integrity/levels/levels';
import { wordsOfTask } from '../../integrity/task-words';
import type { Clock } from '../../platform/clock';
import { plural } from '../../platform/plural';
import type { Candidate } from '../../workspace/candidate';
import { runStage, type StageResult } from '../stage';
import { checkTypes, type TypesStageDeps } from '../types-stage';
import { sentences } from '../verdict';

/** Findings that the verdict's sentence names; the others are only counted. */
const NAMED_FINDINGS = 3;

export type IntegrityStage = StageResult & { readonly problem?: TypeProblem; readonly told?: readonly Evidence[] };

/** `allowed`: a sentence about what the candidate changes by permission, for the record. */
export function integrityStage(
  deps: TypesStageDeps & {
    readonly checker: CodeInspector;
    readonly task: Task;
    readonly clock: Clock;
    readonly emit: Emit;
  },
  candidate: Candidate,
  { levelOf, allowed }: { readonly levelOf: LevelOf; readonly allowed: string },
  signal: AbortSignal,
): Promise<IntegrityStage> {
  const { snapshot, task, checker } = deps;
  const inspect = (request: InspectRequest) => checker.inspect(request, signal);
  const errorsWith = async (files: ReadonlyMap<string, string>) => {
    const all = new Map([...candidate.files, ...files]);
    const found = await checkTypes(deps, all, { scope: 'near', toTheEnd: true }, signal);
    return found.problem ? undefined : found.evidence;
  };
  return runStage('integrity', deps, async () => {
    const words = wordsOfTask(task);
    const { allow } = task;
    const found = await checkIntegrity({ candidate, snapshot, allow, task: words, inspect, levelOf, errorsWith });
    if ('problem' in found) return { evidence: [], checked: found.problem.message, problem: found.problem };
    const { refused, told, lenient } = found;
    const parts = [integritySummary(task.allow.tests, lenient), allowed, toldSentence(told)];
    return { evidence: refused, told, checked: sentences(parts) };
  });
}

/** `Told, not refused: any-type in src/a.ts:3.` */
export function toldSentence(told: readonly Evidence[]): string {
  if (told.length === 0) return '';
  const names = told
    .slice(0, NAMED_FINDINGS)
    .map(({ code = '', path = '', line }) => `${code} in ${path}${line === undefined ? '' : `:${line}`}`);
  const more = told.length - names.length;
  return `Told, not refused: ${names.join(', ')}${more > 0 ? ` and ${plural(more, 'other finding')}` : ''}.`;
}
