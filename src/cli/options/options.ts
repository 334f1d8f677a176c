import { resolve } from 'node:path';
import type { OwnPrice } from '../../engine/call/pricing/own-prices';
import { REASONING_EFFORTS, type ReasoningEffort } from '../../engine/call/reasoning-effort';
import type { RuleLevels } from '../../engine/contract/rule';
import type { Limits } from '../../engine/contract/task';
import { userStateDir } from '../../engine/journal/state-folder';
import { readVariables } from '../../engine/process/added-variables';
import { REVIEW_MODES, type ReviewMode } from '../../engine/verify/review/needs-review';
import { readRuleLevels } from '../../engine/verify/rules/read-levels';
import { COMMANDS, type CommandName, parseArguments, RUNS_TASKS, type Values } from './arguments';
import { readBranches, readLimits, readPrice } from './limits';
import { misusedOptions } from './misused';

/** Which models do what. */
export interface ModelOptions {
  readonly provider: 'openai' | 'anthropic' | 'scripted' | undefined;
  readonly model: string | undefined;
  readonly reviewerModel: string | undefined;
  readonly plannerModel: string | undefined;
  readonly strongerModel: string | undefined;
  readonly review: ReviewMode | undefined;
  readonly baseUrl: string | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
  /** The model by which what earlier runs solved is also found by its meaning; absent: only by its words. */
  readonly embeddings: string | undefined;
  /** Its server, where that is not the one of `model`. */
  readonly embeddingsUrl: string | undefined;
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
  /** Run these tests before their context is printed. */
  readonly runTests: boolean;
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
  /** Whether a run may try a strategy only to learn from it. */
  readonly explore: boolean;
  /** With how many candidates a run begins. */
  readonly branches: number;
  /** What `patterns` does with what was learned. */
  readonly patterns: PatternsAction;
  /** The person is asked at each step, and before the change is written. */
  readonly interactive: boolean;
  readonly json: boolean;
}

export type PatternsAction =
  | { readonly do: 'show' | 'reset' | 'reset-red-as-before' | 'rebuild' | 'export' }
  /** `file`: absolute path. */
  | { readonly do: 'import'; readonly file: string }
  /** `what`: an option of a choice in a situation, in the words of the list. */
  | { readonly do: 'pin' | 'unpin' | 'forget'; readonly what: string };

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
  const branches = readBranches(values.branches);
  if ('problem' in branches) return branches;
  const price = readPrice(values.price);
  if ('problem' in price) return price;
  const rules = readRules(command, values.rule ?? []);
  if ('problem' in rules) return rules;
  const environment = readVariables(values.env, env);
  if ('problem' in environment) return environment;
  const problem = misusedOptions(command, values, args);
  if (problem) return { problem };

  return {
    options: {
      command,
      args,
      workspace: resolve(cwd, values.workspace ?? '.'),
      files: values.file ?? [],
      tests: values.test ?? [],
      runTests: values['run-tests'] ?? false,
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
      explore: !(values['no-explore'] ?? false),
      branches: branches.branches,
      patterns: patternsAction(values, args, cwd),
      interactive: values.interactive ?? false,
      json: values.json ?? false,
    },
  };
}

const PROVIDERS = ['openai', 'anthropic', 'scripted'] as const;

function patternsAction(values: Values, args: readonly string[], cwd: string): PatternsAction {
  if (values.import !== undefined) return { do: 'import', file: resolve(cwd, values.import) };
  for (const action of ['pin', 'unpin', 'forget'] as const) {
    const what = values[action];
    if (what !== undefined) return { do: action, what };
  }
  if (values.rebuild) return { do: 'rebuild' };
  if (values.export) return { do: 'export' };
  if (args[1] === 'red-as-before') return { do: 'reset-red-as-before' };
  return { do: values.reset || args[0] === 'reset' ? 'reset' : 'show' };
}

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
    strongerModel: values['stronger-model'],
    review,
    baseUrl: values['base-url'],
    reasoningEffort,
    embeddings: values.embeddings,
    embeddingsUrl: values['embeddings-url'],
  };
}

function readRules(command: CommandName, written: readonly string[]): ReturnType<typeof readRuleLevels> {
  if (written.length > 0 && !RUNS_TASKS.has(command))
    return { problem: `--rule sets what a rule does in run, fix and continue; ${command} has no such option.` };
  const wrong = written.find((text) => !/^[^=]+=[^=]+$/.test(text));
  if (wrong !== undefined)
    return { problem: `--rule takes a rule and its level, such as any-type=tell, not "${wrong}".` };
  const read = readRuleLevels(Object.fromEntries(written.map((text) => text.split('='))));
  return 'problem' in read ? { problem: `--rule: ${read.problem}` } : read;
}
