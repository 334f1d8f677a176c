export const COMPONENT = /\.(?:vue|svelte|astro)$/;

/** Scripts, styles, and the code at the start of an Astro component. */
const PARTS =
  /(<script\b[^>]*>)([\s\S]*?)<\/script>|<style\b[^>]*>[\s\S]*?<\/style>|(?<![\s\S])\s*---\r?\n([\s\S]*?)\n---/g;
/** A script that stands in a file of its own. */
const OWN_FILE = /<script\b[^>]*?\ssrc=(["'])(\.[^"']+)\1/g;
/** A name with what is read of it, the name of a tag with hyphens, or any other character. */
const TOKEN = /([\p{L}_$][\p{L}\p{N}_$]*)((?:-[\p{L}\p{N}_]+)+)?((?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)|[^\r\n]/gu;
const RESERVED = new Set(
  [
    'break case catch class const continue debugger default delete do else enum export extends false finally for',
    'function if import in instanceof new null return super switch throw true try typeof var void while with',
  ].flatMap((words) => words.split(' ')),
);

/**
 * A component's file as code with the same lines: its scripts as they are, and its markup as a block of the names in
 * it, so that what a template uses is followed like what a script does.
 */
export function componentCode(path: string, text: string): string {
  let at = 0;
  let code = '';
  for (const match of text.matchAll(PARTS)) {
    const script = match[2] ?? match[3] ?? '';
    const start = match.index + (match[1]?.length ?? match[0].indexOf('\n') + 1);
    const end = match.index + match[0].length;
    code += markupCode(path, text.slice(at, match.index)) + blank(text.slice(match.index, start));
    code += script + blank(text.slice(start + script.length, end));
    at = end;
  }
  return code + markupCode(path, text.slice(at));
}

/** Files in which a component has its scripts: `<script src="./cart.ts">`. */
export function scriptFiles(text: string): string[] {
  return [...text.matchAll(OWN_FILE)].map(([, , file = '']) => file);
}

function markupCode(path: string, markup: string): string {
  const start = markup.search(/\S/);
  const end = markup.trimEnd().length - 1;
  if (start < 0 || end <= start) return blank(markup);
  const isSvelte = path.endsWith('.svelte');
  const inside = markup.slice(start + 1, end);
  let isAfterName = false;
  const names = inside.replace(TOKEN, (token, name: string | undefined, hyphens: string | undefined, rest, at) => {
    const isName = name !== undefined && !RESERVED.has(name) && (hyphens === undefined || isTag(inside, at));
    const separator = isAfterName ? ';' : ' ';
    isAfterName = isName;
    if (!isName) return separator + ' '.repeat(token.length - 1);
    if (hyphens !== undefined) return pascal(name + hyphens).padEnd(token.length);
    return isSvelte && token.startsWith('$') ? ` ${token.slice(1)}` : `${name}${rest}`;
  });
  return `${blank(markup.slice(0, start))}{${names}}${blank(markup.slice(end + 1))}`;
}

function isTag(text: string, at: number): boolean {
  return text[at - 1] === '<' || at === 0;
}

/** `PriceTag` of `price-tag`. */
function pascal(name: string): string {
  return name.replace(/(?:^|-)([^-])/g, (_, first: string) => first.toUpperCase());
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
