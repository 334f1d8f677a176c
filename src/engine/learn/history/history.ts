/**
 * What git's history of a workspace says about files that change together, and about words of messages and the files
 * they touched. It is read once (`git.ts`, `read-log.ts`), counted by stemmed word and by path (`counts.ts`), kept
 * beside the patterns, and continued from the last commit that was seen. Only ancestors of HEAD are ever counted. The
 * lines that the newest commits changed are read beside that (`line-history.ts`) and are not kept.
 */
import type { Clock } from '../../platform/clock';
import { workspaceKey } from '../../platform/workspace-key';
import type { PatternStore } from '../store/ports';
import { saveWithIndex } from '../store/store-index';
import { createCounter, joinCounts, NO_COUNTS } from './counts';
import {
  type Depth,
  type HeadState,
  isAncestor,
  type LogLimits,
  type RunGit,
  readCommits,
  readDepth,
  readHead,
} from './git';
import { createLineHistory } from './line-history';
import { type HistoryRequest, type RankedFile, rankFiles } from './rank-files';
import { type LikelyLines, rankLines } from './rank-lines';
import { fromStored, type KnownHistory, toStored } from './stored-counts';
import { NOTHING_TOUCHED } from './touched-lines';
import { trustOf } from './trust';

export interface History {
  /** The likeliest files first; none where there is no history. Never fails, unless it is aborted. */
  rank(request: HistoryRequest, files: readonly string[], signal: AbortSignal): Promise<RankedFile[]>;
  /** The same for lines; 0 for all of them where there is no history. Never fails, unless it is aborted. */
  lines(request: HistoryRequest, signal: AbortSignal): Promise<LikelyLines>;
}

export interface HistoryDeps {
  /** A folder of its own: `addToIndex` bounds what all workspaces keep in it. */
  readonly store: PatternStore;
  readonly git: RunGit;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: (line: string) => void;
  readonly limits?: LogLimits;
}

/** More commits say little more about today's code, and a prompt waits for the first reading. */
export const LIMITS: LogLimits = { commits: 3000, bytes: 32 * 1024 * 1024, ms: 5000 };
/** Bytes of JSON for all workspaces together. */
const MAX_TOTAL_BYTES = 16 * 1024 * 1024;

export const historyKey = (workspace: string): string => `history/v1/${workspaceKey(workspace)}`;

export function createHistory(workspace: string, deps: HistoryDeps): History {
  const { git, log } = deps;
  const key = historyKey(workspace);
  let known: KnownHistory | undefined;
  const load = async (): Promise<KnownHistory | undefined> => {
    const value = await deps.store.load(key);
    const stored = fromStored(value);
    if (!stored && value !== undefined)
      log('What was kept of the history of this workspace is not readable, so the history is read again.');
    return stored;
  };
  const save = async (history: KnownHistory): Promise<void> => {
    const value = toStored(history);
    try {
      await deps.store.exclusively(async () => {
        await saveWithIndex(deps.store, key, value, deps.clock.now(), MAX_TOTAL_BYTES);
      });
    } catch (error) {
      log(`Couldn't keep what was read of the history of this workspace: ${String(error)}`);
    }
  };
  const updateOnce = async (signal: AbortSignal): Promise<KnownHistory | undefined> => {
    const state = await readHead(git, signal);
    if (!state) return undefined;
    known ??= await load();
    if (known && isSame(known, state)) return known;
    const depth = await readDepth(git, signal);
    if (depth === 'nothing') return undefined;
    known = await read(deps, known, { ...state, depth }, signal);
    await save(known);
    return known;
  };
  /** One after the other, so that the history is not read twice at the same time. */
  let last: Promise<unknown> = Promise.resolve();
  const update = (signal: AbortSignal): Promise<KnownHistory | undefined> => {
    const next = last.then(() => updateOnce(signal));
    last = next.catch(() => undefined);
    return next;
  };
  const lineHistory = createLineHistory(git);
  const rankAll: History['rank'] = async (request, files, signal) => {
    const { counts, trust } = (await update(signal)) ?? { counts: NO_COUNTS, trust: { share: 0 } };
    const wanted = new Set(files);
    for (const path of request.files) wanted.delete(path);
    const ranked = rankFiles(counts, request, (path) => wanted.has(path));
    return ranked.map(({ path, score }) => ({ path, score: score * trust.share }));
  };
  return {
    rank: (request, files, signal) => orElse([], rankAll(request, files, signal), { log, signal }),
    async lines(request, signal) {
      return rankLines(await orElse(NOTHING_TOUCHED, lineHistory.read(signal), { log, signal }), request);
    },
  };
}

/** What was found; nothing, said in the log, where it could not be read. */
async function orElse<T>(
  nothing: T,
  found: Promise<T>,
  { log, signal }: Pick<HistoryDeps, 'log'> & { readonly signal: AbortSignal },
): Promise<T> {
  try {
    return await found;
  } catch (error) {
    signal.throwIfAborted();
    log(`Couldn't read the history of this workspace: ${String(error)}`);
    return nothing;
  }
}

/** Continues what is known where HEAD is ahead of it, and otherwise starts over, for example on another branch. */
async function read(
  deps: HistoryDeps,
  known: KnownHistory | undefined,
  { head, isShallow, depth }: HeadState & { readonly depth: Exclude<Depth, 'nothing'> },
  signal: AbortSignal,
): Promise<KnownHistory> {
  const continued =
    known?.isShallow === isShallow && (await isAncestor(deps.git, known.head, head, signal)) ? known : undefined;
  const range = continued ? `${continued.head}..${head}` : head;
  const counter = await count(deps, { range, depth }, signal);
  const counts = joinCounts(continued?.counts ?? NO_COUNTS, counter.counts(), counter.renamed);
  return { head, isShallow, counts, trust: trustOf(counts, counter.samples, continued?.trust) };
}

/** A damaged clone may lack old texts that git compares to find renames, though it has the names of all files. */
async function count(
  deps: HistoryDeps,
  which: { readonly range: string; readonly depth: Exclude<Depth, 'nothing'> },
  signal: AbortSignal,
): Promise<ReturnType<typeof createCounter>> {
  const { git, limits = LIMITS } = deps;
  const counter = createCounter();
  try {
    await readCommits(git, which, limits, counter.add, signal);
    return counter;
  } catch (error) {
    if (signal.aborted || which.depth === 'names') throw error;
    return count(deps, { ...which, depth: 'names' }, signal);
  }
}

function isSame(known: KnownHistory, state: HeadState): boolean {
  return known.head === state.head && known.isShallow === state.isShallow;
}
