import { join } from 'node:path';
import { readRuns } from '../../engine/journal/read';
import { exportPatterns, importPatterns } from '../../engine/learn/exchange';
import {
  describeExperience,
  forgetExperience,
  openExperienceStore,
} from '../../engine/learn/experience/experience-memory';
import { createPatternMemory, describePatterns, resetPatterns } from '../../engine/learn/memory';
import { createFileStore } from '../../engine/learn/store/file-store';
import { forgetTests } from '../../engine/learn/tests/remembered-tests';
import { ACCEPTED_RED } from '../../engine/learn/tests/test-lists';
import { systemClock } from '../../engine/platform/clock';
import { textOnDisk } from '../../engine/workspace/text-on-disk';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';
import { decideOn } from './decide-on-pattern';

/** Prints what was learned in this workspace, or changes it: forgets, learns it again from the runs, takes more in. */
export async function patternsCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const store = createFileStore(join(options.stateDir, 'patterns'));
  const solved = openExperienceStore(options.stateDir);
  const action = options.patterns;
  switch (action.do) {
    case 'reset-red-as-before':
      await forgetTests(ACCEPTED_RED, store, root);
      io.err('Loopcraft forgot which failing tests you accepted in this workspace, and will ask again.\n');
      return EXIT.ok;
    case 'reset':
      await resetPatterns(store, root);
      await forgetExperience(solved, root);
      io.err('Loopcraft forgot what it learned in this workspace.\n');
      return EXIT.ok;
    case 'rebuild': {
      const runs = await readRuns(join(options.stateDir, 'runs'));
      await createPatternMemory(store, root, systemClock).rebuild(runs);
      io.err('Loopcraft learned again from the recorded runs of this workspace.\n');
      break;
    }
    case 'export':
      io.out(`${await exportPatterns(store, root)}\n`);
      return EXIT.ok;
    case 'import': {
      const text = await textOnDisk(action.file);
      const result =
        text === undefined
          ? { ok: false as const, message: 'It could not be read.' }
          : await importPatterns(text, createPatternMemory(store, root, systemClock));
      if (!result.ok) {
        io.err(
          `Nothing was taken from ${action.file}. ${result.message} Export them with "loopcraft patterns --export".\n`,
        );
        return EXIT.usage;
      }
      io.err('Loopcraft added the patterns to those of this workspace.\n');
      break;
    }
    case 'pin':
    case 'unpin':
    case 'forget': {
      const problem = await decideOn(action, createPatternMemory(store, root, systemClock));
      if (problem === undefined) break;
      io.err(`${problem}\n`);
      return EXIT.usage;
    }
    case 'show':
  }
  const { text, summary } = await describePatterns(store, root, systemClock);
  const experience = await describeExperience(solved, root);
  io.out(
    options.json
      ? `${JSON.stringify({ ...summary, experiences: experience.count })}\n`
      : `${[text, ...experience.lines].join('\n')}\n`,
  );
  return EXIT.ok;
}
