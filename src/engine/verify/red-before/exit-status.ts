import { stripVTControlCharacters } from 'node:util';
import type { TestReport } from '../../contract/test-run';

/** A line of the output that says what is wrong. */
const COMPLAINT = new RegExp(
  '\\b(?:err!|errors?|fail(?:ed|ing|ure|s)?|thresholds?|obsolete|problems?|issues?|exceed(?:s|ed)?)\\b' +
    '|\\[warn\\]|[✖✗×]',
  'i',
);
/** What commands check beside the tests. */
const BESIDE_TESTS = /threshold|coverage|lint|obsolete|exceed|\[warn\]|[✖✗]|\bproblems?\b/i;

/**
 * Whether a command that ended red, although no test failed, did so for the reason that it had before: a
 * coverage threshold, an old lint error, an obsolete snapshot. The exit status does not say what is wrong;
 * only the output does, so that every complaint in it must have been there before, as often.
 */
export function endsAsBefore(now: TestReport, before: TestReport): boolean {
  if (now.exitCode === null || now.exitCode !== before.exitCode) return false;
  const known = complaintsIn(before.output);
  const found = complaintsIn(now.output);
  const onlyTheExitStatus = before.failed.length + before.errors.length === 0;
  // Where tests failed as well, they explain the exit status, and only a complaint about something else was there.
  if (!onlyTheExitStatus && !found.some((line) => BESIDE_TESTS.test(line))) return false;
  return areKnown(found, known);
}

/**
 * Whether a step in front of the tests is red for nothing but what it found before. Such steps only check files, so
 * that each line they print must have been there, as often.
 */
export function frontAsBefore({ inFront: now }: TestReport, { inFront: before }: TestReport): boolean {
  return (
    now !== undefined &&
    before?.exitCode === now.exitCode &&
    areKnown(linesIn(now.output).filter(Boolean), linesIn(before.output))
  );
}

function areKnown(found: readonly string[], known: readonly string[]): boolean {
  const left = [...known];
  return found.every((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function complaintsIn(output: string): string[] {
  let isInList = false;
  return stripVTControlCharacters(output)
    .split('\n')
    .flatMap((line) => {
      const isEntry = isInList && LIST_ENTRY.test(line);
      isInList = isEntry || /\bobsolete\b/i.test(line);
      // The number belongs to the name of a snapshot: `adds 1`.
      if (isEntry) return [line.trim()];
      return COMPLAINT.test(line) ? [withoutNumbers(line)] : [];
    });
}

/** What runners print below the number of obsolete snapshots: their names and files. */
const LIST_ENTRY = /^\s*[•·↳]/;

function linesIn(output: string): string[] {
  return stripVTControlCharacters(output).split('\n').map(withoutNumbers);
}

/** Without the numbers, which are counts, durations and percentages. */
function withoutNumbers(line: string): string {
  return (
    line
      .replace(/\d+(?:[.:]\d+)*/g, '#')
      // One error, two errors.
      .replace(/# (\w+?)s\b/g, '# $1')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
