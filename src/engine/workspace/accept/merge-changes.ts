import { merge } from 'node-diff3';
import type { Change } from '../../contract/events';

/**
 * Merges a run's changes with what the files have become since: three-way, line by line. Each result leads from the
 * current text to the merged one. Undefined where both sides changed the same lines, or one of them deleted or created
 * a file that the other changed. `readCurrent`: null for no file.
 */
export async function mergeChanges(
  changes: readonly Change[],
  readCurrent: (path: string) => Promise<string | null>,
): Promise<readonly Change[] | undefined> {
  const merged: Change[] = [];
  for (const { path, before, after } of changes) {
    const current = await readCurrent(path);
    if (current === after) continue;
    const text = current === before ? { after } : mergeTexts(current, before, after);
    if (text === undefined) return undefined;
    merged.push({ path, before: current, after: text.after });
  }
  return merged;
}

function mergeTexts(
  current: string | null,
  before: string | null,
  after: string | null,
): { readonly after: string } | undefined {
  if (current === null || before === null || after === null) return undefined;
  // The line breaks are kept: those of the person's file where the change came with others.
  const usesCrlf = current.includes('\r\n');
  const lines = (text: string): string[] => text.replaceAll('\r\n', '\n').split('\n');
  const { conflict, result } = merge(lines(current), lines(before), lines(after), { excludeFalseConflicts: true });
  return conflict ? undefined : { after: result.join(usesCrlf ? '\r\n' : '\n') };
}
