import { isFilePath, isMarkedPath, isPathWithBlanks, oddPath } from './path-text';

export interface FenceInfo {
  /** Lower case; empty when the fence names no language. */
  readonly language: string;
  readonly path?: string;
  /** The fence quotes existing code by its line numbers (`12:20:src/a.ts`), so it is not an edit. */
  readonly quotation: boolean;
}

const SLASHED = /^[\w.@~+-]*(?:[\\/][\w.@~+-]+)+$/;
const ATTRIBUTE = /(?:title|file(?:-?name|-?path|_path)?|path|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s"'}]+))/i;
const MAX_LENGTH = 500;

/** Reads an info string: `ts src/a.ts`, `ts:src/a.ts`, `src/a.ts`, `ts title="src/a.ts"`, `filename=src/a.ts`. */
export function readInfo(info: string, known: ReadonlySet<string>): FenceInfo {
  const text = info.trim();
  if (text.length > MAX_LENGTH) return { language: '', quotation: false };
  if (/^\d+:\d+:\S/.test(text)) return { language: '', quotation: true };
  const [first = '', ...rest] = text.split(/\s+/);
  const language = isFilePath(first, known) ? '' : (/^[\w+#.-]+/.exec(first)?.[0] ?? '').toLowerCase();
  const path = pathIn(text, first, rest, known);
  return path === undefined ? { language, quotation: false } : { language, path, quotation: false };
}

function pathIn(text: string, first: string, rest: readonly string[], known: ReadonlySet<string>): string | undefined {
  const attribute = ATTRIBUTE.exec(text);
  const quoted = attribute?.[1] ?? attribute?.[2];
  if (quoted !== undefined && isMarkedPath(quoted, known)) return quoted;
  const named = attribute?.[3];
  if (named !== undefined && isFilePath(named, known)) return named;
  const odd = oddPath(quoted ?? named ?? '', known);
  if (odd !== undefined) return odd;

  const tail = withoutMarks(text.slice(first.length).replace(/^\s*(?:\/\/|#)\s*/, ' '));
  const colon = /^[\w+#.-]+:(.+)$/.exec(text)?.[1]?.trim();
  for (const candidate of [text, colon, ...(colon === undefined ? [tail] : [])]) {
    if (candidate === undefined || candidate === '') continue;
    if (isFilePath(candidate, known) || isPathWithBlanks(candidate, known)) return candidate;
  }
  if (isFilePath(first, known)) return first;
  const paths = [...new Set(rest.map(withoutMarks).filter((word) => isFilePath(word, known)))];
  // Of two paths, either may be meant; a word behind others that look like a folder is only the end of a path.
  const [path] = paths;
  const before =
    path === undefined
      ? []
      : rest.slice(
          0,
          rest.findIndex((word) => withoutMarks(word) === path),
        );
  if (paths.length === 1 && !before.some((word) => /\w[\\/]/.test(word))) return path;
  if (paths.length > 0) return undefined;
  // After a language, a word with a slash is a path with any extension or none; the guard refuses `.git/config`.
  const only = rest.length === 1 ? rest[0] : colon;
  if (only !== undefined && SLASHED.test(only)) return only;
  return [text, tail, colon ?? ''].map((each) => oddPath(each, known)).find((each) => each !== undefined);
}

/** Takes quotes, brackets and backticks away that stand around all of a text; a path may have brackets itself. */
function withoutMarks(text: string): string {
  const word = text.trim();
  const inner = /^(?:"([^"]+)"|'([^']+)'|`([^`]+)`|\(([^()]+)\)|\[([^[\]]+)\])$/.exec(word);
  return inner?.slice(1).find((part) => part !== undefined) ?? word;
}
