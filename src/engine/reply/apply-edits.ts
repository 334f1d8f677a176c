import type { Evidence } from '../contract/evidence';
import type { FileText } from '../workspace/snapshot';
import { applyBlock } from './apply/apply-block';
import type { Applied, Placed } from './apply/apply-edit';
import { applyPatch } from './apply/apply-patch';
import { applyWhole } from './apply/apply-whole';
import { createOrigins } from './apply/origins';
import { type Edit, type PatchEdit, pathsOf } from './edits';
import { refusal } from './refusal';

/** The new texts by path, or every reason why an edit cannot be applied. Edits are never applied in part. */
export type AppliedEdits =
  | { readonly ok: true; readonly files: ReadonlyMap<string, string | null>; readonly notes: readonly string[] }
  | { readonly ok: false; readonly evidence: readonly Evidence[] };

type Read = (path: string) => Promise<FileText | undefined>;

/**
 * Applies edits in the reply's order to what `read` returns; a later edit sees the result of an earlier one.
 * `readOriginal` returns the files of the person's workspace.
 */
export async function applyEdits(edits: readonly Edit[], read: Read, readOriginal: Read = read): Promise<AppliedEdits> {
  const each = distinct(edits);
  const evidence = conflictsIn(each);
  const files = new Map<string, string | null>();
  const notes: string[] = [];
  const origins = createOrigins();
  const readEdited: Read = async (path) => {
    const text = files.get(path);
    if (text === undefined) return read(path);
    return text === null ? undefined : { kind: 'text', text };
  };
  for (const edit of each) {
    const applied = await applyEdit(edit, readEdited, readOriginal);
    const moved =
      'refused' in applied
        ? undefined
        : origins.add(edit, applied.placed ?? [], textOf(await readEdited(pathsOf(edit)[0] ?? '')));
    if ('refused' in applied) evidence.push(applied.refused);
    else if (moved) evidence.push(moved);
    else {
      for (const [path, text] of applied.files) files.set(path, text);
      if (applied.note) notes.push(applied.note);
    }
  }
  return evidence.length > 0 ? { ok: false, evidence } : { ok: true, files, notes };
}

function textOf(file: FileText | undefined): string {
  return file?.kind === 'text' ? file.text : '';
}

interface AppliedFiles {
  readonly files: readonly (readonly [string, string | null])[];
  readonly note?: string;
  readonly placed?: readonly Placed[];
}

async function applyEdit(
  edit: Edit,
  read: Read,
  readOriginal: Read,
): Promise<AppliedFiles | { readonly refused: Evidence }> {
  if (edit.kind === 'patch') return applyFileDiff(edit, read);
  const before = await read(edit.path);
  if (before?.kind === 'binary') return { refused: binary(edit.path) };
  if (edit.kind === 'whole') return filesOf(edit.path, applyWhole(edit, before?.text));
  const original = await readOriginal(edit.path);
  return filesOf(edit.path, applyBlock(edit, before?.text, original?.kind === 'text' ? original.text : undefined));
}

/** A diff edits, creates, deletes or renames a file, depending on its two paths and on which of them exist. */
async function applyFileDiff(edit: PatchEdit, read: Read): Promise<AppliedFiles | { readonly refused: Evidence }> {
  const [from, to] = await Promise.all(
    [edit.from, edit.to].map(async (path) => (path === null ? undefined : await read(path))),
  );
  if (from?.kind === 'binary') return { refused: binary(edit.from ?? '') };
  if (to?.kind === 'binary') return { refused: binary(edit.to ?? '') };
  if (edit.to === null)
    return edit.from !== null && from ? { files: [[edit.from, null]] } : { refused: missing(edit.from ?? '', edit) };
  const onlyAdds = edit.hunks.every(({ lines }) => lines.every(({ op }) => op === '+'));
  if (edit.from === null || (!from && !to && onlyAdds)) {
    return to && to.text !== ''
      ? { refused: alreadyThere(edit.to, edit) }
      : filesOf(edit.to, applyPatch(edit, edit.to, undefined));
  }
  if (edit.from === edit.to || !from)
    return to ? filesOf(edit.to, applyPatch(edit, edit.to, to.text)) : { refused: missing(edit.from, edit) };
  if (to) return { refused: alreadyThere(edit.to, edit) };
  const applied = filesOf(edit.to, applyPatch(edit, edit.from, from.text));
  return 'refused' in applied ? applied : { ...applied, files: [[edit.from, null], ...applied.files] };
}

function filesOf(path: string, applied: Applied): AppliedFiles | { readonly refused: Evidence } {
  if ('refused' in applied) return applied;
  const { text, note, placed } = applied;
  return { files: [[path, text]], ...(note ? { note } : {}), ...(placed ? { placed } : {}) };
}

/** Refuses a file that is given whole and in another way, too: which version is meant could only be guessed. */
function conflictsIn(edits: readonly Edit[]): Evidence[] {
  const whole = new Map(edits.flatMap((edit) => (edit.kind === 'whole' ? [[edit.path, edit]] : [])));
  const paths = new Set<string>();
  for (const edit of edits) {
    for (const path of pathsOf(edit)) if (whole.has(path) && whole.get(path) !== edit) paths.add(path);
  }
  return [...paths].map((path) =>
    refusal(
      'conflicting-edits',
      `The reply gives ${path} whole and then again in another way, so it is unclear which version is meant. ` +
        'Give each file once: whole, or as edits.',
      { path },
    ),
  );
}

/** The edits without exact repetitions; of a whole file the last one stays, of other edits the first. */
function distinct(edits: readonly Edit[]): Edit[] {
  const kept = new Map<string, Edit>();
  for (const edit of edits) {
    const key = keyOf(edit);
    if (edit.kind === 'whole') kept.delete(key);
    if (!kept.has(key)) kept.set(key, edit);
  }
  return [...kept.values()];
}

/** Equal for edits that do the same, wherever they stand in the reply. */
function keyOf(edit: Edit): string {
  if (edit.kind === 'whole') return JSON.stringify([edit.path, edit.lines]);
  if (edit.kind === 'block') return JSON.stringify([edit.path, edit.search, edit.replace]);
  return JSON.stringify([edit.from, edit.to, edit.hunks.map(({ lines, oldStart }) => [lines, oldStart])]);
}

function binary(path: string): Evidence {
  return refusal('file-binary', `${path} is a binary file and cannot be edited as text. Leave it as it is.`, { path });
}

function alreadyThere(path: string, { line }: PatchEdit): Evidence {
  const message =
    `The diff on line ${line} of the reply creates ${path}, but that file exists. ` +
    'Change it with hunks that show its lines, give the whole file, or choose another name.';
  return refusal('file-exists', message, { path });
}

function missing(path: string, { line }: PatchEdit): Evidence {
  return refusal(
    'file-missing',
    `The diff on line ${line} of the reply changes ${path}, which does not exist. ` +
      'Check the path; for a new file start the diff with `--- /dev/null`.',
    { path },
  );
}
