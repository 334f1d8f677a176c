import { replay } from './field/replay';
import { readReplayOptions, USAGE } from './field/replay-options';

/** `npm run field -- replay --repo CLONE …` measures Loopcraft on a repository that is not ours. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const options = name === 'replay' ? readReplayOptions(args) : undefined;
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  return (await replay(options, (line) => console.log(line))) ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
