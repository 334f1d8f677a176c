// What earlier runs of a workspace solved, in words and names. It is read where something is red, and written after a
// run that ended green: situation.ts says what is red, solution.ts what solved it, nearest.ts what resembles it.
import { join } from 'node:path';
import { z } from 'zod';
import type { Change } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
import type { Clock } from '../../platform/clock';
import { plural } from '../../platform/plural';
import { createFileStore } from '../store/file-store';
import type { PatternStore } from '../store/ports';
import { removeFromIndex, saveWithIndex } from '../store/store-index';
import { workspaceKeys } from '../store/workspace-identity';
import type { Experience, Recalled } from './experience';
import type { Embedder } from './meaning/embedder';
import { recallByMeaning } from './meaning/recall-by-meaning';
import { MAX_TOTAL_BYTES } from './meaning/stored-vectors';
import { MAX_RECALLED, nearest } from './nearest';
import { placedSituationsOf, type Situation, situationsOf } from './situation';
import { type ReadTopLevels, solutionOf } from './solution';

/** A red verdict on the way to the accepted change. */
export interface RedStep {
  readonly evidence: readonly Evidence[];
  /** The change that was red; empty: the workspace as it was. */
  readonly changes: readonly Change[];
}

/** By what else than words earlier experience is found. */
export interface ByMeaning {
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
}

export interface ExperienceMemory {
  /**
   * What earlier runs solved and is near to these findings: at most three, those with the same words first, then those
   * of the same meaning, where a model can tell. Rejects only when aborted.
   */
  recall(evidence: readonly Evidence[], meaning?: ByMeaning): Promise<readonly Recalled[]>;
  /** Keeps what the accepted change solved. */
  remember(steps: readonly RedStep[], accepted: readonly Change[], readTopLevels: ReadTopLevels): Promise<void>;
}

/** Experiences per workspace; the oldest are forgotten first. They are about 400 bytes each. */
const MAX_KEPT = 120;
/** Situations that one run adds. */
const MAX_OF_RUN = 4;
/** Bytes of one workspace. */
const MAX_BYTES = 64 * 1024;

const text = z.string().max(400);
const experienceSchema = z.object({
  kind: text,
  title: text.optional(),
  looked: text,
  path: text.optional(),
  changed: z.array(z.object({ path: text, names: z.array(text).max(12) })).max(8),
  uses: z.array(text).max(12),
});
const storedSchema = z.object({ version: z.literal(1), experiences: z.array(z.unknown()) });

/**
 * A failing store loses what would have been kept, reported through `log`, but never fails the run. That there are no
 * embeddings is told once through `warn`.
 */
export function createExperienceMemory(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
  log: (line: string) => void,
  warn: (line: string) => void = log,
): ExperienceMemory {
  const told = new Set<string>();
  return {
    async recall(evidence, meaning) {
      try {
        const asked = situationsOf(evidence);
        const known = await load(store, await experienceKey(workspace));
        const byWords = nearest(asked, known);
        if (!meaning || byWords.length === MAX_RECALLED) return byWords;
        const vectors = { store, key: await vectorsKey(workspace), now: clock.now, embedder: meaning.embedder };
        const found = await recallByMeaning({ asked, known }, vectors, meaning.signal);
        if ('near' in found) return withNear(byWords, found.near);
        if (!told.has(found.problem)) warn(`${WORDS_ONLY} ${found.problem}`);
        told.add(found.problem);
        return byWords;
      } catch (error) {
        meaning?.signal.throwIfAborted();
        log(`Couldn't read what earlier runs solved: ${String(error)}`);
        return [];
      }
    },
    async remember(steps, accepted, readTopLevels) {
      try {
        const added = await experiencesOf(steps, accepted, readTopLevels);
        if (added.length === 0) return;
        const key = await experienceKey(workspace);
        await store.exclusively(async () => {
          const value = { version: 1, experiences: bounded([...(await load(store, key)), ...added]) };
          await saveWithIndex(store, key, value, clock.now(), MAX_TOTAL_BYTES);
        });
      } catch (error) {
        log(`Couldn't keep what this run solved: ${String(error)}`);
      }
    },
  };
}

function withNear(byWords: readonly Experience[], near: readonly Experience[]): Recalled[] {
  const others = near.filter((each) => !byWords.includes(each));
  return [...byWords, ...others.map((each) => ({ ...each, isByMeaning: true }) as const)].slice(0, MAX_RECALLED);
}

/** How many situations are kept that earlier runs of a workspace solved, also in words for a person. */
export async function describeExperience(
  store: PatternStore,
  workspace: string,
): Promise<{ readonly count: number; readonly lines: readonly string[] }> {
  const { length: count } = await load(store, await experienceKey(workspace));
  const line = `${plural(count, 'solved situation')} on record: where a run meets a similar one, the model is told.`;
  return { count, lines: count === 0 ? [] : [line] };
}

/** Forgets what earlier runs of a workspace solved. */
export async function forgetExperience(store: PatternStore, workspace: string): Promise<void> {
  const key = await experienceKey(workspace);
  await store.exclusively(async () => {
    for (const each of [key, await vectorsKey(workspace)]) {
      await store.remove(each);
      await removeFromIndex(store, each);
    }
  });
}

/** Opens the store in a state folder. */
export const openExperienceStore = (stateDir: string): PatternStore => createFileStore(join(stateDir, 'experience'));

async function experienceKey(workspace: string): Promise<string> {
  return `experience/v1/${(await workspaceKeys(workspace)).key}`;
}

const WORDS_ONLY = 'What earlier runs solved is searched by its words only, because there are no embeddings.';

async function vectorsKey(workspace: string): Promise<string> {
  return `vectors/v1/${(await workspaceKeys(workspace)).key}`;
}

async function experiencesOf(
  steps: readonly RedStep[],
  accepted: readonly Change[],
  readTopLevels: ReadTopLevels,
): Promise<Experience[]> {
  const found: Experience[] = [];
  for (const { evidence, changes } of steps) {
    const solution = await solutionOf(accepted, changes, readTopLevels);
    if (solution.changed.length === 0) continue;
    for (const { situation, at } of placedSituationsOf(evidence)) {
      if (found.some((known) => keyOf(known) === keyOf(situation))) continue;
      found.push(experienceSchema.parse(cut({ ...situation, changed: solution.changed, uses: solution.uses(at) })));
      if (found.length === MAX_OF_RUN) return found;
    }
  }
  return found;
}

/** Equal for what would be recalled together; where it showed may differ. */
const keyOf = ({ kind, title = '', looked }: Situation): string => JSON.stringify([kind, title, looked]);

/** Names and paths beyond the schema's bound are left out, because a part of one would mislead. */
function cut(experience: Experience): Experience {
  const isShort = (name: string): boolean => name.length <= 200;
  const { kind, title, looked, path, changed, uses } = experience;
  return {
    kind: kind.slice(0, 60),
    ...(title === undefined ? {} : { title }),
    looked,
    ...(path !== undefined && isShort(path) ? { path } : {}),
    changed: changed
      .filter((each) => isShort(each.path))
      .map((each) => ({ path: each.path, names: each.names.filter(isShort) })),
    uses: uses.filter(isShort),
  };
}

/** Damaged records are skipped: the next run writes the rest again. */
async function load(store: PatternStore, key: string): Promise<Experience[]> {
  const { data } = storedSchema.safeParse(await store.load(key));
  return (data?.experiences ?? []).flatMap((stored) => experienceSchema.safeParse(stored).data ?? []);
}

/** The newest ones within the bounds; of equal situations the newest. */
function bounded(experiences: readonly Experience[]): Experience[] {
  const newest: Experience[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const experience of experiences.toReversed()) {
    const key = keyOf(experience);
    if (seen.has(key)) continue;
    seen.add(key);
    bytes += Buffer.byteLength(JSON.stringify(experience)) + 1;
    if (newest.length === MAX_KEPT || bytes > MAX_BYTES - 100) break;
    newest.push(experience);
  }
  return newest.reverse();
}
