import { posix } from 'node:path';

/** How a reply's words become a workspace path: which files exist, and which the task is about. */
export interface PathContext {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly known: ReadonlySet<string>;
  readonly focus: readonly string[];
}

/** Extensions that make a bare word such as `money.ts` a file name; `array.map` is none. */
const FILE_EXTENSION =
  /\.(?:[cm]?[jt]sx?|json[c5]?|mdx?|ya?ml|toml|s?css|less|html?|vue|svelte|astro|sql|graphql|gql|prisma|proto|txt|csv|xml|svg|env|ini|conf|sh|bash|ps1|lock|snap|hbs|ejs|pug|py|rb|go|rs|java|php|diff|patch|png|jpe?g|gif|ico|pdf|zip|wasm|node)$/i;
const EXTENSIONLESS = /^(?:Dockerfile|Makefile|LICENSE|Jenkinsfile|Procfile|CODEOWNERS)$/;
const DOTFILE = /^\.[A-Za-z][\w.-]*$/;
/** "Node.js" and its like head a paragraph more often than they name a file. */
const PRODUCT_NAME = /^[A-Z][A-Za-z]+\.js$/;

/** Whether this text, without decoration, names a file. */
export function isFilePath(text: string, known: ReadonlySet<string>): boolean {
  if (known.has(text)) return true;
  if (!/^(?:[A-Za-z]:[\\/])?[^\s`*"'<>|?:;,!{}]+$/.test(text) || PRODUCT_NAME.test(text)) return false;
  const name = text.split(/[\\/]/).at(-1) ?? '';
  if (EXTENSIONLESS.test(name) || DOTFILE.test(name) || FILE_EXTENSION.test(name)) return true;
  return name !== text && /\w\.[A-Za-z]\w*$/.test(name);
}

export interface FenceInfo {
  /** Lower case; empty when the fence names none. */
  readonly language: string;
  readonly path?: string;
  /** Code shown with its line numbers (`12:20:src/a.ts`): a quotation, never an edit. */
  readonly quotation: boolean;
}

/** Reads `ts src/a.ts`, `ts:src/a.ts`, `src/a.ts`, `ts title="src/a.ts"`, `filename=src/a.ts`. */
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
  // Behind a language a word with a slash is a path whatever its ending: `.git/config` is for the guard to refuse.
  const only = rest.length === 1 ? rest[0] : colon;
  if (only !== undefined && SLASHED.test(only)) return found(only);
  return { language, quotation: false };
}

const SLASHED = /^[\w.@~+-]*(?:[\\/][\w.@~+-]+)+$/;

/**
 * The path a line names and nothing else: `**src/a.ts**`, `### src/a.ts`, "`src/a.ts`:",
 * `File: src/a.ts`, `2. src/a.ts (new)`. A sentence that mentions a path names none, because the
 * code under it may be an excerpt.
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
    .replace(
      /^(?:(?:new|updated?|modified|changed?|created?|edit(?:ed)?|full|complete)\s+)*(?:file(?:\s?name|\s?path)?|path)\s*[:=]?\s+/i,
      '',
    )
    .replace(/^(?:new|updated?|modified|created?|edit(?:ed)?)(?:\s*:\s*|\s+)/i, '')
    .replace(/\s*:$/, '')
    .replace(/\s+\((?:[^()]*)\)$/, '')
    .replace(/\s*:$/, '');
  return isFilePath(plain, known) ? plain : undefined;
}

/** The path in a file's first comment, where that names a path and nothing else: `// src/a.ts`, `# File: src/a.sh`. */
export function pathInComment(line: string, language: string, known: ReadonlySet<string>): string | undefined {
  const hash = language === 'md' || language === 'markdown' ? '' : '#|';
  const single = new RegExp(`^\\s*(?:${hash}\\/\\/|--)\\s*(?!\\!)(.+)$`).exec(line)?.[1];
  const enclosed = /^\s*\/\*+\s*(.+?)\s*\*+\/\s*$/.exec(line)?.[1] ?? /^\s*<!--\s*(.+?)\s*-->\s*$/.exec(line)?.[1];
  const text = enclosed ?? single;
  return text === undefined ? undefined : pathOnLine(text, known);
}

/**
 * The workspace-relative path a mention stands for. `..` and foreign absolute paths stay as they
 * are, for the guard to refuse. A shortened path that only one file of the task ends with, and
 * that exists nowhere else, means that file.
 */
export function resolveMention(mention: string, context: PathContext): string {
  const slashed = mention.replaceAll('\\', '/');
  const root = `${context.root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  const path = posix.normalize(slashed.startsWith(root) ? slashed.slice(root.length) : slashed);
  if (context.known.has(path)) return path;
  const meant = context.focus.filter((file) => file.endsWith(`/${path}`));
  return meant.length === 1 && meant[0] !== undefined ? meant[0] : path;
}

/** Absolute, or climbing out with `..`. */
export function leavesWorkspace(path: string): boolean {
  return (
    path === '..' || path.startsWith('../') || path.startsWith('/') || path.startsWith('~/') || /^[A-Za-z]:/.test(path)
  );
}
