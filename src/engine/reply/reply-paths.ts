import { posix } from 'node:path';

/** What is needed to make a workspace path of a path as a reply writes it. */
export interface PathContext {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** All files that exist. */
  readonly known: ReadonlySet<string>;
  /** The files that the task is about. */
  readonly focus: readonly string[];
}

/** Extensions that make a bare word such as `money.ts` a file name, unlike `array.map`. */
const FILE_EXTENSION = new RegExp(
  `\\.(?:${[
    '[cm]?[jt]sx?|json[c5]?|mdx?|ya?ml|toml|s?css|less|html?|vue|svelte|astro',
    'sql|graphql|gql|prisma|proto|txt|csv|xml|svg|env|ini|conf|sh|bash|ps1|lock|snap',
    'hbs|ejs|pug|py|rb|go|rs|java|php|diff|patch|png|jpe?g|gif|ico|pdf|zip|wasm|node',
  ].join('|')})$`,
  'i',
);
const EXTENSIONLESS = /^(?:Dockerfile|Makefile|LICENSE|Jenkinsfile|Procfile|CODEOWNERS)$/;
const DOTFILE = /^\.[A-Za-z][\w.-]*$/;
/** Names such as "Node.js" are usually the heading of a paragraph, not a file. */
const PRODUCT_NAME = /^[A-Z][A-Za-z]+\.js$/;

/** Whether a text without Markdown around it is the path of a file. */
function isFilePath(text: string, known: ReadonlySet<string>): boolean {
  if (known.has(text)) return true;
  if (!/^(?:[A-Za-z]:[\\/])?[^\s`*"'<>|?:;,!{}]+$/.test(text) || PRODUCT_NAME.test(text)) return false;
  const name = text.split(/[\\/]/).at(-1) ?? '';
  if (EXTENSIONLESS.test(name) || DOTFILE.test(name) || FILE_EXTENSION.test(name)) return true;
  return name !== text && /\w\.[A-Za-z]\w*$/.test(name);
}

export interface FenceInfo {
  /** Lower case; empty when the fence names no language. */
  readonly language: string;
  readonly path?: string;
  /** The fence quotes existing code by its line numbers (`12:20:src/a.ts`), so it is not an edit. */
  readonly quotation: boolean;
}

/** Reads an info string: `ts src/a.ts`, `ts:src/a.ts`, `src/a.ts`, `ts title="src/a.ts"`, `filename=src/a.ts`. */
export function readInfo(info: string, known: ReadonlySet<string>): FenceInfo {
  const text = info.trim();
  if (/^\d+:\d+:\S/.test(text)) return { language: '', quotation: true };
  const [first = '', ...rest] = text.split(/\s+/);
  const language = isFilePath(first, known) ? '' : (/^[\w+#.-]+/.exec(first)?.[0] ?? '').toLowerCase();
  const found = (path: string): FenceInfo => ({ language, path, quotation: false });

  const attribute = /(?:title|file(?:-?name|-?path)?|path|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s"'}]+))/i.exec(
    text,
  );
  const named = attribute?.[1] ?? attribute?.[2] ?? attribute?.[3];
  if (named !== undefined && isFilePath(named, known)) return found(named);

  const tail = text.slice(first.length).trim();
  const colon = /^[\w+#.-]+:(.+)$/.exec(text)?.[1]?.trim();
  for (const candidate of [first, tail, colon, ...rest.map((word) => word.replace(/^[("'[`]+|[)"'\]`]+$/g, ''))]) {
    if (candidate !== undefined && isFilePath(candidate, known)) return found(candidate);
  }
  // After a language, a word with a slash is a path with any extension or none; the guard refuses `.git/config`.
  const only = rest.length === 1 ? rest[0] : colon;
  if (only !== undefined && SLASHED.test(only)) return found(only);
  return { language, quotation: false };
}

/** "File:", "Updated file", "full path". */
const FILE_LABEL = new RegExp(
  '^(?:(?:new|updated?|modified|changed?|created?|edit(?:ed)?|full|complete)\\s+)*' +
    '(?:file(?:\\s?name|\\s?path)?|path)\\s*[:=]?\\s+',
  'i',
);
const SLASHED = /^[\w.@~+-]*(?:[\\/][\w.@~+-]+)+$/;

/**
 * The path of a line that holds nothing else: `**src/a.ts**`, `### src/a.ts`, "`src/a.ts`:",
 * `File: src/a.ts`, `2. src/a.ts (new)`. A path within a sentence doesn't count, because the
 * code below it may be an excerpt.
 */
export function pathOnLine(line: string, known: ReadonlySet<string>): string | undefined {
  const text = line.trim();
  if (text === '' || text.length > 300) return undefined;
  const plain = text
    .replace(/^<!--\s*(.*?)\s*-->$/, '$1')
    .replace(/^(?:>\s*)+/, '')
    .replace(/^(?:[-*+]|\d+[.)]|#{1,6})\s+/, '')
    .replace(/^(?:\d+[.)])\s+/, '')
    .replace(/^\[([^\]]+)\]\([^)]*\)/, '$1')
    .replace(/[*`]/g, '')
    .trim()
    .replace(FILE_LABEL, '')
    .replace(/^(?:new|updated?|modified|created?|edit(?:ed)?)(?:\s*:\s*|\s+)/i, '')
    .replace(/\s*:$/, '')
    .replace(/\s+\((?:[^()]*)\)$/, '')
    .replace(/\s*:$/, '');
  return isFilePath(plain, known) ? plain : undefined;
}

/** The path of a comment that holds nothing else: `// src/a.ts`, `# File: src/a.sh`. */
export function pathInComment(line: string, language: string, known: ReadonlySet<string>): string | undefined {
  const hash = language === 'md' || language === 'markdown' ? '' : '#|';
  const single = new RegExp(`^\\s*(?:${hash}\\/\\/|--)\\s*(?!\\!)(.+)$`).exec(line)?.[1];
  const enclosed = /^\s*\/\*+\s*(.+?)\s*\*+\/\s*$/.exec(line)?.[1] ?? /^\s*<!--\s*(.+?)\s*-->\s*$/.exec(line)?.[1];
  const text = enclosed ?? single;
  return text === undefined ? undefined : pathOnLine(text, known);
}

/**
 * The workspace-relative path that a reply means. `..` and absolute paths outside the workspace stay as
 * they are, so that the guard refuses them. A shortened path that doesn't exist itself means the file of
 * the task that ends with it, if there is exactly one.
 */
export function resolveWrittenPath(written: string, context: PathContext): string {
  const slashed = written.replaceAll('\\', '/');
  const root = `${context.root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  const path = posix.normalize(slashed.startsWith(root) ? slashed.slice(root.length) : slashed);
  if (context.known.has(path)) return path;
  const meant = context.focus.filter((file) => file.endsWith(`/${path}`));
  return meant.length === 1 && meant[0] !== undefined ? meant[0] : path;
}

/** Whether a path is absolute or leaves its folder with `..`. */
export function leavesWorkspace(path: string): boolean {
  return (
    path === '..' || path.startsWith('../') || path.startsWith('/') || path.startsWith('~/') || /^[A-Za-z]:/.test(path)
  );
}
