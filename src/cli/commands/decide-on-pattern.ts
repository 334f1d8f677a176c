import { entryTitle, findEntry, type LearnedGroup } from '../../engine/learn/describing/entries';
import type { PatternMemory } from '../../engine/learn/memory';
import type { PatternsAction } from '../options/options';

type Decision = Extract<PatternsAction, { readonly what: string }>;

/** Pins, unpins or forgets what a person named in words; returns what is wrong with these, undefined if nothing is. */
export async function decideOn({ do: action, what }: Decision, memory: PatternMemory): Promise<string | undefined> {
  const groups = await memory.groups();
  const entry = findEntry(groups, what);
  if (!entry) return `There is nothing called "${what}" here. ${whatThereIs(groups)}`;
  if (action === 'unpin' && !entry.isPinned) return `"${entryTitle(entry)}" is not pinned.`;
  await memory[action](entry);
  return undefined;
}

function whatThereIs(groups: readonly LearnedGroup[]): string {
  if (groups.length === 0) return 'No run of this workspace is recorded yet.';
  const lines = groups.map(({ title, entries }) => `  ${title}: ${entries.map(({ name }) => name).join(' | ')}`);
  return `Name one of these, for example "${groups[0]?.title}: ${groups[0]?.entries[0]?.name}":\n${lines.join('\n')}`;
}
