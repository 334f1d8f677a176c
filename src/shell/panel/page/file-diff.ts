import { structuredPatch } from 'diff';
import type { Change } from '../../../engine/contract/events';
import type { DiffLine, FileDiff } from '../../../panel/contract';
import { l10n } from '../../l10n';

/** Lines of one file's diff that are shown; the whole diff opens in an editor. */
const MAX_LINES = 400;
/** Characters of both sides together that are compared. */
const MAX_CHARACTERS = 1_000_000;
/** Milliseconds after which comparing gives up. */
const MAX_MS = 200;

/** The same change comes with every refresh of a running run. */
const known = new WeakMap<Change, FileDiff>();

export function fileDiff(change: Change): FileDiff {
  const diff = known.get(change) ?? compare(change);
  known.set(change, diff);
  return diff;
}

function compare({ path, before, after }: Change): FileDiff {
  const [old, now] = [before ?? '', after ?? ''];
  const isSmall = old.length + now.length <= MAX_CHARACTERS;
  const patch = isSmall
    ? structuredPatch(path, path, old, now, undefined, undefined, { context: 3, timeout: MAX_MS })
    : undefined;
  if (patch === undefined) {
    const note = l10n.t('The file is too large to be compared here. Open the diff of the run instead.');
    return { path, added: 0, removed: 0, lines: [], note };
  }
  const lines = patch.hunks.flatMap((hunk, index): DiffLine[] => [
    ...(index > 0 ? [{ kind: 'gap', text: '…' } as const] : []),
    ...hunkLines(hunk.lines, hunk.newStart),
  ]);
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const rest = lines.length - MAX_LINES;
  return {
    path,
    added: count('added'),
    removed: count('removed'),
    lines: lines.slice(0, MAX_LINES),
    ...(rest > 0 ? { note: l10n.t('{0} more lines', rest) } : {}),
  };
}

function hunkLines(lines: readonly string[], start: number): DiffLine[] {
  let line = start;
  return lines
    .filter((text) => !text.startsWith('\\'))
    .map((text): DiffLine => {
      if (text.startsWith('-')) return { kind: 'removed', text: text.slice(1) };
      const at = line;
      line += 1;
      return { kind: text.startsWith('+') ? 'added' : 'same', text: text.slice(1), line: at };
    });
}
