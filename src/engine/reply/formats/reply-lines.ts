import { createParts } from './split-reply';
import { withoutThoughts } from './thoughts';

/** Lines of the reply, with empty lines in place of the model's thoughts. */
export function answerLines(
  all: readonly string[],
  known: ReadonlySet<string>,
): { readonly lines: readonly string[]; readonly isOpen: boolean } {
  // Only lines that were passed already are changed.
  const partAt = createParts(all, known);
  return withoutThoughts(all, (at) => {
    const part = partAt(at);
    return part && { next: part.next, closed: !('closed' in part.piece) || part.piece.closed };
  });
}
