import { ADAPTERS } from '../runners';
import type { KnownRunner, RunnerProgram } from '../runners/runner-adapter';
import { NODE_PROGRAMS } from './edit-runner';
import { NODE_OPTIONS_WITH_VALUE } from './node-options';
import { hintFor, TAP_PROGRAMS } from './other-runners';
import { isAssignment, programName, TRANSPARENT } from './program-name';
import { FINDERS, MANAGERS, readManager, type Selection } from './scripts/package-manager';
import { readRunAll, type ScriptNames } from './scripts/script-runner';
import { readTasks } from './scripts/task-runners';
import type { Segment, Word } from './shell-line';

/** What one simple command of a line does. */
export type Classified =
  /** Runs tests. `word` is the index of the last word that names the runner, such as `test` in `bun test`. */
  | {
      readonly kind: 'runner';
      readonly runner: KnownRunner;
      readonly word: number;
      /** An option without which the program that starts the runner would watch files. */
      readonly unwatched?: string | undefined;
    }
  /** Runs a script of package.json. `at` is the package manager's index, `rest` that of the first word passed on. */
  | {
      readonly kind: 'script';
      readonly script: string;
      /** Present if the call may run several scripts of a package; `script` is then how the call names them. */
      readonly several?: ScriptNames | undefined;
      /** The program that starts the scripts as tasks; it decides about their order and what they need. */
      readonly tasks?: 'turbo' | 'nx' | undefined;
      readonly at: number;
      readonly rest: number;
      readonly selection: Selection;
      /** If there is no such script, the call is of a program whose results can't be read: what to do about it. */
      readonly hint?: string | undefined;
    }
  /** Runs tests and prints TAP if it gets the option (undefined: it has it) behind the word at `word`. */
  | { readonly kind: 'tap'; readonly name: string; readonly word: number; readonly option: string | undefined }
  /** Runs a program whose results can't be read as they are: what to do about it. */
  | { readonly kind: 'unreadable'; readonly hint: string }
  | { readonly kind: 'cd'; readonly folder: string }
  | { readonly kind: 'other' };

const OTHER: Classified = { kind: 'other' };
type Known = { readonly runner: KnownRunner; readonly program: RunnerProgram & { readonly unwatched?: string } };
const PROGRAMS: ReadonlyMap<string, Known> = new Map(
  (Object.keys(ADAPTERS) as KnownRunner[]).flatMap((runner) => {
    const { program } = ADAPTERS[runner];
    return [...(program ? [program] : []), ...(program?.starters ?? [])].flatMap((each) =>
      each.names.map((name) => [name, { runner, program: each }] as const),
    );
  }),
);
/** Programs that run the command after their own options. */
const WRAPPERS = new Set([
  'c8',
  'nyc',
  'dotenv',
  'env-cmd',
  'xvfb-run',
  'time',
  'timeout',
  'exec',
  'command',
  'nice',
  'npx',
  'bunx',
  'pnpx',
  'nlx',
]);

/** Says what a simple command does, as far as it matters for running tests. */
export function classify({ words }: Segment): Classified {
  const [first, folder] = words;
  if (first?.text === 'cd' && folder && words.length === 2) return { kind: 'cd', folder: folder.text };
  return classifyFrom(words, 0);
}

function classifyFrom(words: readonly Word[], from: number): Classified {
  let at = from;
  while (isAssignment(words[at])) at += 1;
  const word = words[at];
  if (!word) return OTHER;
  const name = programName(word.text);
  const next = words[at + 1]?.text ?? '';
  const known = PROGRAMS.get(name);
  if (known?.program.otherSubcommands?.includes(next)) return OTHER;
  if (known && known.program.subcommand === undefined) return { kind: 'runner', runner: known.runner, word: at };
  if (known?.program.subcommand === next)
    return { kind: 'runner', runner: known.runner, word: at + 1, unwatched: known.program.unwatched };
  if (TRANSPARENT.has(name)) return classifyFrom(words, at + 1);
  const tap = TAP_PROGRAMS.get(name);
  if (tap) {
    const isAsked = words.some(({ text }) => text === tap.option);
    return { kind: 'tap', name: tap.name, word: at, option: isAsked ? undefined : tap.option };
  }
  const several = readRunAll(name, words, at);
  if (several) {
    const script = several.names.join(' ');
    return { kind: 'script', script, several, at, rest: words.length, selection: { kind: 'here' } };
  }
  if (name === 'lerna' && next === 'run') return classifyLerna(words, at);
  if (name === 'nr') return { kind: 'script', script: next, at, rest: at + 2, selection: { kind: 'here' } };
  if (MANAGERS.has(name)) return classifyManager(name, words, at);
  if (NODE_PROGRAMS.has(name)) return classifyNode(words, at);
  const hint = hintFor(name);
  const call = readTasks(name, words, at);
  if (call) {
    const { names, program: tasks, rest, selection } = call;
    return {
      kind: 'script',
      script: names.join(' '),
      several: { names, kind: 'tasks' },
      tasks,
      at,
      rest,
      selection,
      hint,
    };
  }
  if (hint !== undefined) return { kind: 'unreadable', hint };
  if (!WRAPPERS.has(name)) return OTHER;
  const inner = classifyAfterOptions(words, at + 1);
  return FINDERS.has(name) ? startingAt(inner, at) : inner;
}

/** The call of a script as starting earlier: with the program that only finds the program behind it. */
function startingAt(found: Classified, at: number): Classified {
  return found.kind === 'script' ? { ...found, at } : found;
}

/** Lerna runs a script in all packages that have it, or in those that it is given by name. */
function classifyLerna(words: readonly Word[], at: number): Classified {
  const options = words.slice(at + 2).map(({ text }) => text);
  const end = options.indexOf('--');
  const own = end === -1 ? options : options.slice(0, end);
  const scopes = own.filter((text) => /^--scope=[^!.]+$/.test(text)).map((text) => text.slice('--scope='.length));
  const names = own.filter((text) => !text.startsWith('-'));
  const isUnderstood = own.every(
    (text) => !/^--(?:scope|ignore|since|include)/.test(text) || /^--scope=[^!.]+$/.test(text),
  );
  if (names.length !== 1 || !isUnderstood) return OTHER;
  return {
    kind: 'script',
    script: names[0] ?? '',
    at,
    rest: end === -1 ? words.length : at + 2 + end + 1,
    selection: scopes.length > 0 ? { kind: 'named', names: scopes } : { kind: 'members' },
  };
}

/** Finds the first word that begins a known command, because a wrapper's options may have values. */
function classifyAfterOptions(words: readonly Word[], from: number): Classified {
  for (let at = from; at < words.length; at++) {
    const found = words[at]?.text.startsWith('-') ? OTHER : classifyFrom(words, at);
    if (found.kind !== 'other') return found;
  }
  return OTHER;
}

function classifyManager(manager: string, words: readonly Word[], at: number): Classified {
  const command = readManager(manager, words, at);
  if (command === undefined) return OTHER;
  if (command.kind === 'program') return startingAt(classifyAfterOptions(words, command.from), at);
  if (command.kind === 'script') {
    const isPattern = manager === 'pnpm' && /^\/.+\/$/.test(command.script);
    return { ...command, at, ...(isPattern ? { several: { names: [command.script], kind: 'pnpm' } } : {}) };
  }
  const program = classifyFrom(words, command.from);
  const hint = program.kind === 'unreadable' ? program.hint : undefined;
  return program.kind === 'other' || hint !== undefined
    ? { kind: 'script', script: command.script, at, rest: command.from + 1, selection: command.selection, hint }
    : startingAt(program, at);
}

function classifyNode(words: readonly Word[], from: number): Classified {
  for (let at = from + 1; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    if (text === '--test') return { kind: 'runner', runner: 'node:test', word: at };
    if (text === '--run')
      return { kind: 'script', script: words[at + 1]?.text ?? '', at: from, rest: at + 2, selection: { kind: 'here' } };
    if (NODE_OPTIONS_WITH_VALUE.has(text)) at += 1;
    else if (!text.startsWith('-')) return classifyFrom(words, at);
  }
  return OTHER;
}
