/** What a request names with `@path` and `#symbol`, as it is written. */
export interface Mentions {
  readonly paths: readonly string[];
  readonly symbols: readonly string[];
}

/** A sign starts a mention unless it stands inside a word, as in an address of mail. Quotes allow blanks in a path. */
const MENTION = /(?<![\w@#/.])([@#])(?:"([^"\n]+)"|([^\s"'`,;]+))/g;
const TRAILING = /[.:!?)\]}>]+$/;

export function mentionsIn(text: string): Mentions {
  const found = { '@': new Set<string>(), '#': new Set<string>() };
  for (const [, sign, quoted, bare = ''] of text.matchAll(MENTION)) {
    const name = quoted ?? bare.replace(TRAILING, '');
    if (name !== '') found[sign as '@' | '#'].add(name);
  }
  return { paths: [...found['@']], symbols: [...found['#']] };
}

/** The text without the signs of what was found, so that a model reads plain paths and names. */
export function withoutSigns(text: string, { paths, symbols }: Mentions): string {
  const known = new Set([...paths.map((path) => `@${path}`), ...symbols.map((name) => `#${name}`)]);
  return text.replace(MENTION, (written, sign, quoted, bare = '') => {
    const name = quoted ?? bare.replace(TRAILING, '');
    return known.has(`${sign}${name}`) ? name + (quoted === undefined ? bare.slice(name.length) : '') : written;
  });
}

/** How a path is written as a mention. */
export function mentionOf(path: string): string {
  return /^[^\s"'`,;]+$/.test(path) && !TRAILING.test(path) ? `@${path}` : `@"${path}"`;
}
