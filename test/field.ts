import { MOST_TOKENS } from '../src/engine/prompt/context/room';
import { type PlantedOptions, planted } from './field/planted';
import { placeOf, readOptions } from './field/read-options';
import { KINDS, type RecallOptions, recall } from './field/recall';
import { refusals } from './field/refusals';
import { replay } from './field/replay';
import { readReplayOptions, USAGE } from './field/replay-options';
import { readTimesOptions, TIMES_USAGE, times } from './field/times';

/** `npm run field -- replay --repo CLONE …` measures Loopcraft on a repository that is not ours. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const print = (line: string) => console.log(line);
  const replayed = name === 'replay' ? readReplayOptions(args) : undefined;
  if (replayed) return (await replay(replayed, print)) ? 0 : 1;
  const looked = name === 'refusals' ? readReplayOptions(args) : undefined;
  if (looked) {
    await refusals(looked, print);
    return 0;
  }
  const recalled = name === 'recall' ? readRecallOptions(args) : undefined;
  if (recalled) return (await recall(recalled, print)) ? 0 : 1;
  const plants = name === 'planted' ? readPlantedOptions(args) : undefined;
  if (plants) return (await planted(plants, print)) ? 0 : 1;
  const timed = name === 'times' ? readTimesOptions(args) : undefined;
  if (timed) return (await times(timed, print)) ? 0 : 1;
  console.error(`${USAGE}

${TIMES_USAGE}

${REFUSALS_USAGE}

${RECALL_USAGE}

${PLANTED_USAGE}`);
  return 2;
}

const REFUSALS_USAGE = `Usage: npm run field -- refusals --repo CLONE [options]

Says which past changes the rules of reply, guard and integrity refuse. Nothing is checked out or run. It takes the
options of replay: --package, --test-command, --count and --commits.`;

const RECALL_USAGE = `Usage: npm run field -- recall --repo CLONE [options]

Says for past commits how much of what they changed stands in the first prompt, from their message and from their tests.

  --repo CLONE         a clone without changes and with a branch checked out; commits are checked out in it
  --package DIR        the package to open as the workspace, relative to the clone (default: the clone itself)
  --test-command CMD   runs the test files {files}, so that failures and type errors are those of a real run
  --count N            how many commits (default: 30)
  --commits A,B        only these commits (default: the newest suitable ones)
  --kind A,B           only from these: message, subjectAlone, tests, named, without (default: all that are known)
  --tokens N,N         tokens that the context may take at most, each measured (default: 16000)
  --json FILE          writes the results there as well
  --again FILE         measures the commits of such a file again, without running a test`;

const RECALL_OPTIONS = [
  'repo',
  'package',
  'test-command',
  'count',
  'commits',
  'kind',
  'tokens',
  'json',
  'again',
] as const;

function readRecallOptions(args: readonly string[]): RecallOptions | undefined {
  const values = readOptions(args, RECALL_OPTIONS);
  const repo = placeOf(values?.repo);
  const count = Number(values?.count ?? 30);
  const tokens = (values?.tokens ?? String(MOST_TOKENS)).split(',').map(Number);
  const kinds = values?.kind?.split(',') ?? [];
  if (!values || repo === undefined || !(count > 0) || !tokens.every((each) => each > 0)) return undefined;
  if (!kinds.every((kind) => kind in KINDS)) return undefined;
  return {
    repo,
    package: values.package ?? '.',
    testCommand: values['test-command'],
    kinds,
    count,
    commits: values.commits?.split(',') ?? [],
    tokens,
    json: placeOf(values.json),
    again: placeOf(values.again),
  };
}

const PLANTED_USAGE = `Usage: npm run field -- planted --repo CLONE [options]

Plants bugs of one operator behind an index file, three imports away from a test file that fails with them, and says
how many of the faulty lines stand in the first prompt. The clone is not changed.

  --repo CLONE         a clone with its dependencies installed
  --package DIR        the package to open as the workspace, relative to the clone (default: the clone itself)
  --test-command CMD   runs the test files {files} (default: npx vitest run {files})
  --tests PART         only test files whose path contains this
  --count N            how many bugs (default: 20)
  --seed N             which bugs (default: 1)
  --again FILE         the bugs of an earlier run's JSON, without running a test
  --json FILE          writes the results there as well, and goes on with those that it holds`;

function readPlantedOptions(args: readonly string[]): PlantedOptions | undefined {
  const names = ['repo', 'package', 'test-command', 'tests', 'count', 'seed', 'again', 'json'] as const;
  const values = readOptions(args, names);
  const repo = placeOf(values?.repo);
  const count = Number(values?.count ?? 20);
  const seed = Number(values?.seed ?? 1);
  if (!values || repo === undefined || !(count > 0) || !Number.isInteger(seed)) return undefined;
  return {
    repo,
    package: values.package ?? '.',
    testCommand: values['test-command'] ?? 'npx vitest run {files}',
    tests: values.tests ?? '',
    count,
    seed,
    again: placeOf(values.again),
    json: placeOf(values.json),
  };
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
