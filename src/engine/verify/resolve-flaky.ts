import type { Evidence } from '../contract/evidence';
import type { TestReport } from '../contract/test-run';
import { keyOf } from './baseline';
import type { FlakyWatch } from './flaky';
import type { Influence } from './influence';

/** One run of the whole test command over a candidate. */
export interface WholeRun {
  /** Failures that count against the candidate, unless they turn out to be flaky. */
  readonly counting: readonly Evidence[];
  /** Tests that ran before and did not run now. */
  readonly lost: readonly Evidence[];
  /** Absent when the run did not come to its end. */
  readonly report?: TestReport | undefined;
}

export interface FlakyContext {
  readonly watch: FlakyWatch;
  readonly influence: Influence;
  /** The task's own tests: never excused. */
  readonly mustPass: (item: Evidence) => boolean;
  /** Failures of the workspace as it was. */
  readonly failedBefore: readonly Evidence[];
  /** Whether this candidate's tests already passed when only some were run. */
  readonly passedAlone: (item: Evidence) => boolean;
  readonly files: ReadonlyMap<string, string | null>;
  /** Runs the same command over the same candidate once more. */
  readonly again: () => Promise<WholeRun>;
}

export interface FlakyResolution {
  /** What counts in the end. */
  readonly evidence: readonly Evidence[];
  /** Tests that are flaky, and runs that were repeated, each a clause for a person. */
  readonly notes: readonly string[];
}

/** Failures by what they say of the candidate. */
export interface Sorted {
  /** Its own, or not to be told from its own. */
  readonly firm: readonly Evidence[];
  /** Its own only if they happen again. */
  readonly open: readonly Evidence[];
  /** Known to be flaky, and out of its reach. */
  readonly excused: readonly Evidence[];
}

/**
 * A test that the change may reach is the change's to answer for, flaky-looking or not: else a change
 * could make a test random and pass by luck. Only one that was seen to flicker over code that it does
 * not reach has the benefit of a second run there.
 */
export async function sortFailures(
  failures: readonly Evidence[],
  { watch, influence, mustPass }: Pick<FlakyContext, 'watch' | 'influence' | 'mustPass'>,
): Promise<Sorted> {
  const sorted = { firm: [] as Evidence[], open: [] as Evidence[], excused: [] as Evidence[] };
  for (const item of failures) {
    const isNamed = item.test !== undefined && item.path !== undefined && !mustPass(item);
    const isKnown = isNamed && watch.known.has(item);
    const isReached = !isNamed || (await influence.mayReach(item.path ?? ''));
    if (isKnown) sorted[isReached ? 'open' : 'excused'].push(item);
    else sorted[isReached || watch.steady.has(item) ? 'firm' : 'open'].push(item);
  }
  return sorted;
}

/** Tells a candidate's failures from flaky ones, with at most one more run of the command. */
export async function resolveFlaky(first: WholeRun, context: FlakyContext): Promise<FlakyResolution> {
  const { watch } = context;
  const sorted = await sortFailures(first.counting, context);
  const healed = await healedByNothing(first, context);
  const notes = [
    clause(sorted.excused, 'failed, as happens now and then: flaky, not counted'),
    clause(healed, `failed before this change and passed now, though ${NO_WAY}: flaky`),
  ];
  for (const item of healed) watch.known.add(item);
  if (sorted.firm.length > 0) {
    const evidence = sorted.firm.map((item) => (context.passedAlone(item) ? flickers(item, context, ALONE) : item));
    return { evidence, notes: told([...notes, clause(sorted.open, `failed, too, though ${NO_WAY}: not counted yet`)]) };
  }
  if (first.lost.length > 0) return { evidence: first.lost, notes: told(notes) };
  const doubt = await doubtOf(healed, context);
  if (sorted.open.length === 0 && doubt === undefined) return { evidence: [], notes: told(notes) };

  const second = await context.again();
  const opened = settleOpen(sorted.open, second, context);
  const fresh = await settleFresh(first, second, context);
  const flaky = [...opened.flaky, ...fresh.flaky];
  const evidence = [...opened.firm, ...fresh.firm];
  return {
    evidence: evidence.length > 0 ? evidence : second.lost,
    notes: told([
      ...notes,
      clause(flaky, `failed in one of two runs, and ${NO_WAY}: flaky, not counted`),
      doubt === undefined ? undefined : `run twice, because ${doubt}`,
    ]),
  };
}

/** What failed in the first run and may be flaky, by what the second one says. */
function settleOpen(
  open: readonly Evidence[],
  second: WholeRun,
  { watch }: FlakyContext,
): { firm: Evidence[]; flaky: Evidence[] } {
  const failing = new Map(second.counting.map((item) => [keyOf(item), item]));
  const firm: Evidence[] = [];
  const flaky: Evidence[] = [];
  for (const item of open) {
    const isKnown = watch.known.has(item);
    const now = failing.get(keyOf(item));
    if (!now && passed(second, item)) {
      watch.known.add(item);
      flaky.push(item);
    } else {
      if (!isKnown) watch.steady.add(item);
      firm.push(
        noted(
          now ?? item,
          isKnown
            ? 'It is known to be flaky, but did not pass in either of two runs.'
            : `It did not pass in either of two runs, though ${NO_WAY}.`,
        ),
      );
    }
  }
  return { firm, flaky };
}

/** What failed in the second run only. */
async function settleFresh(
  first: WholeRun,
  second: WholeRun,
  context: FlakyContext,
): Promise<{ firm: Evidence[]; flaky: Evidence[] }> {
  const { watch } = context;
  const before = new Set(first.counting.map(keyOf));
  const fresh = second.counting.filter((item) => !before.has(keyOf(item)));
  const sorted = await sortFailures(fresh, context);
  // It passed in the first run: what is known, or out of reach, flickers.
  const flaky = [...sorted.open, ...sorted.excused].filter((item) => passed(first, item));
  for (const item of flaky) watch.known.add(item);
  const firm = fresh.filter((item) => !flaky.includes(item));
  return {
    firm: firm.map((item) =>
      passed(first, item)
        ? flickers(item, context, 'It passed in one run and failed in another over the same change.')
        : item,
    ),
    flaky,
  };
}

/** Failed before and passes now, though the change does not reach it. */
async function healedByNothing(first: WholeRun, { failedBefore, influence }: FlakyContext): Promise<Evidence[]> {
  const healed: Evidence[] = [];
  for (const item of failedBefore) {
    if (item.path !== undefined && passed(first, item) && !(await influence.mayReach(item.path))) healed.push(item);
  }
  return healed;
}

/** Why a green is not taken at its word, as a clause. */
async function doubtOf(
  healed: readonly Evidence[],
  { watch, mustPass, failedBefore, files }: FlakyContext,
): Promise<string | undefined> {
  if (healed.some(mustPass)) return `${NO_WAY}, and yet it passed`;
  if (failedBefore.some((item) => mustPass(item) && (watch.flickering.has(item) || watch.known.has(item))))
    return 'what is to be fixed was seen to flicker';
  return (await watch.isSuspicious(files)) ? 'the change does not touch what failed before' : undefined;
}

/** The candidate's own, all the same: it must pass every time. */
function flickers(item: Evidence, { watch }: FlakyContext, how: string): Evidence {
  watch.flickering.add(item);
  return noted(item, how);
}

function passed({ report }: WholeRun, item: Evidence): boolean {
  const isSuite = item.test === item.path;
  return (
    report?.tests.some(
      ({ name, path, status }) => status === 'passed' && path === item.path && (isSuite || name === item.test),
    ) ?? false
  );
}

function noted(item: Evidence, note: string): Evidence {
  return { ...item, message: `${item.message}\n(${note})` };
}

const NO_WAY = 'nothing leads from its file to the change';
const ALONE =
  'It passed when only some tests were run, and failed among all of them: it depends on other tests, or flickers.';
/** Names told; the rest is counted. */
const NAMED = 3;

function clause(items: readonly Evidence[], what: string): string | undefined {
  if (items.length === 0) return undefined;
  const names = items
    .slice(0, NAMED)
    .map(({ test, path }) => (path === undefined || path === test ? `"${test}"` : `"${test}" (${path})`));
  const more = items.length > NAMED ? ` and ${items.length - NAMED} more` : '';
  return `${names.join(', ')}${more} ${what}`;
}

function told(notes: readonly (string | undefined)[]): string[] {
  return notes.filter((note) => note !== undefined);
}
