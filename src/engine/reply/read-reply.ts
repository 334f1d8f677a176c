// This room turns a model's reply into a candidate. `readReply` finds the edits (`collect-edits.ts`, which uses
// `formats/`) and applies them (`apply-edits.ts`, which uses `apply/`). A reply is applied completely or refused as
// a whole; `rules/index.ts` lists every reason for a refusal.
import type { Evidence } from '../contract/evidence';
import { type Candidate, createCandidate } from '../workspace/candidate';
import type { FileText, Snapshot } from '../workspace/snapshot';
import { applyEdits } from './apply-edits';
import { type Collected, collectEdits, type UnnamedFence } from './collect-edits';
import type { Edit } from './edits';
import { refusal } from './refusal';
import { leavesWorkspace } from './reply-paths';

/** The texts that a reply's edits apply to. */
export interface ReplyBase {
  readonly snapshot: Snapshot;
  /** Files of the candidate that the next edits apply to, over the snapshot. */
  readonly current: ReadonlyMap<string, string | null>;
  /** The task's files; where there is only one, code without a path is for it. */
  readonly focus: readonly string[];
}

export type ReadReply =
  | {
      readonly ok: true;
      readonly candidate: Candidate;
      /** What was tolerated or ignored, for the log. */
      readonly notes: string[];
    }
  | { readonly ok: false; readonly evidence: Evidence[] };

const FORMATS =
  'Answer with SEARCH/REPLACE blocks below the path of their file, ' +
  'or with whole files in a fence that names the path (```ts src/file.ts).';

/**
 * Reads a model's reply and applies it to `base`. SEARCH/REPLACE blocks, whole files and unified diffs may be
 * mixed. The candidate holds every file that differs from the snapshot, those of `base.current` included. The
 * reply is refused as a whole, with a precise message for the next attempt, when anything in it is incomplete,
 * ambiguous or fits nowhere. Rejects only when the snapshot cannot be read.
 */
export async function readReply(text: string, base: ReplyBase): Promise<ReadReply> {
  const { snapshot, current, focus } = base;
  const read = (path: string): Promise<FileText | undefined> => readOver(base, path);
  const known = new Set([...snapshot.files, ...current.keys()]);
  const collected = collectEdits(linesOf(text), { root: snapshot.root, known, focus });
  if (collected.refusals.length > 0) return { ok: false, evidence: [...collected.refusals] };
  const bare = collected.edits.length > 0 ? undefined : bareFence(collected, focus);
  if (bare && 'refused' in bare) return { ok: false, evidence: [...bare.refused] };
  const applied = await applyEdits(bare?.edits ?? collected.edits, read);
  if (!applied.ok) return { ok: false, evidence: [...applied.evidence] };
  const files = new Map(current);
  let changed = false;
  for (const [path, after] of applied.files) {
    if (after !== textOf(await read(path))) changed = true;
    files.set(path, after);
  }
  // The run itself recognizes a candidate that it has already judged.
  if (!changed && current.size === 0) {
    const message =
      'The reply changes nothing: every file in it is as it already was. ' +
      'Make the change that the findings call for.';
    return { ok: false, evidence: [refusal('unchanged', message)] };
  }
  for (const [path, after] of files) if (after === textOf(await readSnapshot(snapshot, path))) files.delete(path);
  if (files.size === 0) {
    const message =
      'The reply changes every file back to how it was at the start, so nothing is solved. Try another change.';
    return { ok: false, evidence: [refusal('unchanged', message, { identity: 'reverted' })] };
  }
  const ignored =
    collected.edits.length > 0
      ? collected.unnamed.map(({ line }) => `Ignored the code on line ${line} of the reply, because it names no file.`)
      : [];
  return { ok: true, candidate: createCandidate(files), notes: [...applied.notes, ...ignored] };
}

/** Lines of the reply. A leading `<think>` section, where some models draft code, becomes empty lines. */
function linesOf(text: string): string[] {
  const thoughts = /^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/.exec(text)?.[0] ?? '';
  return (thoughts.replace(/[^\n]/g, '') + text.slice(thoughts.length)).replace(/^\uFEFF/, '').split(/\r?\n/);
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

/** In a reply without a path, the one code fence is for the task's one file; otherwise the reply is refused. */
function bareFence(
  { unnamed }: Collected,
  focus: readonly string[],
): { readonly edits: readonly Edit[] } | { readonly refused: readonly Evidence[] } {
  const [path, second] = focus;
  const fitting = path === undefined ? unnamed : unnamed.filter((fence) => couldBe(fence, path));
  const [fence, another] = fitting;
  if (!fence) return { refused: [refusal('no-code', `The reply holds no edit. ${FORMATS}`)] };
  if (path === undefined || second !== undefined) {
    return {
      refused: [
        refusal(
          'no-path',
          `The code on line ${fence.line} of the reply does not say which file it is for. ${FORMATS}`,
          { identity: fence.body.join('\n') },
        ),
      ],
    };
  }
  if (another) {
    const lines = fitting.map(({ line }) => line).join(', ');
    return {
      refused: [
        refusal(
          'no-path',
          `The reply holds ${fitting.length} code fences without a path (lines ${lines}), ` +
            `so it is unclear which one is ${path}. ${FORMATS}`,
        ),
      ],
    };
  }
  if (!fence.diff) return { edits: [{ kind: 'whole', path, line: fence.line, lines: fence.body }] };
  return fence.diff.refusals.length > 0 ? { refused: fence.diff.refusals } : { edits: fence.diff.edits };
}

/** Whether the file can be written in the fence's language. */
function couldBe({ language, diff }: UnnamedFence, path: string): boolean {
  if (language === '' || diff) return true;
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const script = /^(?:[cm]?[jt]sx?|typescript(?:react)?|javascript(?:react)?)$/;
  return language === extension || (script.test(extension) && script.test(language));
}
