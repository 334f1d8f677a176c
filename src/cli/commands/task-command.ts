import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Change, RunEvent } from '../../engine/contract/events';
import { NO_PERMISSIONS, type Task } from '../../engine/contract/task';
import type { RunResult } from '../../engine/engine';
import { permissionsFor } from '../../engine/guard/permissions';
import { findConflicts, writeChanges } from '../../engine/workspace/accept/accept';
import { recoverWrites } from '../../engine/workspace/accept/recover';
import { unifiedDiff } from '../../engine/workspace/unified-diff';
import { type CountLine, createCountLine } from '../count-line';
import { hostEngine, prepareState } from '../engine-host';
import { EXIT, type ExitCode, type Io } from '../io';
import { modelsFrom } from '../model';
import type { Options } from '../options';
import { progressLines } from '../progress';

/** `run` and `fix`: runs one task to its end, then prints the diff or, with --apply, writes the change. */
export async function taskCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const files = focusFiles(options, root);
  if (!('problem' in files)) return runToEnd({ task: taskFrom(options, files.paths) }, options, root, io);
  io.err(`${files.problem}\n`);
  return EXIT.usage;
}

/** `earlier`: the candidate from which the run starts. */
export async function runToEnd(
  { task, earlier }: { readonly task: Task; readonly earlier?: readonly Change[] | undefined },
  options: Options,
  root: string,
  io: Io,
): Promise<ExitCode> {
  const models = modelsFrom(options, io);
  if ('problem' in models) {
    io.err(`${models.problem}\n`);
    return EXIT.usage;
  }
  const state = prepareState(options, io);
  const stateDir = state.dir;
  for (const line of await recoverWrites(stateDir)) io.err(`${line}\n`);
  const engine = hostEngine(root, stateDir, io);
  const counting = createCountLine(io, { indent: '  ' });
  try {
    const result = await engine.run(task, {
      ...models,
      earlier,
      review: options.review,
      limits: options.limits,
      prices: options.price && { [models.model.model]: options.price },
      testCommand: options.testCommand,
      acceptRedAsBefore: options.acceptRedAsBefore,
      alsoCopy: options.alsoCopy,
      rules: options.rules,
      tools: options.tools,
      environment: options.environment,
      unsaved: new Map(),
      signal: io.signal,
      onTestCounts: counting.show,
      listener: (event) => printEvent(event, options, io, counting),
    });
    return await printOrApply(result, { root, stateDir }, options, io);
  } finally {
    await engine.dispose();
    state.release();
  }
}

function taskFrom(options: Options, files: readonly string[]): Task {
  const text = options.args.join(' ').trim();
  const kind = options.command === 'fix' ? 'fix' : 'generate';
  const allow = kind === 'fix' ? NO_PERMISSIONS : permissionsFor(text, files);
  const targets = options.tests.map((name) => ({ name }));
  return { kind, text, files, allow, ...(targets.length > 0 ? { targets } : {}) };
}

function printEvent(event: RunEvent, options: Options, io: Io, counting: CountLine): void {
  if (options.json) io.out(`${JSON.stringify(event)}\n`);
  for (const line of progressLines(event, io.colour)) counting.err(`${line}\n`);
}

/** Prints the diff or writes the change. Only a change that is verified, or accepted beforehand, is written. */
async function printOrApply(
  result: RunResult,
  folders: { readonly root: string; readonly stateDir: string },
  options: Options,
  io: Io,
): Promise<ExitCode> {
  const { outcome, reason, changes } = result;
  if (outcome !== 'succeeded') {
    if (changes.length > 0) {
      io.err(
        reason === 'red-as-before'
          ? '\nThe change, which was not applied:\n'
          : '\nThe best candidate, which is not green and was not applied:\n',
      );
      printDiff(result, options, io);
    }
    if (outcome === 'cancelled') return EXIT.cancelled;
    return reason === 'configuration' || reason === 'authentication' ? EXIT.usage : EXIT.notGreen;
  }
  if (changes.length === 0) return EXIT.ok;
  printDiff(result, options, io);
  if (!options.apply) {
    io.err('\nNothing was written. Add --apply to write this change.\n');
    return EXIT.ok;
  }
  const conflicts = await findConflicts(changes, (path) => currentText(join(folders.root, path)));
  if (conflicts.length > 0) {
    io.err(
      `\nNothing was written: ${conflicts.join(', ')} changed since the run started. ` +
        'Run the task again to start from your edits.\n',
    );
    return EXIT.notGreen;
  }
  const written = await writeChanges(folders.root, changes, folders.stateDir);
  if (!written.ok) {
    io.err(`\n${written.message}\n`);
    return EXIT.notGreen;
  }
  io.err(`\nWrote ${changes.map(({ path }) => path).join(', ')}.\n`);
  return EXIT.ok;
}

async function currentText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

/** Prints nothing with --json: standard output then has only events, and the candidate event has the texts. */
function printDiff(result: RunResult, options: Options, io: Io): void {
  if (!options.json) io.out(unifiedDiff(result.changes));
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
