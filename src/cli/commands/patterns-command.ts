import { join } from 'node:path';
import { createFileStore } from '../../engine/learn/file-store';
import { describePatterns, resetPatterns } from '../../engine/learn/memory';
import { forgetTests } from '../../engine/learn/remembered-tests';
import { ACCEPTED_RED } from '../../engine/learn/test-lists';
import { systemClock } from '../../engine/platform/clock';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';

/** Prints what was learned in this workspace; with "reset", forgets it, or only what "red-as-before" accepted. */
export async function patternsCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const store = createFileStore(join(options.stateDir, 'patterns'));
  if (options.args[1] === 'red-as-before') {
    await forgetTests(ACCEPTED_RED, store, root);
    io.err('Loopcraft forgot which failing tests you accepted in this workspace, and will ask again.\n');
    return EXIT.ok;
  }
  if (options.args[0] === 'reset') {
    await resetPatterns(store, root);
    io.err('Loopcraft forgot what it learned in this workspace.\n');
    return EXIT.ok;
  }
  const { text, summary } = await describePatterns(store, root, systemClock);
  io.out(options.json ? `${JSON.stringify(summary)}\n` : `${text}\n`);
  return EXIT.ok;
}
