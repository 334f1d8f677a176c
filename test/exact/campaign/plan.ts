import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import {
  type Changes,
  HONEST_MUTATORS,
  type Mutator,
  SYNTAX_MUTATORS,
  type Texts,
  WRONG_MUTATORS,
} from '../../support/mutations';

/** One candidate, as an iteration of a run would give it to the judge. */
export interface Step {
  /** The kinds of mutation that are new since the previous step. */
  readonly kinds: readonly string[];
  /** Whether syntax errors hide all others. */
  readonly breaksSyntax: boolean;
  /** The candidate's complete texts over the workspace on the disk; null: deleted. */
  readonly overlay: Changes;
}

/** Mutations that come first: each causes one of the errors that models' programs fail with most often. */
const COMMON = [
  'unknown type',
  'new error at the end',
  'misspelt property',
  'argument of another type',
  'indexed by a string',
  'dropped argument',
  'no overload fits',
  'renamed export',
  'import from nowhere',
];

/** How many files are tried for a kind of mutation before the next kind is tried. */
const MAX_TRIES = 20;

export interface PlanConfig {
  readonly mutations: number;
  /**
   * How many mutations one step may add. Few of them show whether the judge skips the right files; more of them
   * need fewer steps.
   */
  readonly perStep: readonly number[];
}

/**
 * Plans a seeded sequence of mutations like those of a run's iterations: from the start again, on top of one
 * another, partly undone, with broken syntax in between, and some that should be green. Every kind is used
 * before any kind is used again.
 */
export function planSteps(
  root: string,
  files: readonly string[],
  { mutations, perStep }: PlanConfig,
  random: () => number,
): Step[] {
  const steps: Step[] = [];
  const wrong = rounds(WRONG_MUTATORS, random, COMMON);
  const honest = rounds(HONEST_MUTATORS, random);
  const syntax = rounds(SYNTAX_MUTATORS, random);
  let overlay: Changes = new Map();
  for (let left = mutations; left > 0; ) {
    const choice = random();
    const size = Math.min(left, perStep[Math.floor(random() * perStep.length)] ?? 1);
    if (choice < 0.15) {
      // Not kept for the next step: broken syntax hides every other error, and a run fixes it first.
      const step = addMutations(root, files, overlay, Math.min(size, 3), syntax, random);
      steps.push({ ...step, breaksSyntax: true });
      left -= step.kinds.length;
      continue;
    }
    if (choice < 0.55) overlay = new Map();
    else if (choice < 0.7) overlay = new Map([...overlay].filter(() => random() < 0.5));
    const step = addMutations(root, files, overlay, size, choice < 0.3 ? honest : wrong, random);
    steps.push({ ...step, breaksSyntax: false });
    overlay = step.overlay;
    left -= step.kinds.length;
  }
  return steps;
}

/** Yields all kinds in random order, again and again; each time those of `first` come before the others. */
function* rounds(
  mutators: Readonly<Record<string, Mutator>>,
  random: () => number,
  first: readonly string[] = [],
): Generator<readonly [kind: string, mutator: Mutator], never> {
  for (;;) {
    const all = Object.entries(mutators);
    for (const left of [all.filter(([kind]) => first.includes(kind)), all.filter(([kind]) => !first.includes(kind))]) {
      while (left.length > 0) yield* left.splice(Math.floor(random() * left.length), 1);
    }
  }
}

function addMutations(
  root: string,
  files: readonly string[],
  before: Changes,
  count: number,
  kinds: ReturnType<typeof rounds>,
  random: () => number,
): Pick<Step, 'kinds' | 'overlay'> {
  const overlay = new Map(before);
  const added: string[] = [];
  const fresh = new Set<string>();
  while (added.length < count) {
    const [kind, mutator] = kinds.next().value;
    const changes = findPlace(
      mutator,
      textsOf(root, files, overlay),
      fresh,
      Object.hasOwn(SYNTAX_MUTATORS, kind),
      random,
    );
    if (!changes) continue;
    for (const [file, text] of changes) {
      overlay.set(file, text);
      fresh.add(file);
    }
    added.push(kind);
  }
  return { kinds: added, overlay };
}

function findPlace(
  mutator: Mutator,
  texts: Texts,
  fresh: ReadonlySet<string>,
  breaksSyntax: boolean,
  random: () => number,
): Changes | undefined {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const file = texts.files[Math.floor(random() * texts.files.length)] ?? '';
    const changes = mutator(texts, file, random);
    if (!changes || changes.size === 0 || [...changes.keys()].some((name) => fresh.has(name))) continue;
    if ([...changes].some(([name, text]) => hasSyntaxErrors(name, text)) === breaksSyntax) return changes;
  }
  return undefined;
}

/** The workspace as it is with the overlay. */
function textsOf(root: string, files: readonly string[], overlay: Changes): Texts {
  const added = [...overlay.keys()].filter((file) => /\.tsx?$/.test(file));
  return {
    files: [...new Set([...files, ...added])].filter((file) => overlay.get(file) !== null).sort(),
    read: (file) => (overlay.has(file) ? (overlay.get(file) ?? undefined) : readIfThere(path.join(root, file))),
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function hasSyntaxErrors(file: string, text: string | null): boolean {
  if (text === null || !/\.tsx?$/.test(file)) return false;
  // Not in the declared API, but on the source files of every compiler that is tested here.
  const { parseDiagnostics } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest) as ts.SourceFile & {
    readonly parseDiagnostics: readonly unknown[];
  };
  return parseDiagnostics.length > 0;
}
