import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OwnPrice } from '../engine/call/pricing/own-prices';
import { REASONING_EFFORTS, type ReasoningEffort } from '../engine/call/reasoning-effort';
import type { RuleLevels } from '../engine/contract/rule';
import type { Limits } from '../engine/contract/task';
import { DEFAULT_LIMITS } from '../engine/contract/task';
import { userStateDir } from '../engine/journal/state-folder';
import { readVariables } from '../engine/process/added-variables';
import { readRuleLevels } from '../engine/verify/rules/read-levels';
import { readLimits, readPrice } from './limit-options';

export const COMMANDS = ['run', 'fix', 'check', 'context', 'runs', 'patterns'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Options {
  readonly command: CommandName;
  /** The arguments after the command. */
  readonly args: readonly string[];
  /** Absolute path. */
  readonly workspace: string;
  readonly files: readonly string[];
  /** Names of the failing tests to fix. */
  readonly tests: readonly string[];
  readonly provider: 'openai' | 'anthropic' | 'scripted' | undefined;
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
  readonly testCommand: string | undefined;
  readonly alsoCopy: readonly string[];
  /** Levels of rules. */
  readonly rules: RuleLevels;
  /** Variables for the workspace's commands. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** The price of the model in US dollars per million tokens. */
  readonly price: OwnPrice | undefined;
  /** Absolute path. */
  readonly stateDir: string;
  readonly apply: boolean;
  /** A change after which only what was red before is red, in the same way, counts as a success. */
  readonly acceptRedAsBefore: boolean;
  readonly json: boolean;
}

export const USAGE = `Usage: loopcraft <command> [options]

Commands
  run "<task>"     make a change that compiles and passes the workspace's tests
  fix ["<hint>"]   fix failing tests and type errors
  check            check the types and run the tests of the workspace as it is
  context "<task>" print what a model would be shown of the workspace, and why; nothing is run
  runs             list earlier runs, newest first
  patterns         show what was learned in this workspace ("patterns reset" forgets it,
                   "patterns reset red-as-before" only which failing tests were accepted)

Options
  --workspace DIR          the workspace folder (default: here)
  --file PATH              a file that the task is about; can be repeated
  --test NAME              fix, context: only the failing test of this name, in any file; can be repeated
  --provider NAME          openai, anthropic or scripted
  --model ID               the model to use
  --base-url URL           another server that speaks the provider's protocol
  --reasoning-effort LEVEL how much a reasoning model thinks: minimal, low, medium or high
                           (default: as the provider decides)
  --test-command CMD       the command to use instead of package.json's test script
  --also-copy PATH         a file, folder or pattern that git ignores and the tests need,
                           such as .env; can be repeated
  --rule ID=LEVEL          run, fix: what a rule of docs/rules.md does when it finds something:
                           refuse, tell or off; can be repeated
  --env NAME[=VALUE]       a variable for the tests; without a value, the one of this shell,
                           also where it is withheld as a secret; can be repeated
  --max-iterations N       candidates to try (default ${DEFAULT_LIMITS.maxIterations})
  --max-calls N            model calls to make (default ${DEFAULT_LIMITS.maxCalls})
  --max-tokens N           input and output tokens to use (default ${DEFAULT_LIMITS.maxTokens})
  --max-cost USD           US dollars to spend (default ${DEFAULT_LIMITS.maxCostUsd})
  --max-cost-per-day USD   US dollars to spend in one day, over all runs (default ${DEFAULT_LIMITS.maxCostPerDayUsd})
  --price IN/OUT           the model's price in US dollars per million tokens of input and output,
                           where it is not known or another one, such as 0.5/1.5
  --timeout S              seconds for the whole run (default ${DEFAULT_LIMITS.timeoutMs / 1000})
  --state-dir DIR          where journals and patterns are kept, and scratch copies unless a name in
                           its path begins with a dot or has a blank
                           (default: ~/.local/state/loopcraft)
  --apply                  write the change; without this option only the diff is printed
  --accept-red-as-before   accept a change after which only those tests fail that failed before,
                           in the same way; later runs accept the same tests by themselves
  --json                   print one event a line on standard output
  -h, --help               show this help
  -v, --version            show the version

Keys come from OPENAI_API_KEY and ANTHROPIC_API_KEY; “none” says that a server needs no key.
Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, more certificates from NODE_EXTRA_CA_CERTS.
Exit status: 0 succeeded or all green, 1 not successful, 2 wrong usage or configuration, 130 cancelled.`;

export type Parsed =
  | { readonly options: Options }
  | { readonly show: 'help' | 'version' }
  | { readonly problem: string };

/** Parses the command line. Wrong usage returns a problem: one sentence that says what is wrong. */
export function parseOptions(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  const parsed = parseArguments(argv);
  if ('problem' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help) return { show: 'help' };
  if (values.version) return { show: 'version' };

  const [name, ...args] = positionals;
  const command = COMMANDS.find((known) => known === name);
  if (!command) return { problem: name === undefined ? 'A command is missing.' : `There is no command "${name}".` };
  const provider = values.provider;
  if (provider !== undefined && provider !== 'openai' && provider !== 'anthropic' && provider !== 'scripted') {
    return { problem: `--provider must be openai, anthropic or scripted, not "${provider}".` };
  }
  const effort = values['reasoning-effort'];
  const reasoningEffort = REASONING_EFFORTS.find((level) => level === effort);
  if (effort !== undefined && reasoningEffort === undefined)
    return { problem: `--reasoning-effort must be ${REASONING_EFFORTS.join(', ')}, not "${effort}".` };
  const limits = readLimits(values);
  if ('problem' in limits) return limits;
  const price = readPrice(values.price);
  if ('problem' in price) return price;
  const rules = readRules(command, values.rule ?? []);
  if ('problem' in rules) return rules;
  const environment = readVariables(values.env, env);
  if ('problem' in environment) return environment;
  const problem =
    problemOf(command, args) ?? problemOfTests(command, values.test) ?? problemOfContext(command, values, args);
  if (problem) return { problem };

  return {
    options: {
      command,
      args,
      workspace: resolve(cwd, values.workspace ?? '.'),
      files: values.file ?? [],
      tests: values.test ?? [],
      provider,
      model: values.model,
      baseUrl: values['base-url'],
      reasoningEffort,
      testCommand: values['test-command'],
      alsoCopy: values['also-copy'] ?? [],
      rules: rules.levels,
      environment: environment.variables,
      limits: limits.limits,
      price: price.price,
      stateDir: resolve(cwd, values['state-dir'] ?? userStateDir(env)),
      apply: values.apply ?? false,
      acceptRedAsBefore: values['accept-red-as-before'] ?? false,
      json: values.json ?? false,
    },
  };
}

function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        workspace: { type: 'string' },
        file: { type: 'string', multiple: true },
        test: { type: 'string', multiple: true },
        provider: { type: 'string' },
        model: { type: 'string' },
        'base-url': { type: 'string' },
        'reasoning-effort': { type: 'string' },
        'test-command': { type: 'string' },
        'also-copy': { type: 'string', multiple: true },
        rule: { type: 'string', multiple: true },
        env: { type: 'string', multiple: true },
        'max-iterations': { type: 'string' },
        'max-calls': { type: 'string' },
        'max-tokens': { type: 'string' },
        'max-cost': { type: 'string' },
        'max-cost-per-day': { type: 'string' },
        price: { type: 'string' },
        timeout: { type: 'string' },
        'state-dir': { type: 'string' },
        apply: { type: 'boolean' },
        'accept-red-as-before': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // parseArgs throws a TypeError that says which option is wrong.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

type Values = Extract<ReturnType<typeof parseArguments>, { values: unknown }>['values'];

function readRules(command: CommandName, written: readonly string[]): ReturnType<typeof readRuleLevels> {
  if (written.length > 0 && command !== 'run' && command !== 'fix')
    return { problem: `--rule sets what a rule does in run and fix; ${command} has no such option.` };
  const wrong = written.find((text) => !/^[^=]+=[^=]+$/.test(text));
  if (wrong !== undefined)
    return { problem: `--rule takes a rule and its level, such as any-type=tell, not "${wrong}".` };
  const read = readRuleLevels(Object.fromEntries(written.map((text) => text.split('='))));
  return 'problem' in read ? { problem: `--rule: ${read.problem}` } : read;
}

function problemOfTests(command: CommandName, tests: readonly string[] = []): string | undefined {
  if (tests.length === 0) return undefined;
  if (command !== 'fix' && command !== 'context')
    return `--test names a failing test for fix; ${command} has no such option.`;
  return tests.some((name) => name.trim() === '') ? '--test takes the name of a test, not an empty text.' : undefined;
}

function problemOfContext(command: CommandName, { file, test }: Values, args: readonly string[]): string | undefined {
  const isEmpty = args.join(' ').trim() === '' && file === undefined && test === undefined;
  return command === 'context' && isEmpty
    ? 'Say what the context is for: loopcraft context "<task>", --file PATH or --test NAME.'
    : undefined;
}

/** What is wrong with the arguments after a command. */
function problemOf(command: CommandName, args: readonly string[]): string | undefined {
  const text = args.join(' ');
  switch (command) {
    case 'run':
      return text.trim() === '' ? 'The task is missing. Say what to do: loopcraft run "<task>".' : undefined;
    case 'check':
    case 'runs':
      return args.length > 0 ? `${command} takes no arguments, but got "${text}".` : undefined;
    case 'patterns':
      return ['', 'reset', 'reset red-as-before'].includes(text)
        ? undefined
        : 'patterns takes no argument except "reset" or "reset red-as-before".';
    case 'context':
    case 'fix':
      return undefined;
  }
}
