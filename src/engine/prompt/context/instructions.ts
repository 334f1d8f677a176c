import { estimateTokens } from '../../call/pricing/prices';
import type { Snapshot } from '../../workspace/snapshot';
import { showFile } from '../show-file';
import type { Part } from '../token-budget';
import { readText } from './read-text';

const FILES = ['AGENTS.md', '.github/copilot-instructions.md'];
/** Tokens of one file of instructions; longer ones would take the room of the code. */
const MAX_TOKENS = 1500;
/** Share of all context that one file of instructions may have. */
const MAX_SHARE = 0.2;

/**
 * The project's instructions for coding assistants, each as far as its limit allows, which is said. `tokens`: of all
 * context.
 */
export async function instructionParts(snapshot: Snapshot, tokens: number): Promise<Part[]> {
  const limit = Math.min(MAX_TOKENS, tokens * MAX_SHARE);
  const parts: Part[] = [];
  for (const path of FILES) {
    const whole = snapshot.files.includes(path) ? await readText(snapshot, path) : undefined;
    if (whole === undefined) continue;
    const { text, isCut } = capped(whole, limit);
    const note = isCut ? ' (its beginning; the rest is left out for length)' : '';
    parts.push({
      title: `Project instructions: ${path}${note}`,
      text: showFile(path, text),
      why: 'instructions of the project',
    });
  }
  return parts;
}

/** Whole lines from the start. */
function capped(text: string, limit: number): { readonly text: string; readonly isCut: boolean } {
  if (estimateTokens(text) <= limit) return { text, isCut: false };
  const kept: string[] = [];
  let spent = 0;
  for (const line of text.split('\n')) {
    spent += estimateTokens(`${line}\n`);
    if (spent > limit) break;
    kept.push(line);
  }
  return { text: kept.join('\n'), isCut: true };
}
