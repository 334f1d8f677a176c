import { plural } from '../../platform/plural';
import type { Snapshot } from '../../workspace/snapshot';
import type { Leveled } from './leveled';
import { ownSources } from './own-sources';

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
  for await (const text of ownSources(snapshot)) {
    const uses = text.replace(COMMENTS, '').match(ANY)?.length ?? 0;
    found.uses += uses;
    found.files += uses > 0 ? 1 : 0;
    found.lines += text.split('\n').length;
  }
  return found;
}
