import { estimateTokens } from '../call/pricing/prices';
import type { ShownPart } from '../contract/events';
import type { ShownFile } from './context/fill-context';
import type { Part } from './token-budget';

/** Parts as the events carry them. */
export function shownParts(parts: readonly Part[], files: readonly ShownFile[]): ShownPart[] {
  return parts.map(({ title, text, why }) => {
    const file = files.find(({ part }) => part.title === title);
    const tokens = estimateTokens(title) + estimateTokens(text);
    if (!file || file.lines.length === 0) return { title, why, tokens };
    const { path, lines } = file;
    return title === path ? { title, why, tokens, path } : { title, why, tokens, path, lines: [...lines] };
  });
}
