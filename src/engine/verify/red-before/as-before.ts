import type { Evidence } from '../../contract/evidence';
import type { RedTest, Stop } from '../../contract/stop';
import type { Task } from '../../contract/task';
import type { Verdict } from '../../contract/verdict';
import { plural } from '../../platform/plural';
import type { Baseline } from '../baseline';
import { redVerdict } from '../verdict';
import { firmGoals } from './goals';
import { isSameFailure } from './old-failures';
import { isRequested } from './requested';

/** How many findings a sentence names; it counts the rest. */
const MAX_NAMED = 3;

/**
 * Whether a failing test that counts against a change failed in the same way before it, and is not what the
 * task is about.
 */
export function isAsBefore(
  item: Evidence,
  context: {
    readonly task: Task;
    readonly baseline: Baseline;
    readonly flaky: { readonly mustPass: (item: Evidence) => boolean };
  },
): boolean {
  const { task, baseline, flaky } = context;
  // Only the exit status of a step beside the tests has neither: it counts where it is red for a new reason.
  if (item.test === undefined && item.path === undefined) return false;
  const stood = baseline.tests.some((old) => isSameFailure(old, item));
  return stood && !flaky.mustPass(item) && !isRequested(item, task);
}

/**
 * The type errors beside failing tests that the task was to remove, too, and that are still there in a file that
 * the candidate changes. Elsewhere they may have causes that no edit removes, and the tests pass without it.
 */
export function typesLeft(
  left: readonly Evidence[],
  { files, baseline }: { readonly files: ReadonlyMap<string, string | null>; readonly baseline: Baseline },
): readonly Evidence[] {
  const firm = firmGoals(baseline.goals);
  const beside = baseline.goals.filter(
    (goal) => !firm.includes(goal) && goal.path !== undefined && files.has(goal.path),
  );
  const wanted = new Set(beside.map(({ fingerprint }) => fingerprint));
  return left.filter(({ fingerprint }) => wanted.has(fingerprint));
}

/**
 * The verdict of a candidate that is green except for what was red before in the same way. `accepted`: the tests
 * of which the person accepted that they stay so; `otherTypes`: how many more type errors stood before; `told`: what
 * else the person should know.
 */
export function asBeforeVerdict(
  evidence: readonly Evidence[],
  also: {
    readonly accepted?: readonly RedTest[] | undefined;
    readonly otherTypes?: number;
    readonly told?: string;
  },
): Verdict {
  const tests = evidence.filter(({ stage }) => stage === 'tests');
  const types = evidence.filter(({ stage }) => stage === 'types');
  const clauses = [
    clause(tests, 'test', ['fails', 'fail'], nameOf),
    clause(types, 'type error', ['stands', 'stand'], ({ path, line, code }) => `${path}:${line} ${code}`),
  ];
  const green = `Everything else is green; ${clauses.filter((text) => text !== '').join('; ')}.`;
  const others = leftTypes(also.otherTypes ?? 0, 'other type error');
  const message = [green, others, also.told ?? ''].filter((text) => text !== '').join(' ');
  return {
    ...redVerdict('tests', evidence),
    summary: message,
    asBefore: stopWith(message, tests, also.accepted ?? []),
  };
}

/** A sentence about the type errors that a change leaves; empty for none. */
export function leftTypes(count: number, what = 'type error'): string {
  return count === 0 ? '' : `${plural(count, what)} stood before and ${count === 1 ? 'is' : 'are'} left.`;
}

/** How a run ends with a candidate that removes some of the type errors that were its goal. */
export function fewerTypes(
  left: readonly Evidence[],
  goals: readonly Evidence[],
  tests: { readonly checked: string } | undefined,
): Stop {
  const gone = goals.length - left.length;
  const [first] = left;
  const place = first?.path === undefined ? '' : ` in ${first.path}${first.line ? `:${first.line}` : ''}`;
  return {
    reason: 'red-as-before',
    message:
      `${gone} of ${plural(goals.length, 'type error')} ${gone === 1 ? 'is' : 'are'} gone, and nothing new is red ` +
      `(${tests?.checked ?? 'no tests ran'}). ${left.length} ${left.length === 1 ? 'is' : 'are'} left, ` +
      `the first: ${first?.code ?? ''}${place}.`,
    next: 'Look at the diff and accept it (--accept-red-as-before on the command line), then run again for the rest.',
    left: [],
  };
}

/** A fix is about the failing tests; a task that leaves a failing test may be about just that one. */
function stopWith(message: string, tests: readonly Evidence[], accepted: readonly RedTest[]): Stop {
  if (tests.length === 0) return { reason: 'verified', message };
  const left = tests.map((item) => ({ ...(item.path === undefined ? {} : { path: item.path }), name: nameOf(item) }));
  const isAccepted = ({ path, name }: RedTest) => accepted.some((test) => test.path === path && test.name === name);
  return { reason: 'red-as-before', message, left, acceptedEarlier: left.every(isAccepted) };
}

function nameOf({ test, path, message }: Evidence): string {
  return test ?? path ?? message.split('\n', 1)[0] ?? '';
}

function clause(
  items: readonly Evidence[],
  what: string,
  [one, many]: readonly [string, string],
  nameOf: (item: Evidence) => string,
): string {
  if (items.length === 0) return '';
  const names = items.slice(0, MAX_NAMED).map(nameOf).join(', ');
  const more = items.length > MAX_NAMED ? ` and ${items.length - MAX_NAMED} more` : '';
  const subject = items.length === 1 ? `this ${what} ${one}` : `these ${plural(items.length, what)} ${many}`;
  const doubt =
    what !== 'test' ? '' : `, so ${items.length === 1 ? 'it does' : 'they do'} not show that the change works`;
  return `${subject} exactly as before: ${names}${more}${doubt}`;
}
