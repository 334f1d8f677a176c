import { topLevelsOf } from '../../../src/engine/code/declarations/top-level';
import type { CodeText, TopLevel } from '../../../src/engine/contract/code-inspection';
import { readReply } from '../../../src/engine/reply/read-reply';
import { memorySnapshot } from '../fakes';
import type { FilePair } from './file-pairs';

export type Outcome =
  | { readonly kind: 'applied' | 'refused'; readonly why: string }
  | { readonly kind: 'wrong'; readonly files: Readonly<Record<string, string | null>> };

/** What texts declare, read once each: every way to write a change is tried on the same texts. */
const known = new Map<string, Promise<readonly TopLevel[]>>();

async function topLevels(files: readonly CodeText[]): Promise<readonly TopLevel[]> {
  const found = files.map((file) => {
    const key = `${file.path}\n${file.text}`;
    const read = known.get(key) ?? topLevelsOf([file]);
    known.set(key, read);
    return read;
  });
  return (await Promise.all(found)).flat();
}

/** Reads a reply over the file of a pair, and compares the result with what the change should give. */
export async function outcomeOf(reply: string, { path, before, after }: FilePair): Promise<Outcome> {
  const read = await readReply(reply, {
    snapshot: memorySnapshot({ [path]: before }),
    current: new Map(),
    focus: [path],
    task: '',
    readTopLevels: topLevels,
  });
  if (!read.ok) return { kind: 'refused', why: read.evidence.map(({ code }) => code).join() };
  const { files } = read.candidate;
  if (files.size === 1 && files.get(path) === after) return { kind: 'applied', why: '' };
  return { kind: 'wrong', files: Object.fromEntries(files) };
}
