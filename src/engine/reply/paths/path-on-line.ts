import { isFilePath, isMarkedPath, isPathWithBlanks, oddPath } from './path-text';

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
  const isLabelled = FILE_LABEL.test(unquoted.replace(/[*`]/g, '').trim());
  const isHeading = /^#{1,6}\s/.test(text);
  const plain = withoutLabel(unquoted.replace(/[*`]/g, '').trim())
    .replace(/\s*:$/, '')
    .replace(/\s+\((?:[^()]*)\)$/, '')
    .replace(/\s*:$/, '');
  if (isFilePath(plain, known)) return plain;
  const marked = MARKED.exec(unquoted);
  const inner = marked?.[2] ?? marked?.[3];
  if (inner !== undefined && withoutLabel(`${marked?.[1]?.trim() ?? ''} x`.trim()) === 'x')
    // Bold words may be a sentence; code is none.
    return (marked?.[2] === undefined ? isPathWithBlanks(inner, known) : isMarkedPath(inner, known)) &&
      /[\\/]/.test(inner)
      ? inner
      : oddPath(inner, known);
  return (isLabelled || isHeading) && isPathWithBlanks(plain, known) ? plain : oddPath(plain, known);
}

/** A label, the code or bold text behind it, and nothing else but a remark in brackets. */
const MARKED = /^([\w :]{0,40}?)[*_]*(?:`([^`]+)`|\*\*([^*`]+)\*\*)[*_:]*\s*(?:\([^()]*\))?\s*:?$/;

function withoutLabel(text: string): string {
  return text.replace(FILE_LABEL, '').replace(/^(?:new|updated?|modified|created?|edit(?:ed)?)(?:\s*:\s*|\s+)/i, '');
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
