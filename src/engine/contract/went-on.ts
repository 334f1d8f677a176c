import type { TestReport } from './test-run';

/** What a command that went on after its tests means, and the way out: sentences for a person and the model. */
export function wentOnText({ seconds, keptBy }: NonNullable<TestReport['wentOn']>): string {
  const kept = keptBy.length === 0 ? '' : `Its process still had ${listed(keptBy)}. `;
  return (
    `The tests ended, but the command went on and was stopped after ${seconds} s: something keeps it alive ` +
    `(open handle?). ${kept}Close what the tests or the code opened when they are done, or let the runner exit by ` +
    'itself (`mocha --exit`, `jest --forceExit`).'
  );
}

function listed(items: readonly string[]): string {
  return items.length === 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
