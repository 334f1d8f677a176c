/*
 * The entry point of the command line: parses the options, opens the workspace and runs one command. Each
 * command has a file of its own (task-command.ts is `run` and `fix`); options.ts is the usage, progress.ts
 * prints a run's events, and engine-host.ts builds the engine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../engine/contract/plain/interrupted';
import { checkCommand } from './commands/check-command';
import { contextCommand } from './commands/context-command';
import { continueCommand } from './commands/continue-command';
import { notesCommand } from './commands/notes-command';
import { patternsCommand } from './commands/patterns-command';
import { runsCommand } from './commands/runs-command';
import { taskCommand } from './commands/task-command';
import { openWorkspace } from './engine-host';
import { EXIT, type ExitCode, type Io } from './io';
import { type Options, parseOptions } from './options/options';
import { USAGE } from './options/usage';

const COMMANDS: Readonly<Record<Options['command'], (options: Options, root: string, io: Io) => Promise<ExitCode>>> = {
  run: taskCommand,
  fix: taskCommand,
  continue: continueCommand,
  check: checkCommand,
  context: contextCommand,
  runs: runsCommand,
  patterns: patternsCommand,
  notes: notesCommand,
};

async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const parsed = parseOptions(argv, process.cwd(), io.env);
  if ('problem' in parsed) {
    io.err(`${parsed.problem}\n\n${USAGE}\n`);
    return EXIT.usage;
  }
  if ('show' in parsed) {
    io.out(parsed.show === 'help' ? `${USAGE}\n` : `${version(io.dist)}\n`);
    return EXIT.ok;
  }
  const workspace = await openWorkspace(parsed.options);
  if ('problem' in workspace) {
    io.err(`${workspace.problem}\n`);
    return EXIT.usage;
  }
  return COMMANDS[parsed.options.command](parsed.options, workspace.root, io);
}

function version(dist: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8'));
  return manifest.version;
}

/**
 * The first signal cancels, so that the run can end properly; the second ends the process. Only Ctrl+C is the person's
 * choice: a terminal that is closed, or a process that is ended, interrupts the run.
 */
function cancelOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.cancelled);
      controller.abort(name === 'SIGINT' ? new Error(`cancelled by ${name}`) : new Interrupted());
    });
  }
  return controller.signal;
}

// A closed pipe (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  input: process.stdin,
  signal: cancelOnSignals(),
  colour: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
  isTerminal: process.stderr.isTTY === true,
  dist: __dirname,
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `Loopcraft failed because of a bug. Please report it with this message:\n${
        error instanceof Error ? error.stack : String(error)
      }\n`,
    );
    process.exitCode = EXIT.notGreen;
  },
);
