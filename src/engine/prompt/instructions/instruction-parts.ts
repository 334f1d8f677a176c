import { estimateTokens } from '../../call/pricing/prices';
import type { Snapshot } from '../../workspace/snapshot';
import { showFile } from '../show-file';
import type { Part } from '../token-budget';
import { findInstructions } from './instruction-files';
import { findSkills, skillsPart } from './skills';

/** Tokens of one file of instructions; longer ones would take the room of the code. */
const MAX_TOKENS = 1500;
/** Share of all context that one file of instructions may have. */
const MAX_SHARE = 0.2;
/** Share of all context that the instructions have together. */
const MAX_SHARE_OF_ALL = 0.35;
/** The beginning of a file in less room than this says nothing. */
const LEAST_TOKENS = 200;

/**
 * The project's instructions that hold for the files `near` the task, each as far as its limit allows, which is said,
 * and the names of its skills. `tokens`: of all context.
 */
export async function instructionParts(snapshot: Snapshot, tokens: number, near: readonly string[]): Promise<Part[]> {
  const limit = Math.min(MAX_TOKENS, tokens * MAX_SHARE);
  let room = tokens * MAX_SHARE_OF_ALL;
  const parts: Part[] = [];
  for (const { path, text: whole, why } of await findInstructions(snapshot, near)) {
    if (room < LEAST_TOKENS) break;
    const { text, isCut } = capped(whole, Math.min(limit, room));
    if (text === '') continue;
    room -= estimateTokens(text);
    const note = isCut ? ' (its beginning; the rest is left out for length)' : '';
    const title = `Project instructions: ${path}${note}`;
    parts.push({ title, text: showFile(path, text), why, instructions: path });
  }
  return [...parts, ...skillsPart(await findSkills(snapshot))];
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
