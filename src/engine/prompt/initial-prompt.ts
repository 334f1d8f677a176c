// This room writes what the model reads. Start here for a run's first message: its parts come from `context.ts`,
// and `token-budget.ts` decides how many fit. `correction-prompt.ts` writes the message after a red verdict, and
// `reply-rules.ts` holds the system prompt and the reply formats.
import type { Evidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { Snapshot } from '../workspace/snapshot';
import { EVIDENCE_TOKENS } from './allowance';
import type { Context } from './context/gather-context';
import { evidenceText } from './evidence/evidence-text';
import { shownLines } from './evidence/shown-lines';
import { hintsText } from './hints';
import { fitParts } from './token-budget';

/** The first message with at most so many tokens of workspace context; `omitted` names the parts that did not fit. */
export type InitialPrompt = (contextTokens: number) => { readonly text: string; readonly omitted: readonly string[] };

/**
 * Writes the first message of a run: the workspace, then the request and the evidence that is there before any
 * change. Every later call of the run starts with the same bytes, so that providers can cache them.
 */
export async function initialPrompt(
  task: Task,
  context: Context,
  red: { readonly goals: readonly Evidence[]; readonly other: readonly Evidence[] },
  snapshot: Snapshot,
  evidenceTokens: number = EVIDENCE_TOKENS,
): Promise<InitialPrompt> {
  const { goals, other } = red;
  const isShown = shownLines(context.shown);
  const sections = [`# The request\n\n${await request(task, snapshot)}`];
  if (goals.length > 0) {
    sections.push(`# What must become green\n\n${evidenceText(goals, evidenceTokens, isShown)}`);
  }
  if (other.length > 0) {
    sections.push(
      '# Red before you start\n\nThese fail already. Those that your change is about must pass after it; ' +
        `leave the others alone.\n\n${evidenceText(other, evidenceTokens, isShown)}`,
    );
  }
  return (contextTokens) => {
    const { parts, omitted } = fitParts(context.parts, contextTokens);
    const workspace = parts.map(({ title, text }) => `## ${title}\n\n${text}`);
    if (omitted.length > 0) workspace.push(`(left out for length: ${omitted.join(', ')})`);
    return { text: [`# The workspace\n\n${workspace.join('\n\n')}`, ...sections].join('\n\n'), omitted };
  };
}

async function request(task: Task, snapshot: Snapshot): Promise<string> {
  const parts: string[] = [];
  if (task.kind === 'fix') {
    parts.push(`${fixGoal(task.targets)} Fix the cause in the code under test.`);
    parts.push(
      task.allow.tests
        ? 'The developer says that the test itself may be wrong, so you may correct it.'
        : 'The tests are right, so do not edit them.',
    );
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

function fixGoal(targets: Task['targets']): string {
  if (!targets?.length) return 'Make the failing tests below pass and fix the type errors below.';
  const names = targets.map(({ name, path }) => (path ? `${name} (${path})` : name)).join('; ');
  return `Make ${targets.length === 1 ? 'this failing test' : 'these failing tests'} pass: ${names}.`;
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
