import type { Runner } from '../../contract/test-run';
import { readManager, type Selection } from './package-manager';
import type { Segment, Word } from './shell-line';

/** Runners that are recognised by their command. */
export type KnownRunner = Exclude<Runner, 'command' | 'junit' | 'tap'>;

/** What one simple command of a line is. */
export type Classified =
  /** `word`: index of the last word that names the runner: that of `--test`, of `playwright test`. */
  | { readonly kind: 'runner'; readonly runner: KnownRunner; readonly word: number }
  /** A script of package.json: `at` is the index of the package manager's word, `rest` of the first word passed on. */
  | {
      readonly kind: 'script';
      readonly script: string;
      readonly at: number;
      readonly rest: number;
      readonly selection: Selection;
    }
  | { readonly kind: 'cd'; readonly folder: string }
  | { readonly kind: 'other' };

const OTHER: Classified = { kind: 'other' };
const PROGRAMS: ReadonlyMap<string, KnownRunner> = new Map([
  ['vitest', 'vitest'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['_mocha', 'mocha'],
  ['ts-mocha', 'mocha'],
]);
/** Vitest's subcommands that run no tests. */
const NOT_TESTS = new Set(['bench', 'init', 'list']);
/** Programs that run the command behind their own options. */
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
]);
const MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);
/** Programs that run a file with Node, and pass `--test` on to it. */
const NODES = new Set(['node', 'nodejs', 'tsx', 'ts-node']);
/** Node's options whose value is the next word. */
export const NODE_OPTIONS_WITH_VALUE = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--tsconfig',
]);

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
  const runner = PROGRAMS.get(name);
  if (runner)
    return NOT_TESTS.has(words[at + 1]?.text ?? '') && runner === 'vitest'
      ? OTHER
      : { kind: 'runner', runner, word: at };
  if (name === 'cross-env' || name === 'cross-env-shell' || name === 'env') return classifyFrom(words, at + 1);
  if ((name === 'playwright' || name === 'bun') && words[at + 1]?.text === 'test')
    return { kind: 'runner', runner: name, word: at + 1 };
  if (MANAGERS.has(name)) return classifyManager(name, words, at);
  if (NODES.has(name)) return classifyNode(words, at);
  return WRAPPERS.has(name) ? behindOptions(words, at + 1) : OTHER;
}

/** The first word that begins a command that is known: options of a wrapper may have values. */
function behindOptions(words: readonly Word[], from: number): Classified {
  for (let at = from; at < words.length; at++) {
    const found = words[at]?.text.startsWith('-') ? OTHER : classifyFrom(words, at);
    if (found.kind !== 'other') return found;
  }
  return OTHER;
}

function classifyManager(manager: string, words: readonly Word[], at: number): Classified {
  const command = readManager(manager, words, at);
  if (command === undefined) return OTHER;
  if (command.kind === 'program') return behindOptions(words, command.from);
  if (command.kind === 'script') return { ...command, at };
  const program = classifyFrom(words, command.from);
  return program.kind === 'other'
    ? { kind: 'script', script: command.script, at, rest: command.from + 1, selection: command.selection }
    : program;
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

/** `NAME=value` in front of a command, as the shell and cross-env take it. */
export function isAssignment(word: Word | undefined): boolean {
  return word !== undefined && /^[A-Za-z_]\w*=/.test(word.text);
}

/** `./node_modules/mocha/bin/mocha.js` and, as npx takes it, `mocha@11` → `mocha`. */
function programName(text: string): string {
  return (text.split(/[\\/]/).at(-1) ?? text).replace(/(?<=.)@.*$|\.(?:[cm]?js|cmd|exe)$/, '');
}
