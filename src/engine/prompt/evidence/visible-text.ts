import { stripVTControlCharacters } from 'node:util';

/** Characters that print nothing or look like a blank, and halves of a character that was cut; not \n and \t. */
const INVISIBLE = /[\p{Cc}\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u3000\ufeff\ufffe\uffff\p{Surrogate}]/gu;

/** A message without colours, and with characters that cannot be seen written as `\u{…}`. */
export function visibleText(text: string): string {
  return spellOut(stripVTControlCharacters(text.replaceAll('\r\n', '\n')));
}

/** Two values in which everything that differs can be seen. */
export function visibleValues(
  expected: string,
  actual: string,
): { readonly expected: string; readonly actual: string } {
  const [left, right] = [spellOut(expected), spellOut(actual)];
  const looksAlike = expected !== actual && left.normalize('NFKC') === right.normalize('NFKC');
  return looksAlike
    ? { expected: spellOutAll(expected), actual: spellOutAll(actual) }
    : { expected: left, actual: right };
}

function spellOut(text: string): string {
  return text.replace(INVISIBLE, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** Backslashes as well, so that a character cannot be confused with its own spelling. */
function spellOutAll(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(/[^\n\t\x20-\x7e]/gu, escaped);
}

function escaped(character: string): string {
  return character === '\r' ? '\\r' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
