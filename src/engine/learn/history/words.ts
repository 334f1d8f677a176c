import { COMMON_WORDS } from '../../code/reach/outline/common-words';
import { stem, wordsAndParts } from '../../platform/text/words';

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
  for (const word of wordsAndParts(plain)) {
    const lower = word.toLowerCase();
    if (WORD.test(lower) && !COMMON_WORDS.has(lower)) stems.add(stem(lower));
    if (stems.size >= MAX_WORDS) break;
  }
  return [...stems];
}
