import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCommand, TestProblem } from '../../contract/test-run';
import { dependencyNames, type Scripts } from '../../workspace/packages/manifest';
import { isPlaceholder, type Packages, readManifest, readPackages } from '../../workspace/packages/packages';
import { ADAPTERS } from '../runners';
import { instrument } from './instrument';
import type { Instrumented } from './instrumented';
import { quote } from './shell-line';

/** Returns the setting's command, otherwise the test script of package.json, with the runner that it runs. */
export async function detectCommand(
  root: string,
  setting: string | undefined,
): Promise<TestCommand | { readonly problem: TestProblem }> {
  const packages = readPackages(root);
  if (setting !== undefined && setting.trim() !== '') return describe(setting.trim(), 'the setting', packages);
  const manifest = await readManifest(root, '');
  if ('unreadable' in manifest)
    return existsSync(join(root, 'package.json'))
      ? noCommand(manifest.unreadable)
      : withoutScript(root, manifest.unreadable, [], packages);
  const script = manifest.scripts?.['test'];
  if (script !== undefined && !isPlaceholder(script))
    return describe('npm test', 'package.json scripts.test', packages);
  const absent = script
    ? 'the `test` script of package.json is only npm’s placeholder'
    : 'package.json has no `test` script';
  const named = await unitTestScript(manifest.scripts, packages);
  if (named) return named;
  const members = (await packages.members()).filter(({ scripts }) => !isPlaceholder(scripts['test'] ?? ''));
  if (members.length > 0)
    return describe(
      'npm test --workspaces --if-present',
      `the \`test\` script of ${members.length} packages`,
      packages,
    );
  const [only, ...others] = await scriptsWithTests(manifest.scripts, packages);
  if (only) return others.length === 0 ? only : noCommand(absent);
  return withoutScript(root, absent, dependencyNames(manifest), packages);
}

/** How runners run all tests once, for those that find them without being told where they are. */
const RUN_ALL = new Map([
  ['vitest', 'npx vitest run'],
  ['jest', 'npx jest'],
  ['mocha', 'npx mocha'],
  ['ava', 'npx ava'],
  ['borp', 'npx borp'],
]);

/** The only runner among the dependencies; and for a folder that has no code yet, the one that comes with Node. */
async function withoutScript(
  root: string,
  absent: string,
  dependencies: readonly string[],
  packages: Packages,
): Promise<TestCommand | { readonly problem: TestProblem }> {
  const [command, ...others] = [...RUN_ALL].filter(([name]) => dependencies.includes(name));
  if (command && others.length === 0)
    return describe(command[1], `${absent}, and it depends on ${command[0]}: \`${command[1]}\``, packages);
  if (command || (await hasCode(root))) return noCommand(absent);
  return describe('node --test', `${absent}, and there is no code yet: \`node --test\``, packages);
}

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
/** A folder with more entries than that is not one in which somebody starts. */
const MAX_ENTRIES = 500;

async function hasCode(root: string): Promise<boolean> {
  const folders = [root];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    seen += entries.length;
    if (seen > MAX_ENTRIES || entries.some((entry) => entry.isFile() && CODE.test(entry.name))) return true;
    for (const entry of entries)
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
        folders.push(join(folder, entry.name));
  }
  return false;
}

/** Names that people give to the script of their unit tests, best first. */
const UNIT_TEST_NAMES = ['test:unit', 'unit', 'unit-test', 'tests', 'test:run', 'test:ci', 'vitest', 'jest', 'mocha'];

/** The script that is called like unit tests and comes to a runner. */
async function unitTestScript(scripts: Scripts, packages: Packages): Promise<TestCommand | undefined> {
  for (const name of UNIT_TEST_NAMES) {
    const found = scripts[name] === undefined ? undefined : await describeScript(name, packages);
    if (found && found.runner !== 'command') return found;
  }
  return undefined;
}

/** The scripts that come to a runner by themselves, not through another script. */
async function scriptsWithTests(scripts: Scripts, packages: Packages): Promise<TestCommand[]> {
  const found: TestCommand[] = [];
  for (const name of Object.keys(scripts)) {
    const command = await describeScript(name, packages);
    if (command.runner !== 'command' && !command.why.includes(' through ')) found.push(command);
  }
  return found;
}

function describeScript(name: string, packages: Packages): Promise<TestCommand> {
  const source = `package.json has no \`test\` script, and its \`${name}\``;
  return describe(`npm run ${quote(name)}`, source, packages);
}

async function describe(command: string, source: string, packages: Packages): Promise<TestCommand> {
  const { runners, tap, hints, scripts, startsTasks } = await look(command, packages);
  const [runner] = runners;
  const innerScripts = [...new Set(scripts.slice(1))];
  const through = innerScripts.length > 0 ? ` through ${innerScripts.map((name) => `\`${name}\``).join(', ')}` : '';
  if (runner === undefined && tap[0] !== undefined)
    return { command, runner: 'tap', why: `${source} runs ${tap[0]}${through}, whose TAP is read` };
  if (runner === undefined) {
    const behindTasks = startsTasks ? (await look(command, packages, true)).runners[0] : undefined;
    return {
      command,
      runner: 'command',
      ...(behindTasks === undefined ? {} : { behindTasks }),
      ...(hints[0] === undefined ? {} : { hint: hints[0] }),
      why: `${source} names no known test runner: results are those of a runner that it starts, or JUnit or TAP`,
    };
  }
  const others = [...new Set(runners)].filter((other) => other !== runner);
  const also = others.length > 0 ? ` and ${others.join(', ')}` : '';
  return { command, runner, why: `${source} runs ${runner}${also}${through}` };
}

/** What the only runner of a command is started with, where the command comes to it through something else. */
export async function runnerBehind(command: string, root: string): Promise<string | undefined> {
  const { runners, commands } = await look(command, readPackages(root));
  return runners.length === 1 && commands[0] !== command ? commands[0] : undefined;
}

function look(command: string, packages: Packages, expandTasks = false): Promise<Instrumented> {
  return instrument(command, {
    packages,
    expandTasks,
    instrumentationFor: (runner) => ADAPTERS[runner].instrument({ reporter: '', results: '' }),
  });
}

function noCommand(why: string): { readonly problem: TestProblem } {
  const message =
    `There is no test command: ${why}. Set loopcraft.testCommand (or --test-command), ` +
    'for example `npx vitest run`, or add a `test` script to package.json.';
  return { problem: { kind: 'no-command', message } };
}
