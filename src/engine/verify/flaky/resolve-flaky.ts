import type { Evidence } from '../../contract/evidence';
import type { TestReport } from '../../contract/test-run';
import { keyOf } from '../to-evidence';
import type { FlakyWatch } from './flaky-tests';
import type { Influence } from './influence';

/** One run of the whole test command over a candidate. */
export interface WholeRun {
  /** Failures that count against the candidate, unless they turn out to be flaky. */
  readonly counted: readonly Evidence[];
  /** Tests that ran before and did not run now. */
  readonly lost: readonly Evidence[];
  /** Absent when the run did not finish. */
  readonly report?: TestReport | undefined;
}

export interface FlakyContext {
  readonly watch: FlakyWatch;
  readonly influence: Influence;
  /** Whether the task is about this test: such a failure is never excused. */
  readonly mustPass: (item: Evidence) => boolean;
  /** The baseline's failures. */
  readonly failedBefore: readonly Evidence[];
  /** Whether this test passed when only some of the tests ran over the same candidate. */
  readonly passedAlone: (item: Evidence) => boolean;
  readonly files: ReadonlyMap<string, string | null>;
  /** Runs the same command over the same candidate once more. */
  readonly again: () => Promise<WholeRun>;
}

export interface FlakyResolution {
  /** The failures that count against the candidate. */
  readonly evidence: readonly Evidence[];
  /** Clauses for a person about flaky tests and repeated runs. */
  readonly notes: readonly string[];
}

/** Failures by whether the candidate is to blame. */
export interface ClassifiedFailures {
  /** The candidate is to blame, or it can't be excluded. */
  readonly firm: readonly Evidence[];
  /** The candidate is to blame only if they happen again. */
  readonly open: readonly Evidence[];
  /** Known to be flaky, and the candidate can't affect them. */
  readonly excused: readonly Evidence[];
}

/**
 * A failing test that the change may affect counts against the change, even if it looks flaky: otherwise
 * a change could make a test random and pass by luck. An affected test that is known to be flaky gets a
 * second run.
 */
export async function classifyFailures(
  failures: readonly Evidence[],
  { watch, influence, mustPass }: Pick<FlakyContext, 'watch' | 'influence' | 'mustPass'>,
): Promise<ClassifiedFailures> {
  const classified = { firm: [] as Evidence[], open: [] as Evidence[], excused: [] as Evidence[] };
  for (const item of failures) {
    const isNamed = item.test !== undefined && item.path !== undefined && !mustPass(item);
    const isKnown = isNamed && watch.known.has(item);
    const isReached = !isNamed || (await influence.mayReach(item.path ?? ''));
    if (isKnown) classified[isReached ? 'open' : 'excused'].push(item);
    else classified[isReached || watch.steady.has(item) ? 'firm' : 'open'].push(item);
  }
  return classified;
}

/** Separates a candidate's own failures from flaky ones, with at most one more run of the command. */
export async function resolveFlaky(first: WholeRun, context: FlakyContext): Promise<FlakyResolution> {
  const { watch } = context;
  const classified = await classifyFailures(first.counted, context);
  const unexplained = await unexplainedRepairs(first, context);
  const notes = [
    clause(classified.excused, 'failed again: known to be flaky, not counted'),
    clause(unexplained, `failed before this change and passed now, although ${UNRELATED}: flaky`),
  ];
  for (const item of unexplained) watch.known.add(item);
  if (classified.firm.length > 0) {
    const evidence = classified.firm.map((item) =>
      context.passedAlone(item) ? markFlickering(item, context, ALONE) : item,
    );
    return {
      evidence,
      notes: present([...notes, clause(classified.open, `also failed, although ${UNRELATED}: not counted yet`)]),
    };
  }
  if (first.lost.length > 0) return { evidence: first.lost, notes: present(notes) };
  const doubt = await doubtAboutGreen(unexplained, context);
  if (classified.open.length === 0 && doubt === undefined) return { evidence: [], notes: present(notes) };

  const second = await context.again();
  const opened = resolveOpen(classified.open, second, context);
  const fresh = await resolveNew(first, second, context);
  const flaky = [...opened.flaky, ...fresh.flaky];
  const evidence = [...opened.firm, ...fresh.firm];
  return {
    evidence: evidence.length > 0 ? evidence : second.lost,
    notes: present([
      ...notes,
      clause(flaky, `failed in one of two runs, and ${UNRELATED}: flaky, not counted`),
      doubt === undefined ? undefined : `run twice, because ${doubt}`,
    ]),
  };
}

/** Decides by the second run about the possibly flaky failures of the first one. */
function resolveOpen(
  open: readonly Evidence[],
  second: WholeRun,
  { watch }: FlakyContext,
): { firm: Evidence[]; flaky: Evidence[] } {
  const failing = new Map(second.counted.map((item) => [keyOf(item), item]));
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
        withNote(
          now ?? item,
          isKnown
            ? 'It is known to be flaky, but it did not pass in either of two runs.'
            : `It did not pass in either of two runs, although ${UNRELATED}.`,
        ),
      );
    }
  }
  return { firm, flaky };
}

/** Decides about the failures that only the second run has. */
async function resolveNew(
  first: WholeRun,
  second: WholeRun,
  context: FlakyContext,
): Promise<{ firm: Evidence[]; flaky: Evidence[] }> {
  const { watch } = context;
  const before = new Set(first.counted.map(keyOf));
  const fresh = second.counted.filter((item) => !before.has(keyOf(item)));
  const classified = await classifyFailures(fresh, context);
  // It passed in the first run: if it is known to be flaky or can't be affected, it is flaky.
  const flaky = [...classified.open, ...classified.excused].filter((item) => passed(first, item));
  for (const item of flaky) watch.known.add(item);
  const firm = fresh.filter((item) => !flaky.includes(item));
  return {
    firm: firm.map((item) =>
      passed(first, item)
        ? markFlickering(item, context, 'It passed in one run and failed in another over the same change.')
        : item,
    ),
    flaky,
  };
}

/** Tests that failed before and pass now although the change can't affect them. */
async function unexplainedRepairs(first: WholeRun, { failedBefore, influence }: FlakyContext): Promise<Evidence[]> {
  const unexplained: Evidence[] = [];
  for (const item of failedBefore) {
    if (item.path !== undefined && passed(first, item) && !(await influence.mayReach(item.path)))
      unexplained.push(item);
  }
  return unexplained;
}

/** Why a green run is repeated before it is believed, as a clause; undefined when it is believed. */
async function doubtAboutGreen(
  unexplained: readonly Evidence[],
  { watch, mustPass, failedBefore, files }: FlakyContext,
): Promise<string | undefined> {
  if (unexplained.some(mustPass)) return `the target test passed although ${UNRELATED}`;
  if (failedBefore.some((item) => mustPass(item) && (watch.flickering.has(item) || watch.known.has(item))))
    return 'the test to fix was seen to pass and fail over the same code';
  return (await watch.isSuspicious(files)) ? 'the change does not touch what failed before' : undefined;
}

/** Counts against the candidate all the same, because it must pass every time. */
function markFlickering(item: Evidence, { watch }: FlakyContext, how: string): Evidence {
  watch.flickering.add(item);
  return withNote(item, how);
}

function passed({ report }: WholeRun, item: Evidence): boolean {
  const isSuite = item.test === item.path;
  return (
    report?.tests.some(
      ({ name, path, status }) => status === 'passed' && path === item.path && (isSuite || name === item.test),
    ) ?? false
  );
}

function withNote(item: Evidence, note: string): Evidence {
  return { ...item, message: `${item.message}\n(${note})` };
}

const UNRELATED = "its file doesn't depend on the change";
const ALONE =
  'It passed when only some tests ran and failed when all of them ran: it depends on other tests, or it is flaky.';
/** How many tests a clause names; it counts the rest. */
const MAX_NAMED = 3;

/** A clause for a person about tests, of which it names the first ones; undefined for none. */
export function clause(items: readonly Evidence[], what: string): string | undefined {
  if (items.length === 0) return undefined;
  const names = items
    .slice(0, MAX_NAMED)
    .map(({ test, path }) => (path === undefined || path === test ? `"${test}"` : `"${test}" (${path})`));
  const more = items.length > MAX_NAMED ? ` and ${items.length - MAX_NAMED} more` : '';
  return `${names.join(', ')}${more} ${what}`;
}

function present(notes: readonly (string | undefined)[]): string[] {
  return notes.filter((note) => note !== undefined);
}
