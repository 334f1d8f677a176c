// This room turns a model's reply into a candidate. `readReply` takes the text apart (`formats/`), finds the edits
// (`collect-edits.ts`), looks at what whole files would lose (`loss/`) and applies them (`apply-edits.ts`). A reply is
// applied completely or refused as a whole; `rules/index.ts` lists every reason for a refusal.
import type { CodeText, TopLevel } from '../contract/code-inspection';
import type { Evidence } from '../contract/evidence';
import { taskWords } from '../integrity/task-words';
import { type Candidate, createCandidate } from '../workspace/candidate';
import type { FileText, Snapshot } from '../workspace/snapshot';
import { applyEdits } from './apply-edits';
import { bareFence, FORMATS } from './bare-fence';
import { type Collected, collectEdits } from './collect-edits';
import { type Edit, pathsOf } from './edits';
import { clearEnds, tooManyFences } from './formats/fences/clear-ends';
import { conflictsIn } from './formats/foreign/conflict';
import { readJsonEdits } from './formats/foreign/read-json';
import { answerLines } from './formats/reply-lines';
import { type Piece, splitReply } from './formats/split-reply';
import { judgeWholeFiles } from './loss/judge-whole-files';
import { readAliases } from './paths/aliases';
import { otherCase } from './paths/other-case';
import { isUnknownAlias, leavesWorkspace, type PathContext, resolveWrittenPath } from './paths/resolve-path';
import { withoutQuotes } from './quotes';
import { refusal } from './refusal';

/** The texts that a reply's edits apply to. */
export interface ReplyBase {
  readonly snapshot: Snapshot;
  /** Files of the candidate that the next edits apply to, over the snapshot. */
  readonly current: ReadonlyMap<string, string | null>;
  /** The task's files; where there is only one, code without a path is for it. */
  readonly focus: readonly string[];
  /** The words of the task, which may name what a reply takes away. */
  readonly task?: string | undefined;
  /** Reads what code declares; it may return nothing where no parser can be reached. Absent: the same. */
  readonly readTopLevels?: ((files: readonly CodeText[]) => Promise<readonly TopLevel[]>) | undefined;
}

export type ReadReply =
  | {
      readonly ok: true;
      readonly candidate: Candidate;
      /** What was tolerated or ignored, for the log. */
      readonly notes: string[];
    }
  | { readonly ok: false; readonly evidence: Evidence[] };

/**
 * Reads a model's reply and applies it to `base`. SEARCH/REPLACE blocks, whole files, unified diffs and the formats
 * of other tools may be mixed. The candidate holds every file that differs from the snapshot, those of `base.current`
 * included. The reply is refused as a whole, with a precise message for the next attempt, when anything in it is
 * incomplete, ambiguous or fits nowhere. Rejects only when the snapshot cannot be read.
 */
export async function readReply(text: string, base: ReplyBase): Promise<ReadReply> {
  const found = await findEdits(text, base);
  if ('refused' in found) return { ok: false, evidence: [...found.refused] };
  const read = (path: string): Promise<FileText | undefined> => readOver(base, path);
  const readBefore = async (path: string): Promise<string | undefined> => textOf(await read(path)) ?? undefined;
  const judged = await judgeWholeFiles(await withoutQuotes(found.edits, readBefore), {
    readBefore,
    readOriginal: async (path) => textOf(await readSnapshot(base.snapshot, path)) ?? undefined,
    readTopLevels: base.readTopLevels ?? (async () => []),
    task: taskWords(base.task ?? ''),
    files: base.snapshot.files,
  });
  if (judged.refusals.length > 0) return { ok: false, evidence: [...judged.refusals] };
  const applied = await applyEdits(judged.edits, read, (path) => readSnapshot(base.snapshot, path));
  if (!applied.ok) return { ok: false, evidence: [...applied.evidence] };
  const conflicts = await conflictsIn({ after: applied.files, readBefore, readTopLevels: base.readTopLevels });
  if (conflicts.length > 0) return { ok: false, evidence: conflicts };
  const notes = [...judged.notes, ...applied.notes];
  return toCandidate(applied.files, base, [...notes, ...found.notes], notes);
}

interface Found {
  readonly edits: readonly Edit[];
  readonly notes: readonly string[];
}

/** Everything that a reply says about files, with the paths that it means. */
async function findEdits(text: string, base: ReplyBase): Promise<Found | { readonly refused: readonly Evidence[] }> {
  const { snapshot, current, focus } = base;
  const known = new Set([...snapshot.files, ...current.keys()]);
  const context: PathContext = { root: snapshot.root, known, focus, aliases: await readAliases(snapshot) };
  const resolve = (written: string): string => resolveWrittenPath(written, context);
  const json = readJsonEdits(text, 1, { known, resolve });
  if (json && 'refused' in json) return { refused: [json.refused] };
  const all = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const tooMany = tooManyFences(all);
  if (tooMany) return { refused: [tooMany] };
  const { lines, isOpen } = answerLines(all, known);
  if (isOpen) return { refused: [openThoughts()] };
  const split = (chosen: ReadonlyMap<number, number>): Piece[] => splitReply(lines, known, chosen);
  const cleared = json ? { pieces: [] } : await clearEnds(lines, split, context, base.readTopLevels);
  if ('refused' in cleared) return { refused: cleared.refused };
  const collected: Collected = json
    ? { edits: json.edits, unnamed: [], refusals: [] }
    : collectEdits(cleared.pieces, context);
  if (collected.refusals.length > 0) return { refused: collected.refusals };
  const bare = collected.edits.length > 0 ? undefined : bareFence(collected, focus, resolve, await textOfOne(base));
  if (bare && 'refused' in bare) return { refused: bare.refused };
  const edits = await otherCase(bare?.edits ?? collected.edits, known, snapshot);
  if ('refused' in edits) return edits;
  const alias = edits.edits.flatMap(pathsOf).find((path) => isUnknownAlias(path, known));
  if (alias !== undefined) return { refused: [unknownAlias(alias)] };
  const ignored = collected.edits.length > 0 ? collected.unnamed : [];
  return {
    edits: edits.edits,
    notes: ignored.map(({ line }) => `Ignored the code on line ${line} of the reply, because it names no file.`),
  };
}

/** The candidate with every file that differs from the snapshot. `told`: what was tolerated. */
async function toCandidate(
  applied: ReadonlyMap<string, string | null>,
  base: ReplyBase,
  notes: readonly string[],
  told: readonly string[],
): Promise<ReadReply> {
  const { snapshot, current } = base;
  const files = new Map(current);
  let changed = false;
  for (const [path, after] of applied) {
    if (after !== textOf(await readOver(base, path))) changed = true;
    files.set(path, after);
  }
  // The run itself recognizes a candidate that it has already judged.
  if (!changed && current.size === 0) {
    const message =
      'The reply changes nothing: every file in it is as it already was. ' +
      `${told.length > 0 ? `${told.join(' ')} ` : ''}Make the change that the findings call for.`;
    return { ok: false, evidence: [refusal('unchanged', message)] };
  }
  for (const [path, after] of files) if (after === textOf(await readSnapshot(snapshot, path))) files.delete(path);
  if (files.size === 0) {
    const message =
      'The reply changes every file back to how it was at the start, so nothing is solved. Try another change.';
    return { ok: false, evidence: [refusal('unchanged', message, { identity: 'reverted' })] };
  }
  return { ok: true, candidate: createCandidate(files), notes: [...notes] };
}

/** The text of the task's one file. */
async function textOfOne(base: ReplyBase): Promise<string | undefined> {
  const [path, another] = base.focus;
  return path === undefined || another !== undefined ? undefined : (textOf(await readOver(base, path)) ?? undefined);
}

function readOver({ snapshot, current }: ReplyBase, path: string): Promise<FileText | undefined> {
  const text = current.get(path);
  if (text === undefined) return readSnapshot(snapshot, path);
  return Promise.resolve(text === null ? undefined : { kind: 'text', text });
}

/** Nothing is read outside the workspace; the guard refuses such a path later. */
async function readSnapshot(snapshot: Snapshot, path: string): Promise<FileText | undefined> {
  return leavesWorkspace(path) ? undefined : snapshot.read(path);
}

/** The text of a file; null when there is no such file, undefined when it is binary and so equals no text. */
function textOf(file: FileText | undefined): string | null | undefined {
  if (!file) return null;
  return file.kind === 'text' ? file.text : undefined;
}

function openThoughts(): Evidence {
  const message = `The reply begins thoughts that never end, so it holds no answer. Think less. ${FORMATS}`;
  return refusal('cut-off', message, { identity: 'thoughts' });
}

function unknownAlias(path: string): Evidence {
  const message =
    `${path} starts with an alias that no tsconfig.json of the workspace maps to one existing folder. ` +
    'Write the path relative to the workspace folder, as it is on disk.';
  return refusal('no-path', message, { identity: path });
}
