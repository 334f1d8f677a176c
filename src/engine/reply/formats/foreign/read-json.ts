import type { Evidence } from '../../../contract/evidence';
import type { Edit } from '../../edits';
import { isFilePath } from '../../paths/path-text';
import { foreignFormat } from '../../refusal';

const PATH_KEYS = ['path', 'file_path', 'filePath', 'filepath', 'filename', 'fileName', 'file', 'target_file'];
const TEXT_KEYS = ['content', 'contents', 'file_text', 'new_content', 'code', 'text'];
const OLD_KEYS = ['old_string', 'old_str', 'oldString', 'search', 'old_text', 'old'];
const NEW_KEYS = ['new_string', 'new_str', 'newString', 'replace', 'new_text', 'new'];
const LIST_KEYS = ['files', 'edits', 'changes'];
/** Keys around the arguments of a tool call. */
const ARGUMENT_KEYS = ['arguments', 'input', 'parameters', 'args'];
/** Keys that say nothing about what to do with the file. */
const HARMLESS: ReadonlySet<string> = new Set(
  'name id description explanation instructions reason summary language lang tool replace_all encoding'.split(' '),
);
/** Keys that say what to do, and what they may say: to write the file. */
const ACTION: ReadonlySet<string> = new Set(['command', 'action', 'operation', 'type']);
const WRITES =
  /^(?:create|write|update|edit|modify|overwrite|replace|str_replace|file|function|tool_use)(?:_to)?(?:_file)?$/i;

type Fields = Readonly<Record<string, unknown>>;

/** Files and edits in JSON; undefined where the text is no JSON, or JSON about something else. */
export function readJsonEdits(
  text: string,
  line: number,
  context: { readonly known: ReadonlySet<string>; readonly resolve: (written: string) => string },
): { readonly edits: readonly Edit[] } | { readonly refused: Evidence } | undefined {
  const value = parse(text);
  const items = value === undefined ? undefined : itemsOf(value, 0);
  if (!items || items.length === 0) return undefined;
  const read = items.map((item) => readItem(item, line, context));
  if (read.every((edit) => edit === undefined)) return undefined;
  const edits = read.flatMap((edit) => (edit && edit !== 'unclear' ? [edit] : []));
  if (edits.length === items.length) return { edits };
  return { refused: foreignFormat(line, 'JSON in which not every entry is a path with its whole text') };
}

function parse(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[{[]/.test(trimmed)) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}

/** The objects that may be files: the value itself, its list, the arguments of tool calls. */
function itemsOf(value: unknown, depth: number): Fields[] | undefined {
  if (depth > 3) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => itemsOf(item, depth + 1));
    return items.every((item) => item !== undefined) ? items.flat() : undefined;
  }
  if (!isFields(value)) return undefined;
  const inner = [...LIST_KEYS, ...ARGUMENT_KEYS].find((key) => key in value);
  if (inner === undefined || stringAt(value, PATH_KEYS) !== undefined) return [value];
  const found = typeof value[inner] === 'string' ? parse(value[inner]) : value[inner];
  if (inner === 'files' && isFields(found) && stringAt(found, PATH_KEYS) === undefined) {
    return Object.entries(found).map(([path, content]) => ({ path, content }));
  }
  return itemsOf(found, depth + 1);
}

function readItem(
  item: Fields,
  line: number,
  { known, resolve }: { readonly known: ReadonlySet<string>; readonly resolve: (written: string) => string },
): Edit | 'unclear' | undefined {
  const written = stringAt(item, PATH_KEYS);
  if (written === undefined || !isFilePath(written, known)) return undefined;
  const path = resolve(written);
  const [text, search, replace] = [TEXT_KEYS, OLD_KEYS, NEW_KEYS].map((keys) => stringAt(item, keys));
  const read = [PATH_KEYS, TEXT_KEYS, OLD_KEYS, NEW_KEYS].flat();
  const other = Object.entries(item).filter(([key]) => !read.includes(key));
  const isPlain = other.every(
    ([key, value]) => HARMLESS.has(key) || (ACTION.has(key) && typeof value === 'string' && WRITES.test(value)),
  );
  if (search !== undefined && replace !== undefined && text === undefined) {
    if (!isPlain || item.replace_all === true) return 'unclear';
    return { kind: 'block', path, line, number: 0, search: linesOf(search), replace: linesOf(replace) };
  }
  if (text === undefined) return undefined;
  return isPlain ? { kind: 'whole', path, line, lines: linesOf(text) } : 'unclear';
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function stringAt(item: Fields, keys: readonly string[]): string | undefined {
  const found = keys.filter((key) => typeof item[key] === 'string');
  const [key] = found;
  return found.length === 1 && key !== undefined ? (item[key] as string) : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
