import { StringDecoder } from 'node:string_decoder';
import { MAX_MESSAGE } from './read-log';

/** Lines that a change replaces, as git's diffs write them: `@@ -12,2 +12,3 @@`. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

export interface FileEdit {
  /** Its name afterwards; of a deleted file the one before. */
  readonly path: string;
  readonly was: 'added' | 'changed' | 'deleted';
  /** Its name before, where that was another one. */
  readonly from?: string | undefined;
  /** In the order of the file. */
  readonly hunks: readonly Hunk[];
}

/** One commit with the places of its changes, and without what stands there. */
export interface PastEdit {
  readonly message: string;
  readonly files: readonly FileEdit[];
  /** Without a parent: the first commit, or where a shallow clone ends. */
  readonly isFirst: boolean;
}

/** What `git log -p -U0` must print for {@link createHunkReader}. A message can hold no NUL. */
export const HUNK_FORMAT = 'tformat:%x02%P%x00%B%x00';
/** Characters of one line that are kept: what is changed is not read. */
const MAX_LINE = 4096;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

type Growing = { -readonly [Key in keyof FileEdit]: FileEdit[Key] } & { hunks: Hunk[] };

/** Reads git's diffs without context as they come, in pieces of any size. Changed lines are counted and skipped. */
export function createHunkReader(onCommit: (edit: PastEdit) => void) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  /** Lines of the current hunk that are still to come. */
  let skipped = 0;
  /** The parents and the message, as long as they are not complete. */
  let header: string | undefined;
  let commit: { readonly message: string; readonly isFirst: boolean; readonly files: Growing[] } | undefined;
  const flush = (): void => {
    if (commit) onCommit({ ...commit, files: commit.files.filter(({ path }) => path !== '') });
    commit = undefined;
  };
  const read = (line: string): void => {
    if (skipped > 0) {
      // "\ No newline at end of file" is no line of either side.
      if (!line.startsWith('\\')) skipped -= 1;
    } else if (header !== undefined || line.startsWith('\u0002')) {
      header = header === undefined ? line.slice(1) : `${header}\n${line}`;
      const [parents = '', message = '', end] = header.split('\0');
      if (end === undefined) return;
      header = undefined;
      flush();
      commit = { message: message.slice(0, MAX_MESSAGE), isFirst: parents === '', files: [] };
    } else if (commit) skipped = readDiff(line, commit.files);
  };
  return {
    add(chunk: Buffer): void {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = (lines.pop() ?? '').slice(0, MAX_LINE);
      for (const line of lines) read(line);
    },
    end: flush,
  };
}

/** Reads a line between the hunks, and says how many changed lines follow. */
function readDiff(line: string, files: Growing[]): number {
  if (line.startsWith('diff --git ')) files.push({ path: '', was: 'changed', hunks: [] });
  const file = files.at(-1);
  if (!file) return 0;
  const [, name = ''] = /^(?:--- a|\+\+\+ b)\/(.*?)\t?$/.exec(line) ?? [];
  const hunk = HUNK.exec(line);
  if (name !== '') file.path = name;
  else if (line.startsWith('rename from ')) file.from = line.slice('rename from '.length);
  else if (line.startsWith('rename to ')) file.path = line.slice('rename to '.length);
  else if (line.startsWith('new file mode ')) file.was = 'added';
  else if (line.startsWith('deleted file mode ')) file.was = 'deleted';
  else if (hunk) {
    const [oldStart = 0, oldLines = 1, newStart = 0, newLines = 1] = hunk
      .slice(1)
      .map((number) => (number === undefined ? undefined : Number(number)));
    file.hunks.push({ oldStart, oldLines, newStart, newLines });
    return oldLines + newLines;
  }
  return 0;
}
