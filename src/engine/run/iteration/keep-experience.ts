import type { Change } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
import type { ExperienceMemory, RedStep } from '../../learn/experience/experience-memory';
import { changesOf } from '../../workspace/candidate';
import type { Snapshot } from '../../workspace/snapshot';
import type { Progress } from '../progress';
import type { ReplyDeps } from '../read-candidate';

/** Keeps what a verified change solved: what was to become green, and each red verdict on the way to it. */
export async function keepExperience(
  experience: ExperienceMemory | undefined,
  { snapshot, readTopLevels = async () => [] }: { readonly snapshot: Snapshot } & Pick<ReplyDeps, 'readTopLevels'>,
  run: { readonly goals: readonly Evidence[]; readonly progress: Progress; readonly accepted: readonly Change[] },
  signal: AbortSignal,
): Promise<void> {
  const { attempts, candidates } = run.progress;
  const steps: RedStep[] = [{ evidence: run.goals, changes: [] }];
  for (const attempt of attempts) {
    const candidate = candidates.get(attempt);
    const { stage, ok, evidence } = attempt.verdict;
    if (ok || !candidate || (stage !== 'types' && stage !== 'tests')) continue;
    steps.push({ evidence, changes: await changesOf(candidate, snapshot) });
  }
  await experience?.remember(steps, run.accepted, (files) => readTopLevels(files, signal));
}
