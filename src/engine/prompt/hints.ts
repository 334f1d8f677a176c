import { fence } from './show-file';

/** What the person added, each text in a fence that nothing in it can end. */
export function hintsText(hints: readonly string[]): string {
  return hints.map((hint) => `The developer adds:\n\n${fence(hint, 'text')}`).join('\n\n');
}
