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
