import type { Evidence } from '../../contract/evidence';
import type { PatchEdit } from '../edits';
import { MAX_REFUSALS, refusal } from '../refusal';
import { type FileDiff, readBareHunk, readFileDiff, skipBlank } from './read-diff';

export interface CollectedDiffs {
  readonly edits: readonly PatchEdit[];
  readonly refusals: readonly Evidence[];
}

/**
 * Reads all files of a diff whose first line is `line` of the reply. `path` is the file for hunks without a
 * file header; `resolve` turns a path as it is written into one of the workspace. `endsReply`: nothing but the end of
 * the reply ends it, so that a last hunk with fewer lines than its header says was cut off.
 */
export function collectDiffs(
  lines: readonly string[],
  line: number,
  path: string | undefined,
  resolve: (written: string) => string,
  endsReply: boolean,
): CollectedDiffs {
  const edits: PatchEdit[] = [];
  const refusals: Evidence[] = [];
  for (let at = skipBlank(lines, 0); at < lines.length && refusals.length < MAX_REFUSALS; ) {
    const diff = readPart(lines, at);
    if (diff.next === at) {
      refusals.push(unreadable(lines[at] ?? '', line + at));
      break;
    }
    const read = toEdit(diff, line, path, resolve);
    if ('kind' in read) edits.push(read);
    else refusals.push(read);
    at = skipBlank(lines, diff.next);
    const last = diff.hunks.at(-1);
    if (endsReply && at >= lines.length && last?.isShort) refusals.push(cutOff(last.line + line - 1));
  }
  return { edits, refusals };
}

/** One file of a diff; without any header, lines that are marked as added and removed. */
function readPart(lines: readonly string[], at: number): FileDiff {
  const diff = readFileDiff(lines, at);
  if (diff.next > at) return diff;
  const { hunk, next } = readBareHunk(lines, at);
  return hunk.lines.some(({ op }) => op !== ' ') ? { ...diff, hunks: [hunk], next } : diff;
}

function toEdit(
  diff: FileDiff,
  line: number,
  path: string | undefined,
  resolve: (written: string) => string,
): PatchEdit | Evidence {
  const place = line + diff.at;
  if (diff.binary) {
    return refusal(
      'malformed-diff',
      `The diff on line ${place} of the reply changes a binary file, which is not possible. Leave that file out.`,
      { identity: 'binary' },
    );
  }
  const [from, to] = [diff.from === undefined ? path : diff.from, diff.to === undefined ? path : diff.to];
  if (from === undefined || to === undefined || (from === null && to === null)) {
    return refusal(
      'no-path',
      `The diff on line ${place} of the reply names no file. Start it with \`--- a/path\` and \`+++ b/path\`.`,
      { identity: 'diff' },
    );
  }
  if (diff.hunks.length === 0 && from === to) {
    const message =
      `The diff of ${to} on line ${place} of the reply has no hunk, so it changes nothing. ` +
      'Write the lines that change.';
    return refusal('malformed-diff', message, { identity: 'no hunk' });
  }
  const hunks = diff.hunks.map((hunk) => ({ ...hunk, line: hunk.line + line - 1 }));
  return {
    kind: 'patch',
    line: place,
    from: from === null ? null : resolve(from),
    to: to === null ? null : resolve(to),
    hunks,
  };
}

function unreadable(text: string, line: number): Evidence {
  const quoted = JSON.stringify(text.slice(0, 80));
  const message =
    `The diff cannot be read from line ${line} of the reply on, ${quoted}: each line of a hunk starts with ` +
    '`+`, `-` or a space. Write the diff again, or use SEARCH/REPLACE blocks.';
  return refusal('malformed-diff', message, { identity: text });
}

function cutOff(line: number): Evidence {
  const message =
    `The reply ends inside the hunk on line ${line}, which has fewer lines than its \`@@\` line says, so it is not ` +
    'complete. Write the diff again, in a fence, or use SEARCH/REPLACE blocks.';
  return refusal('cut-off', message, { identity: 'hunk' });
}
