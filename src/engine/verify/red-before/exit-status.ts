import { stripVTControlCharacters } from 'node:util';
import type { TestReport } from '../../contract/test-run';

/** A line of the output that says what is wrong. */
const COMPLAINT = /\b(?:err!|errors?|fail(?:ed|ing|ure|s)?|thresholds?|obsolete|problems?)\b|[✖✗×]/i;
/** What commands check beside the tests. */
const BESIDE_TESTS = /threshold|coverage|lint|obsolete|[✖✗]|\bproblems?\b/i;

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
  return found.every((line) => {
    const at = known.indexOf(line);
    if (at >= 0) known.splice(at, 1);
    return at >= 0;
  });
}

/** Without the numbers, which are counts, durations and percentages. */
function complaintsIn(output: string): string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => COMPLAINT.test(line))
    .map((line) =>
      line
        .replace(/\d+(?:[.:]\d+)*/g, '#')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}
