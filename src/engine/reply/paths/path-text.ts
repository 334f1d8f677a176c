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

function hasFileName(text: string): boolean {
  const name = text.split(/[\\/]/).at(-1) ?? '';
  if (EXTENSIONLESS.test(name) || DOTFILE.test(name) || FILE_EXTENSION.test(name)) return true;
  return name !== text && /\w\.[A-Za-z]\w*$/.test(name);
}
