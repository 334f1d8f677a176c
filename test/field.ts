import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RecallOptions, recall } from './field/recall';
import { refusals } from './field/refusals';
import { replay } from './field/replay';
import { readReplayOptions, USAGE } from './field/replay-options';

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
  console.error(`${USAGE}\n\n${REFUSALS_USAGE}\n\n${RECALL_USAGE}`);
  return 2;
}

const REFUSALS_USAGE = `Usage: npm run field -- refusals --repo CLONE [options]

Says which past changes the rules of reply, guard and integrity refuse. Nothing is checked out or run. It takes the
options of replay: --package, --test-command, --count and --commits.`;

const RECALL_USAGE = `Usage: npm run field -- recall --repo CLONE [options]

Says for past commits how much of what they changed stands in the first prompt, from their message and from their tests.

  --repo CLONE         a clone without changes; commits are checked out in it
  --package DIR        the package to open as the workspace, relative to the clone (default: the clone itself)
  --count N            how many commits (default: 30)
  --json FILE          writes the results there as well`;

function readRecallOptions(args: readonly string[]): RecallOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { repo: text, package: text, count: text, json: text } });
  const count = Number(values.count ?? 30);
  if (values.repo === undefined || !(count > 0)) return undefined;
  return {
    repo: path.resolve(values.repo),
    package: values.package ?? '.',
    count,
    json: values.json === undefined ? undefined : path.resolve(values.json),
  };
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
