import { isFilePath, isMarkedPath } from './path-text';

/** "File:", "Updated file", "full path". */
const FILE_LABEL = new RegExp(
  '^(?:(?:new|updated?|modified|changed?|created?|edit(?:ed)?|full|complete)\\s+)*' +
    '(?:file(?:\\s?name|\\s?path)?|path)\\s*[:=]?\\s+',
  'i',
);
const MAX_LENGTH = 300;

/**
 * The path of a line that holds nothing else: `**src/a.ts**`, `### src/a.ts`, "`src/a.ts`:",
 * `File: src/a.ts`, `2. src/a.ts (new)`. A path within a sentence doesn't count, because the
 * code below it may be an example.
 */
export function pathOnLine(line: string, known: ReadonlySet<string>): string | undefined {
  const text = line.trim();
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  if (known.has(text)) return text;
  const unquoted = text
    .replace(/^<!--\s*(.*?)\s*-->$/, '$1')
    .replace(/^(?:>\s*)+/, '')
    .replace(/^(?:[-*+]|\d+[.)]|#{1,6})\s+/, '')
    .replace(/^(?:\d+[.)])\s+/, '')
    .replace(/^\[([^\]]+)\]\([^)]*\)/, '$1');
  const isMarked = /^[*_]*(?:[\w ]{0,20}:?\s+)?(?:`[^`]+`|\*\*[^*]+\*\*)[*_:]*\s*(?:\([^()]*\))?\s*:?$/.test(unquoted);
  const isLabelled = FILE_LABEL.test(unquoted.replace(/[*`]/g, '').trim());
  const isHeading = /^#{1,6}\s/.test(text);
  const plain = unquoted
    .replace(/[*`]/g, '')
    .trim()
    .replace(FILE_LABEL, '')
    .replace(/^(?:new|updated?|modified|created?|edit(?:ed)?)(?:\s*:\s*|\s+)/i, '')
    .replace(/\s*:$/, '')
    .replace(/\s+\((?:[^()]*)\)$/, '')
    .replace(/\s*:$/, '');
  if (isFilePath(plain, known)) return plain;
  return (isMarked || isLabelled || isHeading) && isMarkedPath(plain, known) && /[\\/]/.test(plain) ? plain : undefined;
}

/** The path of a comment that holds nothing else: `// src/a.ts`, `# File: src/a.sh`. */
export function pathInComment(line: string, language: string, known: ReadonlySet<string>): string | undefined {
  if (line.length > MAX_LENGTH) return undefined;
  const hash = language === 'md' || language === 'markdown' ? '' : '#|';
  const single = new RegExp(`^\\s*(?:${hash}\\/\\/|--)\\s*(?!\\!)(.+)$`).exec(line)?.[1];
  const enclosed = /^\s*\/\*+\s*(.+?)\s*\*+\/\s*$/.exec(line)?.[1] ?? /^\s*<!--\s*(.+?)\s*-->\s*$/.exec(line)?.[1];
  const text = enclosed ?? single;
  return text === undefined ? undefined : pathOnLine(text, known);
}

/** Words that look like paths in a line of prose; a name without a folder counts where it is marked as code. */
export function pathsNamedIn(line: string, known: ReadonlySet<string>): string[] {
  if (line.length > 2000) return [];
  const marked = [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => (code ?? '').trim());
  const words = line
    .replace(/`[^`]*`/g, ' ')
    .split(/[\s,;()"'“”‘’*_]+/)
    .map((word) => word.replace(/[.:!?…]+$/, '').replace(/^[[({<]+|[\])}>]+$/g, ''));
  return [
    ...marked.filter((text) => isMarkedPath(text, known)),
    ...words.filter((word) => word !== '' && isFilePath(word, known) && !/^[\w-]+:\/\//.test(word)),
  ];
}
