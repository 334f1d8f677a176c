import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Limits } from '../engine/contract/task';
import { DEFAULT_LIMITS } from '../engine/contract/task';

export const COMMANDS = ['run', 'fix', 'check', 'runs', 'patterns'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Options {
  readonly command: CommandName;
  /** What stands after the command. */
  readonly words: readonly string[];
  /** Absolute path. */
  readonly workspace: string;
  readonly files: readonly string[];
  readonly provider: 'openai' | 'anthropic' | 'scripted' | undefined;
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly testCommand: string | undefined;
  readonly limits: Limits;
  /** Absolute path. */
  readonly stateDir: string;
  readonly apply: boolean;
  readonly json: boolean;
}

export const USAGE = `Usage: loopcraft <command> [options]

Commands
  run "<task>"     make a change that compiles and passes the workspace's tests
  fix ["<hint>"]   make failing tests and type errors pass
  check            types and tests of the workspace as it is
  runs             what ran before, newest first
  patterns         what was learned for this workspace ("patterns reset" forgets it)

Options
  --workspace DIR          the workspace folder (default: here)
  --file PATH              a file in focus; may be repeated
  --provider NAME          openai, anthropic or scripted
  --model ID               the model to ask
  --base-url URL           another server for the provider's protocol
  --test-command CMD       instead of package.json's test script
  --max-iterations N       (default ${DEFAULT_LIMITS.maxIterations})
  --max-calls N            (default ${DEFAULT_LIMITS.maxCalls})
  --max-tokens N           (default ${DEFAULT_LIMITS.maxTokens})
  --max-cost USD           (default ${DEFAULT_LIMITS.maxCostUsd})
  --timeout S              seconds for the whole run (default ${DEFAULT_LIMITS.timeoutMs / 1000})
  --state-dir DIR          journals, patterns and scratch copies (default: ~/.local/state/loopcraft)
  --apply                  write the change; else the diff is printed and nothing is written
  --json                   one event a line on standard output
  --help, --version

Keys come from OPENAI_API_KEY and ANTHROPIC_API_KEY.
Exit status: 0 succeeded or all green, 1 not, 2 wrong usage or configuration, 130 cancelled.`;

export type Parsed =
  | { readonly options: Options }
  | { readonly show: 'help' | 'version' }
  | { readonly problem: string };

/** Reads the command line. Wrong usage is a value: what is wrong, in one sentence. */
export function parseOptions(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  const read = tokens(argv);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  if (values.help) return { show: 'help' };
  if (values.version) return { show: 'version' };

  const [name, ...words] = positionals;
  const command = COMMANDS.find((known) => known === name);
  if (!command) return { problem: name === undefined ? 'A command is missing.' : `There is no command "${name}".` };
  const provider = values.provider;
  if (provider !== undefined && provider !== 'openai' && provider !== 'anthropic' && provider !== 'scripted') {
    return { problem: `--provider is openai, anthropic or scripted, not "${provider}".` };
  }
  const limits = readLimits(values);
  if ('problem' in limits) return limits;
  const misplaced = wrongWords(command, words);
  if (misplaced) return { problem: misplaced };

  return {
    options: {
      command,
      words,
      workspace: resolve(cwd, values.workspace ?? '.'),
      files: values.file ?? [],
      provider,
      model: values.model,
      baseUrl: values['base-url'],
      testCommand: values['test-command'],
      limits: limits.limits,
      stateDir: resolve(
        cwd,
        values['state-dir'] ?? join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'loopcraft'),
      ),
      apply: values.apply ?? false,
      json: values.json ?? false,
    },
  };
}

function tokens(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        workspace: { type: 'string' },
        file: { type: 'string', multiple: true },
        provider: { type: 'string' },
        model: { type: 'string' },
        'base-url': { type: 'string' },
        'test-command': { type: 'string' },
        'max-iterations': { type: 'string' },
        'max-calls': { type: 'string' },
        'max-tokens': { type: 'string' },
        'max-cost': { type: 'string' },
        timeout: { type: 'string' },
        'state-dir': { type: 'string' },
        apply: { type: 'boolean' },
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

type Values = Extract<ReturnType<typeof tokens>, { values: unknown }>['values'];

function readLimits(values: Values): { readonly limits: Limits } | { readonly problem: string } {
  const whole: readonly [keyof Limits, keyof Values & string][] = [
    ['maxIterations', 'max-iterations'],
    ['maxCalls', 'max-calls'],
    ['maxTokens', 'max-tokens'],
  ];
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = { ...DEFAULT_LIMITS };
  for (const [limit, option] of whole) {
    const value = values[option];
    if (value === undefined) continue;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 1)
      return { problem: `--${option} takes a whole number from 1, not "${String(value)}".` };
    limits[limit] = number;
  }
  for (const [limit, option, factor] of [
    ['maxCostUsd', 'max-cost', 1],
    ['timeoutMs', 'timeout', 1000],
  ] as const) {
    const value = values[option];
    if (value === undefined) continue;
    const number = Number(value);
    if (!Number.isFinite(number) || number <= 0)
      return { problem: `--${option} takes a number above 0, not "${value}".` };
    limits[limit] = number * factor;
  }
  return { limits };
}

function wrongWords(command: CommandName, words: readonly string[]): string | undefined {
  if (command === 'run' && words.join(' ').trim() === '') return 'Say what to do: loopcraft run "<task>".';
  if (command === 'check' && words.length > 0) return `check takes no words, but got "${words.join(' ')}".`;
  if (command === 'runs' && words.length > 0) return `runs takes no words, but got "${words.join(' ')}".`;
  if (command === 'patterns' && words.length > 0 && words.join(' ') !== 'reset')
    return 'patterns takes nothing, or "reset".';
  return undefined;
}
