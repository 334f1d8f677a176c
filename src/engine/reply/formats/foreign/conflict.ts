import { isCode } from '../../../code/source';
import type { CodeText, TopLevel } from '../../../contract/code-inspection';
import type { Evidence } from '../../../contract/evidence';
import { refusal } from '../../refusal';
import { closes, type FenceLine, readFenceLine } from '../fences/fence-lines';

/** What git writes into a file where a merge needs a person; as a change, it would be two versions in one. */
export const CONFLICT_MARKERS = 'conflict markers (`<<<<<<<` … `>>>>>>>`)';

const MARKERS = [/^<{5,9}(?: \S.*)?$/, /^={5,9}\s*$/, /^>{5,9}(?: \S.*)?$/];
/** Longer lines are no markers, and the patterns take time on them. */
const MAX_LENGTH = 300;

/**
 * Looks for a conflict in lines that are given one after the other; returns the place of the one that began it where
 * it is complete.
 */
export function createConflictFinder(): (line: string, place: number) => number | undefined {
  let seen = 0;
  let start = 0;
  return (line, place) => {
    if (line.length > MAX_LENGTH) return undefined;
    if (MARKERS[0]?.test(line)) [seen, start] = [1, place];
    else if (seen > 0 && MARKERS[seen]?.test(line)) seen++;
    if (seen < MARKERS.length) return undefined;
    seen = 0;
    return start;
  };
}

/** Whether there is a conflict; lines of `known` are no markers of a new one. */
export function hasConflict(lines: readonly string[], known: ReadonlySet<string> = new Set()): boolean {
  const find = createConflictFinder();
  return lines.some((line, index) => !known.has(line) && find(line, index) !== undefined);
}

const PLAIN_TEXT = /\.(?:txt|diff|patch|snap|rst|adoc)$/i;
const MARKDOWN = /\.(?:mdx?|markdown)$/i;

interface Files {
  /** The new text of each changed file; null: it is deleted. */
  readonly after: ReadonlyMap<string, string | null>;
  readonly readBefore: (path: string) => Promise<string | undefined>;
  readonly readTopLevels: ((files: readonly CodeText[]) => Promise<readonly TopLevel[]>) | undefined;
}

/** Refuses files that get conflict markers, unless they are text that may show some. */
export async function conflictsIn({ after, readBefore, readTopLevels }: Files): Promise<Evidence[]> {
  const refusals: Evidence[] = [];
  for (const [path, text] of after) {
    if (text === null || PLAIN_TEXT.test(path) || !text.includes('>>>>>')) continue;
    const lines = text.split(/\r?\n/);
    const known = new Set((await readBefore(path))?.split(/\r?\n/));
    if (!hasConflict(MARKDOWN.test(path) ? outsideFences(lines) : lines, known)) continue;
    const [top] = isCode(path) ? ((await readTopLevels?.([{ path, text }])) ?? []) : [];
    // They may stand in a template literal.
    if (!top?.isComplete) refusals.push(conflictRefusal(path));
  }
  return refusals;
}

function outsideFences(lines: readonly string[]): string[] {
  let opening: FenceLine | undefined;
  return lines.filter((text) => {
    const fence = readFenceLine(text);
    const isInside = opening !== undefined;
    if (opening === undefined) opening = fence;
    else if (closes(fence, opening)) opening = undefined;
    return !isInside && fence === undefined;
  });
}

function conflictRefusal(path: string): Evidence {
  const message =
    `The change would write ${CONFLICT_MARKERS} into ${path}, as if both versions were meant. ` +
    'Write only the new lines: as a SEARCH/REPLACE block with these two words behind its markers, or the whole file.';
  return refusal('foreign-format', message, { path, identity: CONFLICT_MARKERS });
}
