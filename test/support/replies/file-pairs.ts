import { seeded } from '../seeded';

/** One change of a file, as replies are asked to make it. */
export interface FilePair {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The changed lines with the lines around them, in the file's order; they don't overlap. */
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

const WORDS = [
  'total',
  'rate',
  'items',
  'price',
  'count',
  'name',
  'label',
  'limit',
  'offset',
  'value',
  'café',
  'naïve',
];
const TEXTS = [
  'Done.',
  'It’s “ready”',
  '10\u00A0kg',
  'a – b',
  "can't",
  'wait…',
  'x < y && z',
  'cafe\u0301 au lait',
  '',
];

/** A file of several functions, and the same file after one to three places of it changed. */
export function filePair(seed: number): FilePair {
  const random = seeded(seed);
  const any = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const unit = any(['  ', '    ', '\t']);
  const lines: string[] = [`import { ${any(WORDS)} } from './${any(WORDS)}';`, ''];
  const functions = 2 + Math.floor(random() * 5);
  for (let index = 0; index < functions; index++) lines.push(...oneFunction(index, unit, random, any), '');
  const changed = changes(lines, random, any);
  const eol = random() < 0.2 ? '\r\n' : '\n';
  const ended = random() < 0.8;
  const text = (all: readonly string[]): string => all.join(eol) + (ended ? eol : '');
  const old = withoutBlankEnd(lines);
  return {
    path: any(['src/file.ts', 'src/My File.ts', 'src/[id].ts']),
    before: text(old),
    ...assembled(old, changed, text),
  };
}

type Any = <T>(of: readonly T[]) => T;

function oneFunction(index: number, unit: string, random: () => number, any: Any): string[] {
  const body = Array.from({ length: 2 + Math.floor(random() * 6) }, () => statement(unit, random, any)).flat();
  return [
    `export function ${any(WORDS).replace(/\W/g, '')}${index}(input: string): string {`,
    ...body,
    `${unit}return input;`,
    '}',
  ];
}

function statement(unit: string, random: () => number, any: Any): string[] {
  const quote = (text: string): string => JSON.stringify(text).replaceAll('\\u00a0', '\u00A0');
  const line = `const ${any(['a', 'b', 'c'])}${Math.floor(random() * 90)} = ${quote(any(TEXTS))};`;
  const kind = random();
  if (kind < 0.5) return [unit + line];
  if (kind < 0.6) return [`${unit}// ${any(TEXTS)} ${any(WORDS)}`];
  if (kind < 0.65) return [''];
  if (kind < 0.8) return [`${unit}if (input === ${quote(any(TEXTS))}) {`, unit + unit + line, `${unit}}`];
  return [`${unit}run(${any(WORDS).replace(/\W/g, '')}, ${Math.floor(random() * 9)});`];
}

interface Change {
  readonly at: number;
  readonly length: number;
  readonly next: readonly string[];
}

/** Changed, removed and added lines inside functions, far enough from one another to have context of their own. */
function changes(lines: readonly string[], random: () => number, any: Any): Change[] {
  const inside = lines.flatMap((text, index) => (/^\s+\S/.test(text) ? [index] : []));
  const found: Change[] = [];
  const wanted = 1 + Math.floor(random() * 3);
  for (let attempt = 0; attempt < 20 && found.length < wanted; attempt++) {
    const at = any(inside);
    if (found.some((other) => Math.abs(other.at - at) < 8)) continue;
    const text = lines[at] ?? '';
    const indent = /^\s*/.exec(text)?.[0] ?? '';
    const edited = text.replace(/\w+(?=\W*$)/, (word) => `${word}${Math.floor(random() * 99)}`);
    const added = `${indent}check(${Math.floor(random() * 999)});`;
    const kind = random();
    if (kind < 0.5 && edited !== text) found.push({ at, length: 1, next: [edited] });
    else if (kind < 0.65 && !/[{}]\s*$/.test(text)) found.push({ at, length: 1, next: [] });
    else if (kind < 0.8) found.push({ at, length: 1, next: [text, added] });
    else
      found.push({
        at,
        length: 1,
        next: [added, `${indent}if (input) {`, `${indent}${indent}${added.trim()}`, `${indent}}`, text],
      });
  }
  return found.sort((a, b) => a.at - b.at);
}

function assembled(
  lines: readonly string[],
  changed: readonly Change[],
  text: (lines: readonly string[]) => string,
): Pick<FilePair, 'after' | 'edits'> {
  const after: string[] = [];
  const edits: Edit[] = [];
  let next = 0;
  for (const { at, length, next: replacement } of changed) {
    after.push(...lines.slice(next, at), ...replacement);
    next = at + length;
    const above = lines.slice(Math.max(0, at - 2), at);
    const below = lines.slice(next, next + 2);
    edits.push({
      search: [...above, ...lines.slice(at, next), ...below],
      replace: [...above, ...replacement, ...below],
    });
  }
  after.push(...lines.slice(next));
  return { after: text(after), edits };
}

function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((text) => text.trim() !== '') + 1);
}
