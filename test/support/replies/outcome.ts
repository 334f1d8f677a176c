import { topLevelsOf } from '../../../src/engine/code/declarations/top-level';
import { readReply } from '../../../src/engine/reply/read-reply';
import { memorySnapshot } from '../fakes';
import type { FilePair } from './file-pairs';

export type Outcome =
  | { readonly kind: 'applied' | 'refused'; readonly why: string }
  | { readonly kind: 'wrong'; readonly files: Readonly<Record<string, string | null>> };

/** Reads a reply over the file of a pair, and compares the result with what the change should give. */
export async function outcomeOf(reply: string, { path, before, after }: FilePair): Promise<Outcome> {
  const read = await readReply(reply, {
    snapshot: memorySnapshot({ [path]: before }),
    current: new Map(),
    focus: [path],
    task: '',
    readTopLevels: topLevelsOf,
  });
  if (!read.ok) return { kind: 'refused', why: read.evidence.map(({ code }) => code).join() };
  const { files } = read.candidate;
  if (files.size === 1 && files.get(path) === after) return { kind: 'applied', why: '' };
  return { kind: 'wrong', files: Object.fromEntries(files) };
}
