// Characters that models write in place of others that look the same: quotes, dashes, blanks, letters whose accent is
// a character of its own, characters without a width.
const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201A': "'",
  '\u201B': "'",
  '\u2032': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u201E': '"',
  '\u201F': '"',
  '\u2033': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '\u2026': '...',
};
const BLANK = /^[\u00A0\u2000-\u200A\u202F\u205F\u3000]$/;
const NO_WIDTH = /^[\u00AD\u200B-\u200D\u2060\uFEFF]$/;
const MAY_DIFFER = /[^\x20-\x7E\t]/;

/** One character as it is seen, with its plain form. */
export interface Cluster {
  readonly raw: string;
  readonly plain: string;
}

/** Whether the text has characters that may look like others. */
export function maySeemOther(text: string): boolean {
  return MAY_DIFFER.test(text);
}

/** The characters of a line; accents belong to their letter. */
export function clustersOf(text: string): Cluster[] {
  if (!MAY_DIFFER.test(text)) return [...text].map((raw) => ({ raw, plain: raw }));
  return (text.match(/\P{M}\p{M}*|\p{M}+/gsu) ?? []).map((raw) => ({ raw, plain: plainOf(raw) }));
}

function plainOf(raw: string): string {
  if (raw.length === 1 && raw < '\x80') return raw;
  if (BLANK.test(raw)) return ' ';
  if (NO_WIDTH.test(raw)) return '';
  return PLAIN[raw] ?? raw.normalize('NFC');
}

/** The text in plain characters. */
export function plainText(text: string): string {
  return MAY_DIFFER.test(text)
    ? clustersOf(text)
        .map(({ plain }) => plain)
        .join('')
    : text;
}

/** How characters of an edit's old lines stand in the file. */
export interface CharacterMap {
  /** What the edit has → what the file has in its place, always. */
  readonly toFile: ReadonlyMap<string, string>;
  /** Characters of the edit that stand for different ones in the file. */
  readonly mixed: ReadonlySet<string>;
}

/** Compares old lines of an edit with the lines of the file that have the same plain text. */
export function characterMap(pairs: readonly (readonly [written: string, own: string])[]): CharacterMap {
  const toFile = new Map<string, string>();
  const mixed = new Set<string>();
  const inFile = new Set<string>();
  for (const [written, own] of pairs) {
    for (const { raw } of clustersOf(own)) inFile.add(raw);
    for (const [from, to] of pairClusters(written, own)) {
      if ((toFile.get(from) ?? to) !== to) mixed.add(from);
      toFile.set(from, to);
    }
  }
  for (const [from, to] of toFile) if (from !== to && inFile.has(from)) mixed.add(from);
  return { toFile: new Map([...toFile].filter(([from, to]) => from !== to && !mixed.has(from))), mixed };
}

/** Characters of both texts that stand at the same place of their plain text. What has no width has no counterpart. */
function pairClusters(written: string, own: string): [string, string][] {
  const [a, b] = [clustersOf(written), clustersOf(own)];
  const pairs: [string, string][] = [];
  let [i, j, from, to] = [0, 0, 0, 0];
  for (;;) {
    const [x, y] = [a[i], b[j]];
    if (!x) return pairs;
    if (x.plain === '') pairs.push([x.raw, '']);
    else if (from === to && y && x.plain === y.plain) pairs.push([x.raw, y.raw]);
    if (x.plain === '' || from < to || !y) {
      from += x.plain.length;
      i++;
    } else {
      if (from === to && y.plain !== '') {
        from += x.plain.length;
        i++;
      }
      to += y.plain.length;
      j++;
    }
  }
}

/**
 * A new line that takes the place of `written`, which stands in the file as `own`. What both have at their beginning
 * and end stays as the file has it. Undefined where it is unclear which characters the change should have.
 */
export function adaptLine(next: string, written: string, own: string, map: CharacterMap): string | undefined {
  const [a, b, file] = [clustersOf(written), clustersOf(next), clustersOf(own)];
  let head = 0;
  while (head < a.length && head < b.length && a[head]?.raw === b[head]?.raw) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail)?.raw === b.at(-1 - tail)?.raw) tail++;
  const start = fileOffset(file, plainLength(a.slice(0, head)));
  const behind = fileOffset(file.toReversed(), plainLength(a.slice(a.length - tail)));
  const end = behind === undefined ? undefined : file.length - behind;
  if (start === undefined || end === undefined || end < start) return undefined;
  const middle = b.slice(head, b.length - tail);
  const removed = file.slice(start, end);
  if (removed.some(({ plain }) => plain === '')) return undefined;
  // A special character of the file goes, and its plain form comes: which of them is meant is unclear.
  const isUnclear = removed.some(
    ({ raw, plain }) =>
      raw !== plain && plain !== '' && middle.some((cluster) => cluster.raw !== raw && cluster.plain === plain),
  );
  if (isUnclear) return undefined;
  const adapted = adaptNew(
    middle.map(({ raw }) => raw),
    map,
  );
  if (adapted === undefined) return undefined;
  const text = (clusters: readonly Cluster[]): string => clusters.map(({ raw }) => raw).join('');
  return text(file.slice(0, start)) + adapted + text(file.slice(end));
}

/** New text in the file's characters, where the edit writes special ones in place of plain ones throughout. */
export function adaptNew(raws: readonly string[], { toFile, mixed }: CharacterMap): string | undefined {
  if (raws.some((raw) => mixed.has(raw) && plainOf(raw) !== raw)) return undefined;
  return raws.map((raw) => (plainOf(raw) === raw ? raw : (toFile.get(raw) ?? raw))).join('');
}

function plainLength(clusters: readonly Cluster[]): number {
  return clusters.reduce((sum, { plain }) => sum + plain.length, 0);
}

/** How many clusters have so many plain characters; undefined where that ends inside of one. */
function fileOffset(clusters: readonly Cluster[], length: number): number | undefined {
  let [at, sum] = [0, 0];
  while (sum < length && at < clusters.length) sum += clusters[at++]?.plain.length ?? 0;
  return sum === length ? at : undefined;
}
