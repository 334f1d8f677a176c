import { join } from 'node:path';
import type { Settlement } from '../engine/contract/events';
import type { Outcome, StopReason } from '../engine/contract/stop';
import type { RunResult } from '../engine/engine';
import { findConflicts, writeChanges } from '../engine/workspace/accept/accept';
import { textOnDisk } from '../engine/workspace/text-on-disk';
import { unifiedDiff } from '../engine/workspace/unified-diff';
import { EXIT, type ExitCode, type Io } from './io';
import type { Options } from './options/options';
import type { Terminal } from './terminal';

interface Place {
  readonly root: string;
  readonly stateDir: string;
  /** Where the person is asked; only with --interactive. */
  readonly terminal: Terminal | undefined;
  /** Records what the person did with the change. */
  readonly settle: (how: Settlement, files: readonly string[]) => Promise<void>;
}

/** What the person says of a result; another run starts from it. */
export interface GoOn {
  readonly words: string;
}

/**
 * Prints the diff, and writes the change with --apply or where the person says so. Only a change that is verified, or
 * accepted beforehand, is written.
 */
export async function showResult(result: RunResult, place: Place, options: Options, io: Io): Promise<ExitCode | GoOn> {
  if (result.outcome !== 'succeeded') return unsolved(result, place, options, io);
  if (result.changes.length === 0) return EXIT.ok;
  printDiff(result, options, io);
  const answer = options.apply ? YES : await place.terminal?.ask(WRITE_QUESTION);
  if (answer === YES) return write(result, place, io);
  if (answer) await place.settle('discarded', []);
  if (answer && answer !== NO) return { words: answer };
  io.err(`\nNothing was written.${place.terminal ? '' : ' Add --apply to write this change.'}\n`);
  return EXIT.ok;
}

const YES = 'y';
const NO = 'n';
const WRITE_QUESTION = '\nWrite this change? "y" writes it, Enter or "n" leaves it, words say what is wrong.';
const HINT_QUESTION = '\nWords are a hint with which another run goes on from here. Enter ends.';

/** Ends that a hint would not change. */
const NO_HINT: ReadonlySet<Outcome | StopReason> = new Set(['cancelled', 'configuration', 'authentication']);

async function unsolved(result: RunResult, { terminal }: Place, options: Options, io: Io): Promise<ExitCode | GoOn> {
  const { outcome, reason, changes } = result;
  if (changes.length > 0) {
    io.err(
      reason === 'red-as-before'
        ? '\nThe change, which was not applied:\n'
        : '\nThe best candidate, which is not green and was not applied:\n',
    );
    printDiff(result, options, io);
  }
  const words = NO_HINT.has(reason) || NO_HINT.has(outcome) ? undefined : await terminal?.ask(HINT_QUESTION);
  if (words) return { words };
  if (outcome === 'cancelled') return EXIT.cancelled;
  return reason === 'configuration' || reason === 'authentication' ? EXIT.usage : EXIT.notGreen;
}

async function write({ changes }: RunResult, { root, stateDir, settle }: Place, io: Io): Promise<ExitCode> {
  const conflicts = await findConflicts(changes, async (path) => (await textOnDisk(join(root, path))) ?? null);
  if (conflicts.length > 0) {
    io.err(
      `\nNothing was written: ${conflicts.join(', ')} changed since the run started. ` +
        'Run the task again to start from your edits.\n',
    );
    return EXIT.notGreen;
  }
  const written = await writeChanges(root, changes, stateDir);
  if (!written.ok) {
    io.err(`\n${written.message}\n`);
    return EXIT.notGreen;
  }
  const files = changes.map(({ path }) => path);
  await settle('accepted', files);
  io.err(`\nWrote ${files.join(', ')}.\n`);
  return EXIT.ok;
}

/** Prints nothing with --json: standard output then has only events, and the candidate event has the texts. */
function printDiff(result: RunResult, options: Options, io: Io): void {
  if (!options.json) io.out(unifiedDiff(result.changes));
}
