import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { OwnPrice } from '../engine/call/pricing/own-prices';
import { REASONING_EFFORTS, type ReasoningEffort } from '../engine/call/reasoning-effort';
import type { RuleLevels } from '../engine/contract/rule';
import type { Limits } from '../engine/contract/task';
import { userStateDir } from '../engine/journal/state-folder';
import { readVariables } from '../engine/process/added-variables';
import { REVIEW_MODES, type ReviewMode } from '../engine/verify/review/needs-review';
import { readRuleLevels } from '../engine/verify/rules/read-levels';
import { readLimits, readPrice } from './limit-options';

export const COMMANDS = ['run', 'fix', 'continue', 'check', 'context', 'runs', 'patterns'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** Which models do what. */
export interface ModelOptions {
  readonly provider: 'openai' | 'anthropic' | 'scripted' | undefined;
  readonly model: string | undefined;
  readonly reviewerModel: string | undefined;
  readonly plannerModel: string | undefined;
  readonly review: ReviewMode | undefined;
  readonly baseUrl: string | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
}

export interface Options extends ModelOptions {
  readonly command: CommandName;
  /** The arguments after the command. */
  readonly args: readonly string[];
  /** Absolute path. */
  readonly workspace: string;
  readonly files: readonly string[];
  /** Names of the failing tests to fix. */
  readonly tests: readonly string[];
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
  /** Whether the model may look at the workspace with tools. */
  readonly tools: boolean;
  readonly json: boolean;
}

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
  const models = readModels(values);
  if ('problem' in models) return models;
  const limits = readLimits(values);
  if ('problem' in limits) return limits;
  const price = readPrice(values.price);
  if ('problem' in price) return price;
  const rules = readRules(command, values.rule ?? []);
  if ('problem' in rules) return rules;
  const environment = readVariables(values.env, env);
  if ('problem' in environment) return environment;
  const problem =
    problemOf(command, args) ??
    problemOfFiles(command, values.file) ??
    problemOfTests(command, values.test) ??
    problemOfContext(command, values, args);
  if (problem) return { problem };

  return {
    options: {
      command,
      args,
      workspace: resolve(cwd, values.workspace ?? '.'),
      files: values.file ?? [],
      tests: values.test ?? [],
      ...models,
      testCommand: values['test-command'],
      alsoCopy: values['also-copy'] ?? [],
      rules: rules.levels,
      environment: environment.variables,
      limits: limits.limits,
      price: price.price,
      stateDir: resolve(cwd, values['state-dir'] ?? userStateDir(env)),
      apply: values.apply ?? false,
      acceptRedAsBefore: values['accept-red-as-before'] ?? false,
      tools: !(values['no-tools'] ?? false),
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
        review: { type: 'string' },
        'reviewer-model': { type: 'string' },
        'planner-model': { type: 'string' },
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
        'no-tools': { type: 'boolean' },
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

const PROVIDERS = ['openai', 'anthropic', 'scripted'] as const;

/** Which models do what, and how. */
function readModels(values: Values): ModelOptions | { readonly problem: string } {
  const provider = PROVIDERS.find((known) => known === values.provider);
  if (values.provider !== undefined && provider === undefined)
    return { problem: `--provider must be openai, anthropic or scripted, not "${values.provider}".` };
  const effort = values['reasoning-effort'];
  const reasoningEffort = REASONING_EFFORTS.find((level) => level === effort);
  if (effort !== undefined && reasoningEffort === undefined)
    return { problem: `--reasoning-effort must be ${REASONING_EFFORTS.join(', ')}, not "${effort}".` };
  const review = REVIEW_MODES.find((mode) => mode === values.review);
  if (values.review !== undefined && review === undefined)
    return { problem: `--review must be ${REVIEW_MODES.join(', ')}, not "${values.review}".` };
  return {
    provider,
    model: values.model,
    reviewerModel: values['reviewer-model'],
    plannerModel: values['planner-model'],
    review,
    baseUrl: values['base-url'],
    reasoningEffort,
  };
}

function readRules(command: CommandName, written: readonly string[]): ReturnType<typeof readRuleLevels> {
  if (written.length > 0 && !['run', 'fix', 'continue'].includes(command))
    return { problem: `--rule sets what a rule does in run, fix and continue; ${command} has no such option.` };
  const wrong = written.find((text) => !/^[^=]+=[^=]+$/.test(text));
  if (wrong !== undefined)
    return { problem: `--rule takes a rule and its level, such as any-type=tell, not "${wrong}".` };
  const read = readRuleLevels(Object.fromEntries(written.map((text) => text.split('='))));
  return 'problem' in read ? { problem: `--rule: ${read.problem}` } : read;
}

/** The earlier run says which files its task is about. */
function problemOfFiles(command: CommandName, files: readonly string[] = []): string | undefined {
  return command === 'continue' && files.length > 0
    ? '--file is taken from the earlier run; continue has no such option.'
    : undefined;
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
    case 'continue':
      return args.length === 0
        ? 'The run is missing. Name it as "loopcraft runs" does, or "last": loopcraft continue <run> ["<hint>"].'
        : undefined;
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
