// Patterns from elsewhere: the extension and the command line keep their own, and a person may bring them together.
import { z } from 'zod';
import type { PatternMemory } from './memory';
import { patternsSchema } from './patterns';
import type { PatternStore } from './store/ports';
import { readStored } from './store/stored-patterns';

const FORMAT = 'loopcraft-patterns';
const exportSchema = z.object({ format: z.literal(FORMAT), patterns: patternsSchema });

/** What is learned of a workspace, as JSON: counts and pins only, no code and no texts. */
export async function exportPatterns(store: PatternStore, workspace: string): Promise<string> {
  const { patterns } = await readStored(store, workspace);
  return JSON.stringify({ format: FORMAT, patterns }, null, 2);
}

/**
 * Adds exported patterns to those of a memory; twice the same counts twice. Own pins hold where they contradict the
 * others. What was forgotten elsewhere is not taken over: it is about the runs on record there. Any other text changes
 * nothing.
 */
export async function importPatterns(
  text: string,
  memory: Pick<PatternMemory, 'add'>,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }> {
  const read = exportSchema.safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return { ok: false, message: `It holds no exported patterns (${where}${issue?.message ?? 'not readable'}).` };
  }
  await memory.add({ ...read.data.patterns, forgotten: [] });
  return { ok: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
