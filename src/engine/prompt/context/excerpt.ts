import type { FileOutline, Lines } from '../../contract/code-reach';
import { fence } from '../show-file';

/** Lines of imports that an excerpt shows; more of them rarely matter. */
const MAX_IMPORT_LINES = 40;
/** Declarations that are named for one gap. */
const MAX_NAMES = 12;
/** Gaps of so few lines and characters are shown, because saying that they are left out is hardly shorter. */
const MAX_GAP = 3;
const MAX_GAP_LENGTH = 500;

/**
 * The wanted lines of a file as they stand in it, its imports, and one line for what is left out between them.
 * `shown` says which lines those are, for example `1-12, 40-66`, and `ranges` the same as numbers.
 */
export function excerpt(
  path: string,
  lines: readonly string[],
  outline: FileOutline | undefined,
  wanted: readonly Lines[],
): { readonly text: string; readonly shown: string; readonly ranges: readonly Lines[] } {
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const ranges = merged([...importsOf(lines), ...wanted], lines.slice(0, last));
  const parts: string[] = [];
  let at = 1;
  for (const { startLine, endLine } of ranges) {
    parts.push(...leftOut(at, startLine - 1, outline));
    parts.push(...lines.slice(startLine - 1, endLine));
    at = endLine + 1;
  }
  parts.push(...leftOut(at, last, outline));
  return {
    text: fence(parts.join('\n'), path.split('.').pop() ?? ''),
    ranges,
    shown: ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(', '),
  };
}

/** Sorted, without overlaps, and with small gaps closed. */
function merged(ranges: readonly Lines[], lines: readonly string[]): Lines[] {
  const last = lines.length;
  const isGap = (from: number, to: number): boolean =>
    to - from >= MAX_GAP || lines.slice(from - 1, to).reduce((sum, line) => sum + line.length, 0) > MAX_GAP_LENGTH;
  const result: { startLine: number; endLine: number }[] = [];
  for (const { startLine, endLine } of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    const before = result.at(-1);
    const end = Math.min(endLine, last);
    if (before && !isGap(before.endLine + 1, startLine - 1)) before.endLine = Math.max(before.endLine, end);
    else if (startLine <= last) result.push({ startLine: Math.max(1, startLine), endLine: end });
  }
  const final = result.at(-1);
  if (final && !isGap(final.endLine + 1, last)) final.endLine = last;
  if (result[0] && !isGap(1, result[0].startLine - 1)) result[0].startLine = 1;
  return result;
}

/** The imports at the top of a file, as far as they are short. */
function importsOf(lines: readonly string[]): Lines[] {
  let end = 0;
  let isOpen = false;
  for (const [index, line] of lines.slice(0, MAX_IMPORT_LINES).entries()) {
    if (/^\s*import\b/.test(line)) isOpen = !/['"][^'"]*['"]/.test(line);
    else if (isOpen) isOpen = !/\bfrom\s*['"]/.test(line);
    else if (/^(?:const|let|var)\b.*\brequire\(/.test(line)) isOpen = false;
    else if (line.trim() !== '' && !/^\s*(?:\/\/|\/?\*|['"]use |<script\b|---$)/.test(line)) break;
    else continue;
    end = index + 1;
  }
  return end === 0 ? [] : [{ startLine: 1, endLine: end }];
}

/** What stands in lines that are left out: the outermost declarations, by name where there are several. */
function leftOut(from: number, to: number, outline: FileOutline | undefined): string[] {
  if (to < from) return [];
  let covered = 0;
  const outermost = (outline?.entries ?? []).filter(({ startLine, endLine }) => {
    const isTaken = from <= startLine && endLine <= to && startLine > covered;
    if (isTaken) covered = endLine;
    return isTaken;
  });
  const [first] = outermost;
  if (!first) return [`// … lines ${from}-${to}`];
  const gap = `// … lines ${first.startLine}-${covered}`;
  if (outermost.length === 1) return [`${gap}: ${first.head}`];
  const names = [...new Set(outermost.map(({ name }) => name.split('.').at(-1) ?? '').filter((name) => name !== ''))];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return [names.length === 0 ? gap : `${gap}: ${names.slice(0, MAX_NAMES).join(', ')}${more}`];
}
