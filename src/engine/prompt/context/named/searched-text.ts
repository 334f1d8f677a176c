/** Characters of a request or reply that are searched for names and places; what is longer holds pasted output. */
const MAX_SEARCHED = 20_000;

/** The part of a text that is searched for what it names. */
export function searchedText(text: string): string {
  return text.slice(0, MAX_SEARCHED);
}
