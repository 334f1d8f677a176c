import type { Evidence } from '../contract/evidence';
import type { Edit } from './edits';
import { type BlockCollector, createBlockCollector } from './formats/collect-blocks';
import { type CollectedDiffs, collectDiffs } from './formats/collect-diffs';
import { CONSOLE, fenceTarget, pathAbove, pathsAbove, SCRIPT_FILE } from './formats/fences/fence-target';
import { CONFLICT_MARKERS, createConflictFinder } from './formats/foreign/conflict';
import { decoded } from './formats/foreign/entities';
import { writesFiles } from './formats/foreign/foreign-text';
import { readJsonEdits } from './formats/foreign/read-json';
import { collectPatch, isPatchStart } from './formats/foreign/read-patch';
import type { TagPiece } from './formats/foreign/read-tagged';
import { isReplaceMarker, isSearchMarker } from './formats/read-blocks';
import { skipBlank, startsDiff } from './formats/read-diff';
import type { FencePiece, Piece } from './formats/split-reply';
import { readInfo } from './paths/fence-info';
import { type PathContext, resolveWrittenPath } from './paths/resolve-path';
import { foreignFormat, MAX_REFUSALS, refusal } from './refusal';

/** A fence that names no file. It is an example, or the change of a task that has only one file. */
export interface UnnamedFence {
  readonly line: number;
  readonly language: string;
  readonly body: readonly string[];
  /** The hunks of a diff without file names, which are for the task's one file. */
  readonly diff?: CollectedDiffs;
  /** Paths, as they are written, in the words right above it. */
  readonly near: readonly string[];
}

export interface Collected {
  readonly edits: readonly Edit[];
  readonly unnamed: readonly UnnamedFence[];
  readonly refusals: readonly Evidence[];
}

/** A reply may hold more edits than a call may have arguments. */
function addAll<T>(all: T[], more: readonly T[]): void {
  for (const item of more) all.push(item);
}

interface Collection {
  readonly context: PathContext;
  readonly resolve: (written: string) => string;
  readonly blocks: BlockCollector;
  readonly edits: Edit[];
  readonly unnamed: UnnamedFence[];
  readonly refusals: Evidence[];
}

/** Reads every edit of a reply, in the reply's order, and everything that is wrong with how the edits are written. */
export function collectEdits(pieces: readonly Piece[], context: PathContext): Collected {
  const { known } = context;
  const resolve = (written: string): string => resolveWrittenPath(written, context);
  const blocks = createBlockCollector(context);
  const collection: Collection = { context, resolve, blocks, edits: [], unnamed: [], refusals: [] };
  const { edits, unnamed, refusals } = collection;
  const findConflict = createConflictFinder();
  for (const [index, piece] of pieces.entries()) {
    if (refusals.length + blocks.refusals.length >= MAX_REFUSALS) break;
    if (piece.kind === 'prose') {
      const conflict = findConflict(piece.text.trim(), piece.line);
      if (conflict !== undefined) refusals.push(foreignFormat(conflict, CONFLICT_MARKERS));
      if (isReplaceMarker(piece.text)) blocks.endWithoutStart(piece.line);
      continue;
    }
    const above = pathAbove(pieces, index, known);
    if (piece.kind === 'block') addAll(edits, blocks.add(piece.body, piece.line, above));
    else if (piece.kind === 'tag') addTag(collection, piece, above);
    else if (piece.kind === 'fence') addFence(collection, piece, pieces, index);
    else {
      const read =
        piece.kind === 'patch'
          ? collectPatch(piece.body, piece.line, resolve)
          : collectDiffs(piece.body, piece.line, undefined, resolve, index === pieces.length - 1);
      addAll(edits, read.edits);
      addAll(refusals, read.refusals);
    }
  }
  return { edits, unnamed, refusals: [...blocks.refusals, ...refusals] };
}

function addFence(collection: Collection, piece: FencePiece, pieces: readonly Piece[], index: number): void {
  const { context, blocks, edits, refusals } = collection;
  const info = readInfo(piece.info, context.known);
  const { path, pathComment } = fenceTarget(piece, pieces, index, context.known);
  if (!piece.closed) refusals.push(cutOff(piece, path));
  else if (piece.blocks) addAll(edits, blocks.add(piece.body, piece.line + 1, path));
  else if (!info.quotation) {
    const near = pathsAbove(pieces, index, context.known);
    addText(collection, {
      line: piece.line,
      first: piece.line + 1,
      language: info.language,
      body: piece.body,
      path,
      pathComment,
      near,
    });
  }
}

interface Text {
  readonly line: number;
  /** The line of the reply where the body starts. */
  readonly first: number;
  readonly language: string;
  readonly body: readonly string[];
  readonly path: string | undefined;
  readonly pathComment?: string | undefined;
  readonly near: readonly string[];
}

/** A closed text without blocks: a patch, a diff, JSON with files, a whole file, or something that names no file. */
function addText(collection: Collection, text: Text): void {
  const { resolve, edits, unnamed, refusals } = collection;
  const { line, first, language, body, path, pathComment, near } = text;
  const start = skipBlank(body, 0);
  const isDiffFile = /\.(?:diff|patch)$/i.test(path ?? '');
  const patchAt = isDiffFile ? undefined : patchStart(body, start);
  if (patchAt !== undefined) {
    const patch = collectPatch(trimmedEnd(body.slice(patchAt)), first + patchAt, resolve);
    addAll(edits, patch.edits);
    addAll(refusals, patch.refusals);
  } else if (/^(?:diff|patch)$/.test(language) || (startsDiff(body, start) && !isDiffFile))
    addDiff(collection, text, startsDiff(body, start));
  else if (!addJson(collection, text)) {
    const isOutput = CONSOLE.test(language) && pathComment !== undefined && !SCRIPT_FILE.test(path ?? '');
    if (path === undefined && CONSOLE.test(language) && writesFiles(body))
      refusals.push(foreignFormat(line, 'commands that write files'));
    else if (path === undefined || isOutput) unnamed.push({ line, language, body, near });
    else {
      const whole = { kind: 'whole', path: resolve(path), line, lines: body } as const;
      edits.push(pathComment === undefined ? whole : { ...whole, pathComment });
    }
  }
}

function addDiff({ context, resolve, edits, unnamed, refusals }: Collection, text: Text, named: boolean): void {
  const { line, first, language, body, path, near } = text;
  const [only, another] = context.focus;
  const diff = collectDiffs(body, first, path ?? (another === undefined ? only : undefined), resolve, false);
  if (named || path !== undefined) {
    addAll(edits, diff.edits);
    addAll(refusals, diff.refusals);
  } else unnamed.push({ line, language, body, diff, near });
}

/** Adds the files that JSON without a path holds, unless the task's one file is JSON itself. */
function addJson({ context, resolve, edits, refusals }: Collection, { line, language, body, path }: Text): boolean {
  const [only = '', another] = context.focus;
  const isTheFile = another === undefined && /\.json[c5]?$/i.test(only);
  if (path !== undefined || isTheFile || !/^(?:json[c5]?|)$/.test(language)) return false;
  const json = readJsonEdits(body.join('\n'), line, { known: context.known, resolve });
  if (!json) return false;
  if ('refused' in json) refusals.push(json.refused);
  else addAll(edits, json.edits);
  return true;
}

/** Where a patch starts, also in a command that is given it: `apply_patch <<'EOF'`. */
function patchStart(body: readonly string[], start: number): number | undefined {
  for (const at of [start, start + 1])
    if (isPatchStart(body[at] ?? ''))
      return at === start || /^\s*(?:\$ )?apply_patch\b/.test(body[start] ?? '') ? at : undefined;
  return undefined;
}

/** Without blank lines and the end of a command's input at its end. */
function trimmedEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && /^\s*(?:EOF|PATCH|["')}]*)\s*$/.test(lines[end - 1] ?? '')) end--;
  return lines.slice(0, end);
}

function addTag(collection: Collection, piece: TagPiece, above: string | undefined): void {
  const { blocks, edits, refusals, resolve } = collection;
  const { line, tag, closed, isUnclear, holds } = piece;
  const path = piece.path ?? above;
  if (!closed) refusals.push(cutOffTag(piece));
  else if (isUnclear) refusals.push(unclearTag(piece));
  else if (!holds) refusals.push(foreignFormat(line, `<${tag}> without a path and a text that can be read`));
  else if (holds.kind === 'edit') {
    if (path === undefined) refusals.push(foreignFormat(line, `<${tag}> without a path`));
    else
      edits.push({ kind: 'block', path: resolve(path), line, number: 0, search: holds.search, replace: holds.replace });
  } else {
    const first = holds.body[skipBlank(holds.body, 0)] ?? '';
    const hasBlocks = isSearchMarker(decoded(first));
    const body = hasBlocks && !isSearchMarker(first) ? holds.body.map(decoded) : holds.body;
    if (hasBlocks) addAll(edits, blocks.add(body, holds.line, path));
    else addText(collection, { line, first: line, language: '', body, path, near: [] });
  }
}

function cutOff(piece: FencePiece, path: string | undefined): Evidence {
  const what = path === undefined ? '' : ` for ${path}`;
  const message =
    `The reply ends inside the code fence${what} that opens on line ${piece.line}, so the code is not complete. ` +
    'Send it again, complete and with its closing fence; SEARCH/REPLACE blocks keep it short.';
  return refusal('cut-off', message, path === undefined ? {} : { path });
}

function cutOffTag({ line, tag, path }: TagPiece): Evidence {
  const message =
    `The reply ends inside <${tag}> that opens on line ${line}, so the code is not complete. ` +
    'Send it again, complete; SEARCH/REPLACE blocks keep it short.';
  return refusal('cut-off', message, path === undefined ? {} : { path });
}

function unclearTag({ line, tag }: TagPiece): Evidence {
  const message =
    `The text in <${tag}> on line ${line} of the reply holds </${tag}> itself, so it is unclear where it ends. ` +
    'Write the file in a code fence that names its path.';
  return refusal('unclear-end', message, { identity: tag });
}
