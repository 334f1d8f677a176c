import { NO_PERMISSIONS, type Task } from '../../engine/contract/task';
import { plural } from '../../engine/platform/plural';
import { hostEngine, prepareState } from '../engine-host';
import { EXIT, type ExitCode, type Io } from '../io';
import { namedModels } from '../model';
import type { Options } from '../options/options';

/**
 * Prints what a model would be shown of the workspace for a task, and why. Nothing is paid, and nothing is run but the
 * task's tests with --run-tests.
 */
export async function contextCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const state = prepareState(options, io);
  const engine = hostEngine(root, state.dir, io);
  const text = options.args.join(' ');
  const targets = options.tests.map((name) => ({ name }));
  const task: Task = {
    kind: targets.length > 0 ? 'fix' : 'generate',
    text,
    files: options.files,
    allow: NO_PERMISSIONS,
    ...(targets.length > 0 ? { targets } : {}),
  };
  try {
    const { alsoCopy, testCommand, environment, runTests } = options;
    const checking = { unsaved: new Map(), alsoCopy, testCommand, environment };
    const models = namedModels(options, io.env);
    const preview = await engine.context(task, { ...checking, runTests, models, signal: io.signal });
    if (preview.note !== undefined) io.err(`${preview.note}\n`);
    for (const name of preview.unknownTests)
      io.err(`No test file holds the title "${name}". Give the test's full name, or name its file with --file.\n`);
    for (const { title, why, tokens } of preview.parts) io.err(`${title}: ${why} (about ${plural(tokens, 'token')})\n`);
    io.err(`about ${plural(preview.tokens, 'token')} of the workspace; the request and the rules come on top\n`);
    if (!models) io.err('This is for a model with a large window. Name yours with --provider and --model.\n');
    if (options.json) io.out(`${JSON.stringify(preview)}\n`);
    else for (const part of preview.parts) io.out(`## ${part.title}\n\n${part.text}\n\n`);
    return preview.unknownTests.length > 0 ? EXIT.usage : EXIT.ok;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    return EXIT.cancelled;
  } finally {
    await engine.dispose();
    state.release();
  }
}
