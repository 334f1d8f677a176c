import { estimateTokens } from '../../src/engine/call/pricing/prices';
import { createFinder } from '../../src/engine/code/reach/finder';
import type { Lines } from '../../src/engine/contract/code-reach';
import { NO_PERMISSIONS, type Task } from '../../src/engine/contract/task';
import type { History } from '../../src/engine/learn/history/history';
import { gatherContext } from '../../src/engine/prompt/context/gather-context';
import { MOST_TOKENS } from '../../src/engine/prompt/context/room';
import { fitParts } from '../../src/engine/prompt/token-budget';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import type { Failures } from './run-evidence';

/** What the workspace part of a run's first prompt shows. */
export interface FirstPrompt {
  /** By workspace-relative path. */
  readonly shown: ReadonlyMap<string, readonly Lines[]>;
  readonly tokens: number;
  /** Milliseconds that choosing it took. */
  readonly ms: number;
}

const finder = createFinder();

/** Builds the first prompt as a run does, but without declarations of types, because no type service is started. */
export async function firstPrompt(
  parts: Partial<Task>,
  { evidence, coverage }: Failures,
  deps: { readonly snapshot: Snapshot; readonly history: History; readonly tokens?: number },
): Promise<FirstPrompt> {
  const task: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts };
  const checker = {
    exportedTypes: async () => [],
    reach: (request: Parameters<typeof finder.find>[0]) => finder.find(request, async () => {}),
  };
  const { snapshot, history, tokens = MOST_TOKENS } = deps;
  const { signal } = new AbortController();
  const started = performance.now();
  const context = await gatherContext(task, { snapshot, checker, evidence, coverage, history, tokens }, signal);
  const ms = Math.round(performance.now() - started);
  const fitting = fitParts(context.parts, tokens).parts;
  const titles = new Set(fitting.map(({ title }) => title));
  const shown = context.shown.filter(({ part }) => titles.has(part.title));
  return {
    shown: new Map(shown.map(({ path, lines }) => [path, lines])),
    tokens: fitting.reduce((sum, { title, text }) => sum + estimateTokens(title) + estimateTokens(text), 0),
    ms,
  };
}

export function isShown({ shown }: FirstPrompt, path: string, line: number): boolean {
  return (shown.get(path) ?? []).some(({ startLine, endLine }) => startLine <= line && line <= endLine);
}
