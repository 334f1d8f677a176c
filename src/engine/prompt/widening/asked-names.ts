/** Names that are looked up for one reply. */
const MAX_NAMES = 10;
/** A code fence, also one that the reply's end leaves open. */
const FENCE = /^ *(`{3,}|~{3,})[\s\S]*?(?:^ *\1|$(?![\s\S]))/gm;
/** `total`, `Cart.total()`. */
const IN_BACKTICKS = /`([\p{L}_$][\p{L}\w$.]*)(?:\(\))?`/gu;
/** Words that are written like names of code: `formatTotal`, `CartItem`, `MAX_ITEMS`, `total()`. */
const LIKE_CODE = /\b(?:[a-z]\w*[A-Z]\w*|[A-Z]\w*[a-z]\w*[A-Z]\w*|[A-Z][A-Z\d_]{2,}|[A-Za-z_$][\w$]*(?=\(\)))/g;
const KIND = '(?:class|function|method|type|interface|component|hook|constant|enum|helper)';
/** What is called one: `the Cart class`, `function tax`. */
const BEFORE_KIND = new RegExp(String.raw`\b([A-Za-z_$][\w$]+)(?=\s+${KIND}\b)`, 'g');
const BEHIND_KIND = new RegExp(String.raw`(?<=\b${KIND}\s+)([A-Za-z_$][\w$]+)`, 'g');
const PATH = /(?<![\w@/.-])(?:[\w@.()[\]-]+\/)*[\w.()[\]-]+\.(?:[cm]?[jt]sx?|vue|svelte|astro|json|mdx?|css)\b/g;

/** A reply without its code. */
export function proseOf(reply: string): string {
  return reply.replace(FENCE, '');
}

/** Names of code that a text mentions, those in backticks first. */
export function namesOfCode(prose: string): string[] {
  const marked = [...prose.matchAll(IN_BACKTICKS)].flatMap((match) => (match[1] ?? '').split('.'));
  const likely = [...prose.matchAll(LIKE_CODE)].map((match) => match[0]);
  const called = [BEFORE_KIND, BEHIND_KIND].flatMap((kind) => [...prose.matchAll(kind)].map(([name]) => name));
  return [...new Set([...marked, ...likely, ...called])].filter((name) => name.length > 1).slice(0, MAX_NAMES);
}

/** What a text writes like the path of a source file. */
export function pathsWritten(prose: string): string[] {
  const paths = [...prose.matchAll(PATH)].map((match) => match[0].replace(/^\.\//, ''));
  return [...new Set(paths)].slice(0, MAX_NAMES);
}
