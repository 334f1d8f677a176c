import { isCode } from '../../code/source';
import type { CodeText, TopLevel } from '../../contract/code-inspection';
import type { Edit } from '../edits';

/** The texts that edits write into files. */
export function newTextsOf(edits: readonly Edit[]): string[] {
  return edits.map((edit) => {
    if (edit.kind === 'whole') return edit.lines.join('\n');
    if (edit.kind === 'block') return edit.replace.join('\n');
    return edit.hunks.flatMap(({ lines }) => lines.flatMap(({ op, text }) => (op === '+' ? [text] : []))).join('\n');
  });
}

/**
 * Reads what files declare before the edits, and with those of them that are written as a whole; what other edits do
 * to a file is not known here.
 */
export function topReaders(
  edits: readonly Edit[],
  deps: {
    readonly readBefore: (path: string) => Promise<string | undefined>;
    readonly readTopLevels: (files: readonly CodeText[]) => Promise<readonly TopLevel[]>;
  },
) {
  const topOf = async (path: string, text: string | undefined): Promise<TopLevel | undefined> =>
    text === undefined || !isCode(path) ? undefined : (await deps.readTopLevels([{ path, text }]))[0];
  const before = async (path: string) => topOf(path, await deps.readBefore(path));
  const after = async (path: string) => {
    const own = edits.find((edit) => edit.kind === 'whole' && edit.path === path);
    return own?.kind === 'whole' ? topOf(path, own.lines.join('\n')) : before(path);
  };
  return { before, after };
}
