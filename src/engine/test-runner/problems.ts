import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProblem } from '../contract/test-run';
import type { ProcessResult } from '../process/run-process';
import { packageManager, usesPlugAndPlay } from '../workspace/packages/installation';
import { runnerBehind } from './command/detect';

/** Characters of output in a message. It is the end of the output, where commands say what went wrong. */
const TAIL_CHARS = 2_000;

/** How package managers say that a program, or the whole installation, is missing. */
const MISSING_PROGRAM = new RegExp(
  [
    'npx canceled due to missing packages',
    'could not determine executable to run',
    'Command ".+" not found',
    "doesn't seem to have been installed",
    "Couldn't find (?:the|a) (?:node_modules state file|script (?:named|or binary))",
  ].join('|'),
);

/** How shells and package managers name a program that they do not find. */
const PROGRAM_NAMES = [
  /^(?:[^\s:]*sh: )?(?:line )?(?:\d+: )?(?:[^\s:]*sh: )?(?<name>[^\s:]+): (?:command )?not found$/m,
  /^[^\s:]*sh: command not found: (?<name>\S+)$/m,
  /^(?:env|[^\s:]*sh)(?:: \d+)?: ['‘"]?(?<name>[^\s:'’"]+)['’"]?: No such file or directory$/m,
  /^'(?<name>[^']+)' is not recognized as an internal or external command/m,
  /Command "(?<name>[^"\s]+)" not found/,
];
const MANAGERS = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx)$/;

/** Also true if npx would have to install the program first, which it doesn't do without asking. */
export function isMissing(ended: ProcessResult): boolean {
  return ended.kind === 'not-found' || (ended.exitCode !== 0 && MISSING_PROGRAM.test(ended.output));
}

/** The program that the output names as not found: the last one, at which the command ended. */
function missingProgram(output: string): string | undefined {
  const lines = output.trim().split('\n').reverse();
  for (const line of lines) {
    for (const pattern of PROGRAM_NAMES) {
      const name = pattern.exec(line.trim())?.groups?.['name'];
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

/** A program of the command is missing: which one, and what to do. */
export async function notFound(command: string, dir: string, output: string): Promise<TestProblem> {
  const program = missingProgram(output);
  const what = program === undefined ? 'a program that was not found' : `\`${program}\`, which was not found`;
  const advice = await adviceFor(command, dir, program);
  const message = `The test command \`${command}\` needs ${what}. ${advice}\n${tail(output)}`;
  return { kind: 'command-not-found', message: message.trim() };
}

async function adviceFor(command: string, dir: string, program: string | undefined): Promise<string> {
  const manager = await packageManager(dir);
  const behind = await runnerBehind(command, dir);
  const direct = behind?.split(' ').includes(program ?? '') ? undefined : behind;
  const other =
    direct === undefined
      ? 'set another loopcraft.testCommand (--test-command).'
      : `set loopcraft.testCommand (--test-command) to what its tests are run by: \`${direct}\`.`;
  if (program !== undefined && MANAGERS.test(program)) {
    const name = program.replace(/^(pnpx|bunx|yarnpkg)$/, (alias) => MANAGER_OF[alias] ?? alias);
    return (
      `It is a package manager that is not installed here. Install it (\`npm install --global ${name}\`), ` +
      `or ${other}`
    );
  }
  if (await usesPlugAndPlay(dir))
    return (
      "The workspace uses Yarn Plug'n'Play, which Loopcraft cannot use, because it runs tests with packages in " +
      'node_modules: set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install`.'
    );
  if (!existsSync(join(dir, 'node_modules')))
    return `Install the workspace's dependencies (\`${manager} install\`), or ${other}`;
  return (
    `The workspace's dependencies are installed without it. If package.json names its package, install them again ` +
    `(\`${manager} install\`); otherwise install the program, or ${other}`
  );
}

const MANAGER_OF: Readonly<Record<string, string>> = { pnpx: 'pnpm', bunx: 'bun', yarnpkg: 'yarn' };

export function timeout(command: string, timeoutMs: number, output: string): TestProblem {
  const message =
    `The test command \`${command}\` was still running after ${timeoutMs / 1000} s and was ended. ` +
    'Something waits forever, or the limit is too short: look for a loop or an open handle, ' +
    `or raise loopcraft.testTimeoutSeconds.\n${tail(output)}`;
  return { kind: 'timeout', message: message.trim() };
}

/** The end of the output. */
export function tail(output: string): string {
  return output.length > TAIL_CHARS ? `…${output.slice(-TAIL_CHARS)}` : output;
}

/** Says how the command ran without these package managers, as a clause. */
export function withoutManagers(names: readonly string[]): string {
  const [verb, pronoun, object] = names.length === 1 ? ['is', 'it', 'it'] : ['are', 'they', 'them'];
  return (
    `${names.join(' and ')} ${verb} not installed here, so the scripts and programs that ${pronoun} would start ` +
    `were started without ${object}`
  );
}
