// Whether an attempt brought anything. Two attempts with the same findings are in the same state, whatever their text.
import type { Evidence } from '../contract/evidence';
import type { Verdict } from '../contract/verdict';
import { compareVerdicts } from '../verify/verdict';
import { type Attempt, baseOf, isApplied } from './attempt';

export type Circle = 'stalled' | 'oscillating';

/** The most steps after which a state that comes back counts as an oscillation. */
const LONGEST_PERIOD = 4;

/** The attempts with a candidate that led to this one by corrections, newest first. */
export function ancestorsOf(attempt: Attempt): Attempt[] {
  const found: Attempt[] = [];
  for (let base = baseOf(attempt); base; base = baseOf(base)) found.push(base);
  return found;
}

/**
 * Whether a correction led back: to the state that it was to correct (stalled), or to one that is two to four
 * corrections older (oscillating). A fresh start that comes to a known state does not count: it knew nothing of it.
 */
export function circleOf(attempt: Attempt): Circle | undefined {
  const [base, ...older] = ancestorsOf(attempt);
  if (!base) return undefined;
  if (repeats(attempt, base)) return 'stalled';
  return older.slice(0, LONGEST_PERIOD - 1).some((earlier) => repeats(attempt, earlier)) ? 'oscillating' : undefined;
}

/** Whether the attempt got further than its base: a better verdict, or the same symptom at a later place of a test. */
export function isStep(attempt: Attempt): boolean {
  const { verdict } = attempt;
  const base = baseOf(attempt);
  if (!base || !isApplied(attempt)) return false;
  return compareVerdicts(verdict, base.verdict) > 0 || failsLater(verdict, base.verdict);
}

export function repeats(a: Attempt, b: Attempt): boolean {
  // What waits for its tests has no findings yet that could be equal.
  if (a.verdict.waits || b.verdict.waits) return a.hash === b.hash;
  return a.hash === b.hash || (fingerprintsOf(a.verdict) === fingerprintsOf(b.verdict) && !moved(a.verdict, b.verdict));
}

function fingerprintsOf({ stage, evidence }: Verdict): string {
  return JSON.stringify([stage, evidence.map((item) => item.fingerprint).sort()]);
}

const moved = (a: Verdict, b: Verdict): boolean => failsLater(a, b) || failsLater(b, a);

/**
 * The same tests fail in the same words, but the assertion that fails stands further down, and none further up: what is
 * above it holds now. Runs don't edit existing tests, so that their lines can be compared.
 */
function failsLater(later: Verdict, earlier: Verdict): boolean {
  if (later.stage !== 'tests' || fingerprintsOf(later) !== fingerprintsOf(earlier)) return false;
  const before = linesOf(earlier.evidence);
  const shifts = [...linesOf(later.evidence)].map(([key, line]) => line - (before.get(key) ?? line));
  return shifts.some((shift) => shift > 0) && shifts.every((shift) => shift >= 0);
}

function linesOf(evidence: readonly Evidence[]): Map<string, number> {
  return new Map(
    evidence.flatMap(({ fingerprint, line, test }) =>
      test && line !== undefined ? [[fingerprint, line] as const] : [],
    ),
  );
}
