import type { TestReport } from '../contract/test-run';
import type { ResultLine } from './results';

/** What Node's names for the things that keep a process alive mean; those of its standard streams say nothing. */
const WORDS: readonly (readonly [RegExp, string | undefined])[] = [
  [/^(?:TTY|Pipe)Wrap$/, undefined],
  [/^(?:Timeout|Immediate)$/, 'a timer'],
  [/^(?:TCPServer|PipeServer)/, 'a server'],
  [/^(?:TCP|TLS|HTTP|UDP|UDPSEND)/i, 'a connection'],
  [/^(?:FSEvent|StatWatcher)/, 'a file watcher'],
  [/^Process/, 'a child process'],
  [/^(?:MessagePort|Worker)/, 'a worker or a message port'],
  [/^Signal/, 'a signal handler'],
];

/** Whether a runner went on after its tests and was exited, and why, as far as it is known. */
export function wentOn(lines: readonly ResultLine[]): Pick<TestReport, 'wentOn'> {
  const found = lines.filter((line) => line.kind === 'went-on');
  const [first] = found;
  if (!first) return {};
  const keptBy = found.flatMap((line) => line.keptBy.map(inWords)).filter((words) => words !== undefined);
  return { wentOn: { seconds: first.seconds, keptBy: [...new Set(keptBy)] } };
}

function inWords(name: string): string | undefined {
  const known = WORDS.find(([pattern]) => pattern.test(name));
  return known ? known[1] : name;
}

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
