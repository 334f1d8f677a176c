/** Between two words of a name: `parse|Invoice`, `HTTP|Header`. */
const BREAK = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** The words of a text, with names in it divided, as they are written: `parseHTTPHeader` has three. */
export function singleWords(text: string): string[] {
  return wordsOf(text).flatMap((word) => word.split(BREAK));
}

/** The words and names of a text, and the single words of each name as well. */
export function wordsAndParts(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const parts = word.split(BREAK);
    return parts.length > 1 ? [word, ...parts] : parts;
  });
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** A word without the plainest endings of English: "invoice" and "invoices" are one, as are "round" and "rounded". */
export function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|es|s|ed|ing|e|y)$/, '') : word;
}
