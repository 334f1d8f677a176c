import { clustersOf, plainText } from './characters';

/** Lines of an edit that are compared with the file. */
const MAX_COMPARED = 200;
const MAX_QUOTED = 80;

/** How `wanted` differs from the lines of the file at `at`, as a sentence about the first difference. */
export function difference(lines: readonly string[], at: number, wanted: readonly string[]): string {
  const own = lines.slice(at, at + MAX_COMPARED);
  const index = wanted.slice(0, MAX_COMPARED).findIndex((text, place) => text.trimEnd() !== own[place]?.trimEnd());
  if (index < 0) return 'They differ only in whitespace at line ends.';
  const [written = '', there] = [wanted[index], own[index]];
  const place = `Line ${index + 1} of the edit`;
  if (there === undefined) return `${place} lies behind the end of the file.`;
  if (written.trim() === there.trim()) return indentation(wanted, own, index);
  if (plainText(written.trim()) === plainText(there.trim())) return characters(place, written, there, at + index + 1);
  if (written.trim() === '') return `${place} is blank, and line ${at + index + 1} of the file is not.`;
  if (same(wanted[index + 1], there)) return `${place}, ${quoted(written)}, is not in the file.`;
  if (same(written, own[index + 1]))
    return `The file has ${there.trim() === '' ? 'a blank line' : quoted(there)} before line ${index + 1} of the edit.`;
  if (withoutBlanks(written) === withoutBlanks(there))
    return `${place} has other blanks inside than line ${at + index + 1} of the file, which is ${quoted(there)}.`;
  const isCase = written.trim().toLowerCase() === there.trim().toLowerCase();
  const how = isCase ? ', which differs in upper and lower case' : '';
  return `${place} is ${quoted(written)}, and line ${at + index + 1} of the file is ${quoted(there)}${how}.`;
}

function withoutBlanks(text: string): string {
  return plainText(text).replace(/\s/g, '');
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.trim() !== '' && a.trim() === b.trim();
}

function indentation(wanted: readonly string[], own: readonly string[], index: number): string {
  const [written, there] = [indentOf(wanted[index] ?? ''), indentOf(own[index] ?? '')];
  if (/^\t+$/.test(there) && written.includes(' ')) return 'The file indents by tabs, the edit by blanks.';
  if (/^\t+$/.test(written) && there.includes(' ')) return 'The file indents by blanks, the edit by tabs.';
  return `Line ${index + 1} of the edit is indented by ${inWords(written)}, the file's line by ${inWords(there)}.`;
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

function inWords(indent: string): string {
  const tabs = indent.split('\t').length - 1;
  const blanks = indent.length - tabs;
  const parts = [tabs > 0 ? `${tabs} tabs` : '', blanks > 0 || tabs === 0 ? `${blanks} blanks` : ''];
  return parts.filter((part) => part !== '').join(' and ');
}

function characters(place: string, written: string, there: string, line: number): string {
  const [a, b] = [clustersOf(written.trim()), clustersOf(there.trim())];
  const index = a.findIndex(({ raw }, at) => raw !== b[at]?.raw);
  const [from, to] = [a[index]?.raw ?? '', b[index]?.raw ?? ''];
  return `${place} has ${named(from)}, where line ${line} of the file has ${named(to)}.`;
}

/** A character with its code point where it can't be told from others by sight. */
function named(raw: string): string {
  if (raw === '') return 'nothing';
  const codes = [...raw].map(
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return /^[\x21-\x7E]$/.test(raw) ? raw : `${raw} (${codes.join(' ')})`;
}

function quoted(line: string): string {
  const text = line.trim();
  return `\`${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}\``;
}
