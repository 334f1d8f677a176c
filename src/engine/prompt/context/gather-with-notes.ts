import { estimateTokens } from '../../call/pricing/prices';
import type { Task } from '../../contract/task';
import { visibleText } from '../evidence/visible-text';
import type { Part } from '../token-budget';
import { type Context, type ContextDeps, gatherContext } from './gather-context';
import { MOST_TOKENS } from './room';

/** Gathers the context of a task, with the person's lasting notes in front: they hold for every task. */
export async function gatherWithNotes(
  task: Task,
  { loadNotes, ...deps }: ContextDeps & { readonly loadNotes: () => Promise<readonly string[]> },
  signal: AbortSignal,
): Promise<Context> {
  const { tokens = MOST_TOKENS } = deps;
  const notes = notesParts(await loadNotes());
  const spent = notes.reduce((sum, { title, text }) => sum + estimateTokens(title) + estimateTokens(text), 0);
  const context = await gatherContext(task, { ...deps, tokens: tokens - spent }, signal);
  return { ...context, parts: [...notes, ...context.parts] };
}

function notesParts(notes: readonly string[]): Part[] {
  if (notes.length === 0) return [];
  const lines = notes.map((note) => `- ${visibleText(note).replace(/\s+/g, ' ')}`);
  return [{ title: 'Notes of the developer', text: lines.join('\n'), why: 'you asked to remember this' }];
}
