/** Lines that a text needs before its proportions say anything. */
const MIN_LINES = 8;
/** An excerpt has at most this share of the lines of its file, and keeps less than this share of them. */
const SHARE = 0.6;

/**
 * What a text that is no code loses, as a noun phrase: keys of a JSON object, blocks of a component, most of the
 * lines of anything else. Undefined where too little is gone to call it an excerpt.
 */
export function lostText(path: string, before: string, after: string): string | undefined {
  const missing = lostKeys(path, before, after) ?? lostBlocks(path, before, after);
  if (missing !== undefined && missing.length > 0) return missing.map((name) => `\`${name}\``).join(', ');
  const [was, is] = [linesOf(inOneLayout(path, before)), linesOf(inOneLayout(path, after))];
  const left = new Set(is);
  const kept = was.filter((line) => left.has(line)).length;
  return was.length >= MIN_LINES && is.length < was.length * SHARE && kept < was.length * SHARE
    ? `${was.length - kept} of its ${was.length} lines`
    : undefined;
}

/** JSON with one value a line, so that another layout of the same values loses nothing. */
function inOneLayout(path: string, text: string): string {
  if (!/\.json$/i.test(path)) return text;
  try {
    return JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, '')), null, 1);
  } catch {
    return text;
  }
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function lostKeys(path: string, before: string, after: string): string[] | undefined {
  if (!/\.json$/i.test(path)) return undefined;
  const [was, is] = [keysOf(before), keysOf(after)];
  return was && is?.every((key) => was.includes(key)) ? was.filter((key) => !is.includes(key)) : undefined;
}

function keysOf(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The blocks of a Vue or Svelte component, and the front matter of an Astro page. */
function lostBlocks(path: string, before: string, after: string): string[] | undefined {
  if (!/\.(?:vue|svelte|astro)$/i.test(path)) return undefined;
  const blocks = (text: string): string[] => [
    ...new Set(
      [...text.matchAll(/^(?:<(script|template|style)\b|(---)\s*$)/gm)].map(([, tag, dashes]) => tag ?? dashes ?? ''),
    ),
  ];
  const left = blocks(after);
  return blocks(before).filter((name) => !left.includes(name));
}
