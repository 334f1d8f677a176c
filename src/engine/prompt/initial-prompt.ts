// This room writes what the model reads. Start here for a run's first message: its parts come from `context.ts`,
// and `token-budget.ts` decides how many fit. `correction-prompt.ts` writes the message after a red verdict, and
// `reply-rules.ts` holds the system prompt and the reply formats.
import type { Evidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { Snapshot } from '../workspace/snapshot';
import { EVIDENCE_TOKENS } from './allowance';
import type { Context } from './context/gather-context';
import { evidenceText, withOneLine } from './evidence/evidence-text';
import { shownLines } from './evidence/shown-lines';
import { hintsText } from './hints';
import { fitParts } from './token-budget';

/** Tokens of what is red and the task is surely not about; the candidate must not make more of it. */
const FAR_TOKENS = 800;

/** What is red before any change. */
export interface RedBefore {
  /** What the task is to remove. */
  readonly goals: readonly Evidence[];
  /** What the context is chosen by: the goals, and what the task may be about. */
  readonly about: readonly Evidence[];
  readonly all: readonly Evidence[];
  /** The test command and its runner, where there are no tests yet. */
  readonly withoutTests?: string | undefined;
}

/** The first message with at most so many tokens of workspace context; `omitted` names the parts that did not fit. */
export type InitialPrompt = (contextTokens: number) => { readonly text: string; readonly omitted: readonly string[] };

/**
 * Writes the first message of a run: the workspace, then the request and the evidence that is there before any
 * change. Every later call of the run starts with the same bytes, so that providers can cache them.
 */
export async function initialPrompt(
  task: Task,
  context: Context,
  red: RedBefore,
  snapshot: Snapshot,
  evidenceTokens: number = EVIDENCE_TOKENS,
): Promise<InitialPrompt> {
  const { goals, withoutTests } = red;
  const isShown = shownLines(context.shown);
  const goalsText = evidenceText(goals, evidenceTokens, isShown);
  const sections = [`# The request\n\n${await request(task, { goals, goalsText }, snapshot)}`];
  if (withoutTests !== undefined) sections.push(firstTest(withoutTests));
  if (goals.length > 0) sections.push(`# What must become green\n\n${goalsText}`);
  const others = otherRed(red, { context, snapshot }, evidenceTokens);
  if (others !== '') {
    sections.push(`# Red before you start\n\nWhat your change is about must pass; leave the rest alone.\n\n${others}`);
  }
  return (contextTokens) => {
    const { parts, omitted } = fitParts(context.parts, contextTokens);
    const workspace = parts.map(({ title, text }) => `## ${title}\n\n${text}`);
    if (omitted.length > 0) workspace.push(`(left out for length: ${omitted.join(', ')})`);
    return { text: [`# The workspace\n\n${workspace.join('\n\n')}`, ...sections].join('\n\n'), omitted };
  };
}

/** What the task is perhaps about, as far as there is room for it; of the rest a little, the nearest first. */
function otherRed(
  { goals, about, all }: RedBefore,
  { context, snapshot }: { readonly context: Context; readonly snapshot: Snapshot },
  tokens: number,
): string {
  const isShown = shownLines(context.shown);
  const near = about.filter((item) => !goals.includes(item));
  const shown = new Set(context.shown.map(({ path }) => path));
  const own = new Set(snapshot.files);
  const distance = ({ path, stage }: Evidence): number => {
    if (path === undefined || shown.has(path)) return 0;
    return own.has(path) ? (stage === 'tests' ? 1 : 2) : 3;
  };
  const far = all
    .filter((item) => !goals.includes(item) && !about.includes(item))
    .sort((a, b) => distance(a) - distance(b));
  const texts = [
    // Beside a goal it says what else is known, and not what to do.
    evidenceText(goals.length > 0 ? near.map(withOneLine) : near, tokens, isShown),
    evidenceText(far.map(withOneLine), Math.min(tokens, FAR_TOKENS), isShown),
  ];
  return texts.filter((text) => text !== '').join('\n\n');
}

/** A verdict is only green where at least one test ran. */
function firstTest(command: string): string {
  return (
    '# The first test\n\nThis workspace has no tests, and a change only counts when a test runs and passes: ' +
    `add one of what you change, in a new file that ${command} finds.`
  );
}

/** What a fix is about, and how the prompt says it. */
interface Goals {
  readonly goals: readonly Evidence[];
  readonly goalsText: string;
}

async function request(task: Task, goals: Goals, snapshot: Snapshot): Promise<string> {
  const parts: string[] = [];
  if (task.kind === 'fix') {
    const rights = task.allow.tests ? 'The test itself may be wrong, so you may correct it.' : 'The tests are right.';
    parts.push(`${fixGoal(task.targets ?? [], goals)} Fix the cause in the code under test. ${rights}`);
  } else if (task.allow.tests) {
    parts.push(
      task.allow.tests === 'add'
        ? 'You may add tests to existing test files; leave what is in them as it is.'
        : 'You may change existing tests as far as the request asks for it.',
    );
  }
  if (task.text.trim() !== '') parts.push(task.text.trim());
  if (task.hints?.length) parts.push(hintsText(task.hints));
  if (task.selection) parts.push(await selectedLines(task.selection, snapshot));
  return parts.join('\n\n');
}

/** Tests are named here only where the evidence below does not name all of them. */
function fixGoal(targets: NonNullable<Task['targets']>, { goals, goalsText }: Goals): string {
  if (!targets.every(({ name, path = '' }) => goalsText.includes(name) && goalsText.includes(path))) {
    const names = targets.map(({ name, path }) => (path ? `${name} (${path})` : name)).join('; ');
    return `Make ${targets.length === 1 ? 'this failing test' : 'these failing tests'} pass: ${names}.`;
  }
  const tests = goals.filter(({ stage }) => stage === 'tests').length;
  const errors = goals.length - tests;
  if (errors === 0 && tests > 0) return `Make the failing ${tests === 1 ? 'test' : 'tests'} below pass.`;
  if (tests === 0 && errors > 0) return `Fix the ${errors === 1 ? 'error' : 'errors'} below.`;
  return 'Make the failing tests below pass and fix the errors below.';
}

async function selectedLines(selection: NonNullable<Task['selection']>, snapshot: Snapshot): Promise<string> {
  const { path, startLine, endLine } = selection;
  const file = await snapshot.read(path);
  const text =
    file?.kind === 'text'
      ? file.text
          .split('\n')
          .slice(startLine - 1, endLine)
          .join('\n')
      : '';
  return `The developer selected lines ${startLine}-${endLine} of ${path}:\n\n${text}`;
}
