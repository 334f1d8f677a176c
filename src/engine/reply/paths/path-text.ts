/** Extensions that make a bare word such as `money.ts` a file name, unlike `array.map`. */
const FILE_EXTENSION = new RegExp(
  `\\.(?:${[
    '[cm]?[jt]sx?|json[c5]?|mdx?|markdown|ya?ml|toml|s?css|less|html?|vue|svelte|astro',
    'sql|graphql|gql|prisma|proto|txt|csv|xml|svg|env|ini|conf|sh|bash|ps1|lock|snap',
    'hbs|ejs|pug|py|rb|go|rs|java|php|diff|patch|png|jpe?g|gif|ico|pdf|zip|wasm|node',
  ].join('|')})$`,
  'i',
);
const EXTENSIONLESS = /^(?:Dockerfile|Makefile|LICENSE|Jenkinsfile|Procfile|CODEOWNERS)$/;
const DOTFILE = /^\.[A-Za-z][\w.-]*$/;
/** Names such as "Node.js" are usually the heading of a paragraph, not a file. */
const PRODUCT_NAME = /^[A-Z][A-Za-z]+\.js$/;
/** Paths are no longer than this on any system that matters. */
const MAX_LENGTH = 300;

/** Whether a text without Markdown around it is the path of a file. */
export function isFilePath(text: string, known: ReadonlySet<string>): boolean {
  if (known.has(text)) return true;
  if (text.length > MAX_LENGTH || PRODUCT_NAME.test(text)) return false;
  return /^(?:[A-Za-z]:[\\/])?[^\s`*"'<>|?:;,!{}]+$/.test(text) && hasFileName(text);
}

/** Whether a text that is marked as a path, by quotes or backticks, is one; it may have blanks. */
export function isMarkedPath(text: string, known: ReadonlySet<string>): boolean {
  if (isFilePath(text, known)) return true;
  if (text.length > MAX_LENGTH || !/^(?:[A-Za-z]:[\\/])?[^\s`*"'<>|?:;!{}][^`*"'<>|?:;!{}\t]*$/.test(text))
    return false;
  const words = text.split(/\s+/);
  const isOnePath = words.slice(0, -1).every((word) => !FILE_EXTENSION.test(word));
  return isOnePath && words.length <= 8 && FILE_EXTENSION.test(text);
}

/** `src/My Panel.tsx`: words that only together name a file, because the first one has the folder. */
export function isPathWithBlanks(text: string, known: ReadonlySet<string>): boolean {
  const [first = '', ...rest] = text.split(' ');
  return rest.length > 0 && /[\\/]/.test(first) && !isFilePath(first, known) && isMarkedPath(text, known);
}

/** `src/a.ts:12`, `src/a.ts:12-20`, `src/a.ts#L3`. */
const WITH_LINES = /^(.+?)(?::\d+(?:[-:,]\d+)*|#L\d+(?:-L?\d+)?)$/;
/** Names of devices on Windows, which can't be files there. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)$/i;
const EXTENSION_AND_MORE = new RegExp(FILE_EXTENSION.source.replace(/\$$/, '[:?#|<>].'), 'i');

/**
 * The path that a text without blanks means although no file could be called so: it has the number of a line, or
 * characters that make it a stream, a pattern or an address of another kind. Such code is for no other file, and the
 * guard says what is wrong with the path.
 */
export function oddPath(text: string, known: ReadonlySet<string>): string | undefined {
  if (text === '' || text.length > MAX_LENGTH || /\s|^https?:/i.test(text)) return undefined;
  const named = WITH_LINES.exec(text)?.[1];
  if (named !== undefined && isFilePath(named, known)) return named;
  if (DEVICE.test(text) || EXTENSION_AND_MORE.test(text)) return text;
  const isOdd = /[:?|<>"]/.test(text) && FILE_EXTENSION.test(text);
  // A word such as “and/or.” may end a sentence.
  const folder = /^([\w.-]+)[\\/].*[\w-]\.$/.exec(text)?.[1];
  const isInFolder = folder !== undefined && [...known].some((path) => path.startsWith(`${folder}/`));
  return isInFolder || (/[\\/]/.test(text) && isOdd) ? text : undefined;
}

function hasFileName(text: string): boolean {
  const name = text.split(/[\\/]/).at(-1) ?? '';
  if (EXTENSIONLESS.test(name) || DOTFILE.test(name) || FILE_EXTENSION.test(name)) return true;
  return name !== text && /\w\.[A-Za-z]\w*$/.test(name);
}
