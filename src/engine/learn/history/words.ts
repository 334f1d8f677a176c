import { COMMON_WORDS } from '../../code/reach/outline/common-words';

/** Words of one text that are read; a longer message repeats itself. */
const MAX_WORDS = 60;
/** `Co-authored-by: …`: names and addresses of people, which say nothing about code. */
const TRAILER = /^[A-Z][A-Za-z-]*-[Bb]y:.*$/gm;
const ADDRESS = /\S+@\S+\.\S+|https?:\/\/\S+/g;
/** Long or with many digits: a hash, a number, a key, generated text. */
const WORD = /^\p{L}{2,24}\d{0,3}$/u;
/**
 * The distinct words of a message or a request, as their stems: `parseInvoices` gives `parseinvoic`, `parse` and
 * `invoic`. What looks like an address, a hash or a key is left out.
 */
export function stemsOf(text: string): string[] {
  const plain = text.replace(TRAILER, ' ').replace(ADDRESS, ' ');
  const stems = new Set<string>();
  for (const token of plain.split(/[^\p{L}\p{N}]+/u)) {
    const parts = token.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').split(' ');
    for (const word of parts.length > 1 ? [token, ...parts] : parts) {
      const lower = word.toLowerCase();
      if (WORD.test(lower) && !COMMON_WORDS.has(lower)) stems.add(stem(lower));
      if (stems.size >= MAX_WORDS) return [...stems];
    }
  }
  return [...stems];
}

/** The plainest endings of English, so that "rounds", "rounded" and "rounding" are one word. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|es|s|ed|ing|e|y)$/, '') : word;
}
