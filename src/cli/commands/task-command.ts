import { isAbsolute, relative, resolve } from 'node:path';
import type { Change, RunEvent, Settlement } from '../../engine/contract/events';
import { NO_PERMISSIONS, type Task } from '../../engine/contract/task';
import type { RunOptions } from '../../engine/engine';
import { permissionsFor } from '../../engine/guard/permissions';
import { continuedTask } from '../../engine/journal/continued-task';
import { recoverWrites } from '../../engine/workspace/accept/recover';
import { type CountLine, createCountLine } from '../count-line';
import { hostEngine, prepareState } from '../engine-host';
import { EXIT, type ExitCode, type Io } from '../io';
import { type Models, modelsFrom } from '../model';
import { offerNotes } from '../offer-notes';
import type { Options } from '../options/options';
import { progressLines } from '../progress';
import { settle } from '../settle';
import { showResult } from '../show-result';
import { openTerminal, type Terminal } from '../terminal';
import { openNotes } from './notes-command';

/** `run` and `fix`: runs one task to its end, then prints the diff or, with --apply, writes the change. */
export async function taskCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const files = focusFiles(options, root);
  if (!('problem' in files)) return runToEnd({ task: taskFrom(options, files.paths) }, options, root, io);
  io.err(`${files.problem}\n`);
  return EXIT.usage;
}

/** What is run: a task, and the candidate from which the run starts. */
interface TaskRun {
  readonly task: Task;
  readonly earlier?: readonly Change[] | undefined;
}

/** Runs the task, and with --interactive goes on with what the person says of each result, until they say no more. */
export async function runToEnd(first: TaskRun, options: Options, root: string, io: Io): Promise<ExitCode> {
  const models = modelsFrom(options, io);
  if ('problem' in models) {
    io.err(`${models.problem}\n`);
    return EXIT.usage;
  }
  const state = prepareState(options, io);
  for (const line of await recoverWrites(state.dir)) io.err(`${line}\n`);
  const engine = hostEngine(root, state.dir, io);
  const terminal = options.interactive ? openTerminal(io) : undefined;
  try {
    for (let run = first; ; ) {
      const hints: string[] = [];
      const listener = (event: RunEvent) => {
        if (event.type === 'hint') hints.push(event.text);
      };
      const result = await engine.run(run.task, runOptions(run, { options, models, terminal, listener }, io));
      const heard = [...(run.task.hints ?? []), ...hints];
      const place = { root, stateDir: state.dir };
      const settled = (how: Settlement, files: readonly string[]) => settle(result.runId, place, how, files);
      const ended = await showResult(result, { ...place, terminal, settle: settled }, options, io);
      if (typeof ended === 'number') {
        if (result.reason === 'verified') await offerNotes(heard, openNotes(state.dir, root), terminal, io);
        return ended;
      }
      run = { task: continuedTask({ ...result, task: run.task, hints }, ended.words), earlier: result.changes };
    }
  } finally {
    terminal?.close();
    await engine.dispose();
    state.release();
  }
}

function runOptions(
  { earlier }: TaskRun,
  parts: {
    readonly options: Options;
    readonly models: Models;
    readonly terminal: Terminal | undefined;
    readonly listener: (event: RunEvent) => void;
  },
  io: Io,
): RunOptions {
  const { options, models, terminal, listener } = parts;
  const counting = createCountLine(io, { indent: '  ' });
  return {
    ...models,
    earlier,
    person: terminal?.person,
    review: options.review,
    limits: options.limits,
    prices: options.price && { [models.model.model]: options.price },
    testCommand: options.testCommand,
    acceptRedAsBefore: options.acceptRedAsBefore,
    branches: options.branches,
    alsoCopy: options.alsoCopy,
    rules: options.rules,
    tools: options.tools,
    explore: options.explore,
    environment: options.environment,
    unsaved: new Map(),
    signal: io.signal,
    onTestCounts: counting.show,
    listener: (event) => {
      listener(event);
      printEvent(event, options, io, counting);
    },
  };
}

function taskFrom(options: Options, files: readonly string[]): Task {
  const text = options.args.join(' ').trim();
  const kind = options.command === 'fix' ? 'fix' : 'generate';
  const allow = kind === 'fix' ? NO_PERMISSIONS : permissionsFor(text, files);
  const targets = options.tests.map((name) => ({ name }));
  return { kind, text, files, allow, ...(targets.length > 0 ? { targets } : {}) };
}

function printEvent(event: RunEvent, options: Options, io: Io, counting: CountLine): void {
  // What was sent and answered would make the stream many times larger; it is kept in the state folder.
  if (event.type === 'exchange') return;
  if (options.json) io.out(`${JSON.stringify(event)}\n`);
  for (const line of progressLines(event, io.colour)) counting.err(`${line}\n`);
}

/** The files of --file, relative to the workspace. */
function focusFiles(
  options: Options,
  root: string,
): { readonly paths: readonly string[] } | { readonly problem: string } {
  const paths: string[] = [];
  for (const file of options.files) {
    const path = relative(root, isAbsolute(file) ? file : resolve(root, file));
    if (path === '' || path.startsWith('..') || isAbsolute(path)) {
      return {
        problem: `--file ${file} is not inside the workspace ${root}. Name a file in it, relative to its folder.`,
      };
    }
    paths.push(path.replaceAll('\\', '/'));
  }
  return { paths };
}
