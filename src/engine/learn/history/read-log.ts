import { StringDecoder } from 'node:string_decoder';

/** One commit as git's log prints it. */
export interface PastChange {
  readonly message: string;
  /** Files that it adds, changes or deletes, and the new names of those it renames. */
  readonly files: readonly string[];
  /** Old names by new ones. */
  readonly renames: ReadonlyMap<string, string>;
  /** Without a parent: the first commit, or where a shallow clone ends. Its files did not change together. */
  readonly isFirst: boolean;
}

/** What `git log -z --name-status` must print for {@link createLogReader}. A message can hold no NUL. */
export const LOG_FORMAT = 'tformat:%x02%H%x00%P%x00%B%x00';
/** Characters of a message that are read, and of a path. */
export const MAX_MESSAGE = 2000;
const MAX_PATH = 500;
/** Characters without a NUL that are kept: no message and no path needs more. */
const MAX_FIELD = 64 * 1024;

/** Reads git's log as it comes, in pieces of any size. What it doesn't understand is left out. */
export function createLogReader(onCommit: (commit: PastChange) => void) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let header: string[] | undefined;
  let entries: string[] = [];
  const flush = (): void => {
    const [parents, message] = header ?? [];
    if (parents !== undefined && message !== undefined) onCommit(changeOf(parents, message, entries));
    header = undefined;
    entries = [];
  };
  const field = (text: string): void => {
    if (text.startsWith('\u0002')) {
      flush();
      header = [];
    } else if (header && header.length < 2) header.push(text);
    else if (text !== '') entries.push(text.startsWith('\n') ? text.slice(1) : text);
  };
  return {
    add(chunk: Buffer): void {
      const fields = (rest + decoder.write(chunk)).split('\0');
      rest = (fields.pop() ?? '').slice(0, MAX_FIELD);
      for (const text of fields) field(text);
    },
    end: flush,
  };
}

function changeOf(parents: string, message: string, entries: readonly string[]): PastChange {
  const files: string[] = [];
  const renames = new Map<string, string>();
  for (let at = 0; at < entries.length; ) {
    const status = entries[at] ?? '';
    const isRename = /^R\d*$/.test(status);
    const path = entries[at + (isRename ? 2 : 1)];
    const old = entries[at + 1];
    at += isRename ? 3 : 2;
    if (path === undefined || old === undefined || path.length > MAX_PATH || old.length > MAX_PATH) continue;
    files.push(path);
    if (isRename) renames.set(path, old);
  }
  return { message: message.slice(0, MAX_MESSAGE), files, renames, isFirst: parents === '' };
}
