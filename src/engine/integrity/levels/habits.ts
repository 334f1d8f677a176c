import { holdsTests, isTestFile } from '../../code/tests/test-files';
import { plural } from '../../platform/plural';
import type { Snapshot } from '../../workspace/snapshot';
import type { Leveled } from './leveled';

/** Enough for a picture of the habits, and read in a few tens of milliseconds. */
const MAX_FILES = 200;
const MAX_CHARACTERS = 2_000_000;

/** Fewer than these are exceptions, not a habit. */
const MANY = { uses: 6, files: 2 };
/** A habit shows at least once in so many lines. */
const LINES_FOR_ONE = 2_000;

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
/** `any` where only a type can stand. */
const ANY = /\bas any\b|<any>|\bany\[\]|(?:[:|&<]|=>|\btype \w+ =)\s*any\b(?!\s*[(.:])|,\s*any\s*[>,]/g;

/** Whether the workspace's own source is full of `any`, tests left out. */
export async function readHabits(snapshot: Snapshot): Promise<Leveled> {
  const { uses, files, lines } = await usesOfAny(snapshot);
  const isHabit = uses >= MANY.uses && files >= MANY.files && uses * LINES_FOR_ONE >= lines;
  if (isHabit)
    return { level: 'tell', why: `the workspace's own source uses \`any\` ${uses} times in ${plural(files, 'file')}` };
  return {
    level: 'refuse',
    why: uses === 0 ? 'the workspace keeps free of `any`' : `the workspace uses \`any\` only ${plural(uses, 'time')}`,
  };
}

async function usesOfAny(snapshot: Snapshot) {
  const found = { uses: 0, files: 0, lines: 0 };
  let characters = 0;
  for (const path of sampleOf(snapshot.files.filter(isOwnSource))) {
    if (characters >= MAX_CHARACTERS) break;
    const file = await snapshot.read(path);
    if (file?.kind !== 'text' || holdsTests(path, file.text)) continue;
    characters += file.text.length;
    const uses = file.text.replace(COMMENTS, '').match(ANY)?.length ?? 0;
    found.uses += uses;
    found.files += uses > 0 ? 1 : 0;
    found.lines += file.text.split('\n').length;
  }
  return found;
}

/** Files that people write: no declarations, which are often generated. */
function isOwnSource(path: string): boolean {
  return /(?<!\.d)\.[cm]?tsx?$/.test(path) && !isTestFile(path) && !/(?:^|\/)node_modules\//.test(path);
}

/** Files from all over the list, which is sorted by path. */
function sampleOf(paths: readonly string[]): readonly string[] {
  const step = Math.ceil(paths.length / MAX_FILES);
  return step <= 1 ? paths : paths.filter((_, index) => index % step === 0);
}
