import { createTwoFilesPatch } from 'diff';
import type { Edit, FilePair } from './file-pairs';

/** One way to write a change as a reply; undefined where the change can't be written so. */
export type Shape = (pair: FilePair) => string | undefined;

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);
const unix = (text: string): string => text.replaceAll('\r\n', '\n');
const body = (text: string): string => unix(text).replace(/\n$/, '');
const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\``;

function block({ search, replace }: Edit): string {
  return ['<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE'].join('\n');
}

function blocks({ path, edits }: FilePair, write = block): string {
  return edits.map((edit) => `${path}\n${fence('', write(edit))}`).join('\n\n');
}

function diff({ path, before, after }: FilePair, context = 3): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, unix(before), unix(after), '', '', { context });
  return patch.replace(/^=+\n/, '').replace(/\n$/, '');
}

function patch({ path, edits }: FilePair): string {
  const hunks = edits.flatMap(({ search, replace }) => {
    let head = 0;
    while (head < search.length && search[head] === replace[head]) head++;
    let tail = 0;
    const most = Math.min(search.length, replace.length) - head;
    while (tail < most && search.at(-1 - tail) === replace.at(-1 - tail)) tail++;
    const mark = (op: string, lines: readonly string[]): string[] => lines.map((line) => op + line);
    return [
      '@@',
      ...mark(' ', search.slice(0, head)),
      ...mark('-', search.slice(head, search.length - tail)),
      ...mark('+', replace.slice(head, replace.length - tail)),
      ...mark(' ', search.slice(search.length - tail)),
    ];
  });
  return ['*** Begin Patch', `*** Update File: ${path}`, ...hunks, '*** End Patch'].join('\n');
}

function numberedLines(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index + 1} | ${line}`)
    .join('\n');
}

function reversedHunks(patch: string): string {
  const [head = '', ...hunks] = patch.split(/^(?=@@ )/m);
  return (
    head +
    hunks
      .toReversed()
      .map((hunk) => hunk.replace(/\n?$/, '\n'))
      .join('')
      .replace(/\n$/, '')
  );
}

/** Formats that say exactly what to change. */
export const FORMATS: Readonly<Record<string, Shape>> = {
  'SEARCH/REPLACE blocks': (pair) => blocks(pair),
  'blocks without fences': (pair) => `${pair.path}\n${pair.edits.map(block).join('\n')}`,
  'blocks in Cline’s marks': (pair) =>
    blocks(pair, (edit) => block(edit).replace('<<<<<<<', '-------').replace('>>>>>>>', '+++++++')),
  'blocks in reverse order': (pair) => blocks({ ...pair, edits: pair.edits.toReversed() }),
  'a patch in reverse order': (pair) => patch({ ...pair, edits: pair.edits.toReversed() }),
  'a whole file, path in the info string': (pair) => fence(`ts ${pair.path}`, body(pair.after)),
  'a whole file, path above': (pair) => `**${pair.path}**\n\n${fence('ts', body(pair.after))}`,
  'a whole file, path in a comment': (pair) => fence('ts', `// ${pair.path}\n${body(pair.after)}`),
  'a whole file without a path': (pair) => fence('ts', body(pair.after)),
  'the file as it is, then the new one': (pair) =>
    `Now:\n${fence(`ts ${pair.path}`, body(pair.before))}\n\nThen:\n${fence(`ts ${pair.path}`, body(pair.after))}`,
  'a whole file with line numbers': (pair) => fence(`ts ${pair.path}`, numberedLines(body(pair.after))),
  'a diff in reverse order': (pair) => fence('diff', reversedHunks(diff(pair))),
  'a unified diff': (pair) => fence('diff', diff(pair)),
  'a diff with wrong numbers': (pair) => fence('diff', diff(pair).replace(/^@@ .*? @@/gm, '@@ -7,3 +9,1 @@')),
  'a diff without numbers': (pair) => fence('diff', diff(pair).replace(/^@@ .*? @@/gm, '@@')),
  'a bare diff': (pair) => `${diff(pair)}\n`,
  'a patch (*** Begin Patch)': (pair) => patch(pair),
  'a patch in a fence': (pair) => fence('', patch(pair)),
  '<file path>': (pair) => `<file path="${pair.path}">\n${body(pair.after)}\n</file>`,
  write_to_file: (pair) =>
    `<write_to_file>\n<path>${pair.path}</path>\n<content>\n${body(pair.after)}\n</content>\n</write_to_file>`,
  '<source>': (pair) => `${pair.path}\n<source>\n${body(pair.after)}\n</source>`,
  'JSON with path and content': (pair) => JSON.stringify({ path: pair.path, content: body(pair.after) }),
  'JSON with old and new text': (pair) =>
    JSON.stringify(
      pair.edits.map(({ search, replace }) => ({
        file_path: pair.path,
        old_string: search.join('\n'),
        new_string: replace.join('\n'),
      })),
    ),
  'thoughts in front': (pair) => `<think>\n${fence(`ts ${pair.path}`, 'draft')}\n</think>\n${blocks(pair)}`,
  'thoughts without their beginning': (pair) => `${fence(`ts ${pair.path}`, 'draft')}\n</think>\n${blocks(pair)}`,
};

type Change = (line: string, index: number, lines: readonly string[]) => string;

/** The blocks with every line changed in the same way. */
function changed(pair: FilePair, change: Change): string | undefined {
  const edits = pair.edits.map(({ search, replace }) => ({ search: search.map(change), replace: replace.map(change) }));
  return JSON.stringify(edits) === JSON.stringify(pair.edits) ? undefined : blocks({ ...pair, edits });
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

function reindented(pair: FilePair, unit: string): string | undefined {
  const own = ['\t', '    ', '  '].find((indent) => linesOf(pair.before).some((line) => indentOf(line) === indent));
  const smallest = linesOf(pair.before)
    .map((line) => indentOf(line))
    .filter((indent) => indent !== '')
    .sort((a, b) => a.length - b.length)[0];
  if (own === undefined || smallest === undefined || smallest === unit) return undefined;
  return changed(
    pair,
    (line) => unit.repeat(indentOf(line).length / smallest.length) + line.slice(indentOf(line).length),
  );
}

/** Every block without the indentation that all of its lines have. */
function dedented(pair: FilePair, change: (line: string) => string): string | undefined {
  const edits = pair.edits.map(({ search, replace }) => {
    const filled = [...search, ...replace].filter((line) => line.trim() !== '');
    const least = Math.min(...filled.map((line) => indentOf(line).length));
    const cut = (line: string): string => change(line.slice(Math.min(least, indentOf(line).length)));
    return { search: search.map(cut), replace: replace.map(cut) };
  });
  return JSON.stringify(edits) === JSON.stringify(pair.edits) ? undefined : blocks({ ...pair, edits });
}

const numbered = (pair: FilePair, write: (number: number, line: string) => string): string =>
  blocks({
    ...pair,
    edits: pair.edits.map(({ search, replace }) => ({
      search: search.map((line, index) => write(index + 7, line)),
      replace: replace.map((line, index) => write(index + 7, line)),
    })),
  });

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
];

/** Blocks in which something is different throughout. */
export const NEAR_MISSES: Readonly<Record<string, Shape>> = {
  'blank lines at the edges': (pair) =>
    blocks(pair, ({ search, replace }) => block({ search: ['', ...search, ''], replace: ['', ...replace, ''] })),
  'a blank line at the end of SEARCH': (pair) =>
    // Where the file has a blank line there, the block would say that it goes.
    pair.edits.some(({ search }) => unix(pair.before).includes(`${search.join('\n')}\n\n`))
      ? undefined
      : blocks(pair, ({ search, replace }) => block({ search: [...search, ''], replace })),
  'whitespace at line ends': (pair) => changed(pair, (line) => `${line}  `.replace(/^\s+$/, '')),
  'no indentation': (pair) => dedented(pair, (line) => line),
  'tabs for blanks': (pair) => reindented(pair, '\t'),
  'four blanks': (pair) => reindented(pair, '    '),
  'two blanks': (pair) => reindented(pair, '  '),
  'straight quotes': (pair) => changed(pair, (line) => line.replace(/[‘’]/g, "'").replace(/[“”]/g, '"')),
  'curly quotes': (pair) => changed(pair, (line) => line.replaceAll("'", '’').replaceAll('"', '”')),
  'hyphens for dashes': (pair) => changed(pair, (line) => line.replaceAll('–', '-')),
  'dots for an ellipsis': (pair) => changed(pair, (line) => line.replaceAll('…', '...')),
  'blanks for no-break blanks': (pair) => changed(pair, (line) => line.replaceAll('\u00A0', ' ')),
  'no-break blanks': (pair) => changed(pair, (line) => line.replace(/(?<=\S) /g, '\u00A0')),
  'characters without width': (pair) => changed(pair, (line) => line.replace(/;$/, '\u200B;')),
  'composed letters': (pair) => changed(pair, (line) => line.normalize('NFC')),
  'decomposed letters': (pair) => changed(pair, (line) => line.normalize('NFD')),
  'HTML entities': (pair) =>
    changed(pair, (line) => ENTITIES.reduce((text, [from, to]) => text.replaceAll(from, to), line)),
  'line numbers with a bar': (pair) => numbered(pair, (number, line) => `${number} | ${line}`),
  'line numbers with a colon': (pair) => numbered(pair, (number, line) => `${number}: ${line}`),
  'two differences at once': (pair) => dedented(pair, (line) => line.replace(/[‘’]/g, "'").replace(/[“”]/g, '"')),
};

/**
 * Replies that are not what the model wanted to say: only what reads back as the change may be applied. Undefined
 * where nothing shows the damage.
 */
export const DAMAGED: Readonly<Record<string, (reply: string, part: number) => string | undefined>> = {
  'cut off': (reply, part) => {
    const cut = reply.slice(0, Math.floor(reply.length * part));
    // Between two blocks in fences a reply looks complete; the provider says then that it was cut.
    const isBetween = (cut.match(/^```/gm)?.length ?? 0) % 2 === 0 && cut.includes('>>>>>>> REPLACE');
    return isBetween ? undefined : cut;
  },
  doubled: (reply) => `${reply}\n\n${reply}`,
  'a part of it repeated': (reply, part) => `${reply.slice(0, Math.floor(reply.length * part))}\n${reply}`,
};
