import type { Evidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { Snapshot } from '../workspace/snapshot';
import type { Context } from './context';
import { evidenceText } from './evidence-text';
import { pack } from './token-budget';

const EVIDENCE_TOKENS = 4000;

/** The first message of a run within so many tokens of workspace context; `left` names what did not fit. */
export type InitialPrompt = (contextTokens: number) => { readonly text: string; readonly left: readonly string[] };

/**
 * The first message of a run: the workspace, then the request and what is red before anything was
 * changed. The same bytes start every later call of the run, so that providers can cache them.
 */
export async function initialPrompt(
  task: Task,
  context: Context,
  red: { readonly goals: readonly Evidence[]; readonly other: readonly Evidence[] },
  snapshot: Snapshot,
): Promise<InitialPrompt> {
  const sections = [`# The request\n\n${await request(task, snapshot)}`];
  if (red.goals.length > 0) {
    sections.push(`# What must become green\n\n${evidenceText(red.goals, EVIDENCE_TOKENS)}`);
  }
  if (red.other.length > 0) {
    sections.push(
      `# Red before you start\n\nThese fail already. Those that your change is about must pass after it; leave the others alone.\n\n${evidenceText(red.other, EVIDENCE_TOKENS)}`,
    );
  }
  return (contextTokens) => {
    const { parts, left } = pack(context.parts, contextTokens);
    const workspace = parts.map(({ title, text }) => `## ${title}\n\n${text}`);
    if (left.length > 0) workspace.push(`(left out for length: ${left.join(', ')})`);
    return { text: [`# The workspace\n\n${workspace.join('\n\n')}`, ...sections].join('\n\n'), left };
  };
}

async function request(task: Task, snapshot: Snapshot): Promise<string> {
  const parts: string[] = [];
  if (task.kind === 'fix') {
    const what = task.targets?.length
      ? `Make ${task.targets.length === 1 ? 'this failing test pass' : 'these failing tests pass'}: ${task.targets.map(({ name, path }) => (path ? `${name} (${path})` : name)).join('; ')}.`
      : 'Make the failing tests and type errors below pass.';
    parts.push(`${what} Fix the code under test, at the cause.`);
    parts.push(
      task.allow.tests
        ? 'The developer says that the test itself may be wrong: you may correct it.'
        : 'The tests are right: do not edit them.',
    );
  } else if (task.allow.tests) {
    parts.push(
      task.allow.tests === 'add'
        ? 'You may add tests to existing test files; leave what is in them as it is.'
        : 'You may change existing tests as far as the request asks for it.',
    );
  }
  if (task.text.trim() !== '') parts.push(task.text.trim());
  if (task.selection) parts.push(await selected(task.selection, snapshot));
  return parts.join('\n\n');
}

async function selected(selection: NonNullable<Task['selection']>, snapshot: Snapshot): Promise<string> {
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
