// What the store takes: time to choose and record with a full one, and bytes after many runs.
import { rm } from 'node:fs/promises';
import { STRATEGIES } from '../../../src/engine/contract/events';
import { createPatternMemory } from '../../../src/engine/learn/memory';
import { OPTIONS, patternsKey } from '../../../src/engine/learn/patterns';
import type { RecordedRun } from '../../../src/engine/learn/record-outcome';
import { createFileStore } from '../../../src/engine/learn/store/file-store';
import { MAX_TOTAL_BYTES } from '../../../src/engine/learn/store/store-index';
import { workspaceKey } from '../../../src/engine/platform/workspace-key';
import { temporaryFolder } from '../../support/cli';
import { memoryStore } from '../../support/memory-store';
import { seeded } from '../../support/seeded';
import { median } from '../measure';

const SITUATIONS = [
  'types 1',
  'types 2',
  'types 3',
  'assertion 1',
  'assertion 2',
  'exception 1',
  'timeout 1',
  'reply 1',
];

/** A run with everything that can be recorded, by one of several models. */
function anyRun(random: () => number, models: number): RecordedRun {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return {
    kind: one(['generate', 'fix'] as const),
    model: `provider/a-model-with-a-long-name-${Math.floor(random() * models)}`,
    strategy: one(STRATEGIES),
    reason: random() < 0.6 ? 'verified' : 'iterations-exhausted',
    iterations: 1 + Math.floor(random() * 6),
    tokens: Math.round(random() * 30_000),
    outcomes: {
      replies: { format: random() < 0.5 ? 'edits' : 'whole-files', read: 2, refused: 1, tokens: 900 },
      moves: [0, 1, 2].map(() => ({
        situation: one(SITUATIONS),
        action: one(OPTIONS.move),
        success: one([0, 0.5, 1]),
      })),
    },
  };
}

export interface StoreCosts {
  /** Median milliseconds to choose, and to record. */
  readonly chooseMs: number;
  readonly recordMs: number;
  /** Workspaces in the full store. */
  readonly workspaces: number;
}

/** With files, as on the command line, filled to the bound by other workspaces. */
export async function timeFullStore(rounds: number): Promise<StoreCosts> {
  const folder = temporaryFolder('learn');
  const random = seeded(5);
  const store = createFileStore(folder.path);
  let now = 0;
  const memoryOf = (workspace: string) => createPatternMemory(store, workspace, { random, now: () => ++now });
  try {
    let bytes = 0;
    let workspaces = 0;
    while (bytes < MAX_TOTAL_BYTES * 0.95) {
      const workspace = `/full/${workspaces++}`;
      for (let run = 0; run < 12; run++) await memoryOf(workspace).record(anyRun(random, 2));
      bytes += JSON.stringify(await store.load(patternsKey(workspaceKey(workspace)))).length;
    }
    const memory = memoryOf('/full/0');
    const [choosing, recording]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const run = anyRun(random, 2);
      const request = {
        kind: run.kind,
        model: run.model,
        maxIterations: 6,
        canLook: true,
        hasExamples: true,
        explore: true,
      };
      const startedAt = performance.now();
      await memory.choose(request);
      const chosenAt = performance.now();
      await memory.record(run);
      choosing.push(chosenAt - startedAt);
      recording.push(performance.now() - chosenAt);
    }
    return { chooseMs: median(choosing), recordMs: median(recording), workspaces };
  } finally {
    await rm(folder.path, { recursive: true, force: true });
  }
}

/** Bytes that a workspace takes after so many runs by so many models. */
export async function bytesAfter(runs: number, models: number): Promise<number> {
  const random = seeded(9);
  const store = memoryStore();
  const memory = createPatternMemory(store, '/bytes', { random, now: () => 0 });
  for (let run = 0; run < runs; run++) await memory.record(anyRun(random, models));
  return JSON.stringify(await store.load(patternsKey(workspaceKey('/bytes')))).length;
}
