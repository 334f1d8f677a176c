import { structuredPatch } from 'diff';
import { estimateTokens } from '../call/pricing/prices';
import type { Lines } from '../contract/code-reach';
import type { Change } from '../contract/events';
import { excerpt } from './context/excerpt';
import type { ShownFile } from './context/fill-context';
import { showFile } from './show-file';

const FILES_TOKENS = 12_000;
/** Lines around a change that the next edits may need; fewer of a file that the first message shows whole. */
const AROUND = 8;
const AROUND_SHOWN = 3;
/** A file is shown whole where the excerpt would have more than this share of it. */
const MOSTLY = 0.7;
/** Lines that differ up to which the places of a change are looked for. */
const MAX_DIFFERING = 2000;

export interface ChangedFiles {
  readonly text: string;
  readonly shown: readonly { readonly path: string; readonly lines: readonly Lines[] }[];
}

/**
 * The files of a candidate as the next edits find them: the changed places of a long file, otherwise the whole file.
 * A file that stands whole in `lastReply` is not repeated.
 */
export function changedFiles(
  changes: readonly Change[],
  lastReply: string,
  shownAtFirst: readonly ShownFile[],
): ChangedFiles {
  const asReplied: string[] = [];
  const parts: string[] = [];
  const shown: { path: string; lines: readonly Lines[] }[] = [];
  let spent = 0;
  for (const { path, before, after } of changes) {
    if (after === null) {
      parts.push(`## ${path}\n\n(deleted)`);
      continue;
    }
    if (after.trim() !== '' && lastReply.includes(after.trim())) {
      asReplied.push(path);
      shown.push({ path, lines: [wholeOf(after)] });
      continue;
    }
    const isKnown = shownAtFirst.some((file) => file.path === path && !file.isExcerpt);
    const { part, lines } = shortest(path, before, after, isKnown ? AROUND_SHOWN : AROUND);
    spent += estimateTokens(part);
    if (spent > FILES_TOKENS) parts.push(`## ${path}\n\n(too long to show; your edits are applied)`);
    else {
      parts.push(part);
      shown.push({ path, lines });
    }
  }
  if (asReplied.length > 0) parts.unshift(`As in your last reply: ${asReplied.join(', ')}.`);
  return { text: parts.join('\n\n'), shown };
}

function shortest(path: string, before: string | null, after: string, around: number) {
  const whole = { part: `## ${path}\n\n${showFile(path, after)}`, lines: [wholeOf(after)] };
  const places = before === null ? [] : changedPlaces(before, after, around);
  if (places.length === 0) return whole;
  const { text, shown } = excerpt(path, after.split('\n'), undefined, places);
  const part = `## ${path} (excerpt: lines ${shown}; the rest as before)\n\n${text}`;
  return part.length < whole.part.length * MOSTLY ? { part, lines: places } : whole;
}

/** Lines of the new text that differ from the old one, and those around them; empty where too many do. */
function changedPlaces(before: string, after: string, context: number): Lines[] {
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength: MAX_DIFFERING });
  return (patch?.hunks ?? []).map(({ newStart, newLines }) => ({
    startLine: Math.max(1, newStart),
    endLine: newStart + Math.max(1, newLines) - 1,
  }));
}

function wholeOf(text: string): Lines {
  return { startLine: 1, endLine: text.split('\n').length };
}
