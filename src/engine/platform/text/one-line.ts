/** Characters that move the cursor, change colours or are not seen: line breaks, escapes, marks of direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** A name that may come from anywhere, as one line that shows what it holds. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, '\ufffd');
}
