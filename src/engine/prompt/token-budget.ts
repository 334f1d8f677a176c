import { estimateTokens } from '../call/pricing/prices';

/** A part of a prompt that may be left out or cut when the allowance is used up. */
export interface Part {
  readonly title: string;
  readonly text: string;
}

export interface Packed {
  readonly parts: readonly Part[];
  /** Titles of the parts that did not fit. */
  readonly left: readonly string[];
}

/** Takes parts in their order, most useful first, as long as they fit into `tokens`. */
export function pack(parts: readonly Part[], tokens: number): Packed {
  const taken: Part[] = [];
  const left: string[] = [];
  let spent = 0;
  for (const part of parts) {
    const cost = estimateTokens(part.text) + estimateTokens(part.title);
    if (spent + cost > tokens) left.push(part.title);
    else {
      taken.push(part);
      spent += cost;
    }
  }
  return { parts: taken, left };
}
