import { estimateTokens } from '../call/pricing/prices';

/** A part of a prompt that is left out when the token budget is used up. */
export interface Part {
  readonly title: string;
  readonly text: string;
  /** Why it is shown, for a person. */
  readonly why: string;
  /** Workspace-relative path of the instructions that it shows, so that their name is not listed beside them. */
  readonly instructions?: string;
}

export interface FittingParts {
  readonly parts: readonly Part[];
  /** Titles of the parts that did not fit. */
  readonly omitted: readonly string[];
}

/** Tries the parts in their order, most useful first. A smaller part may still fit after one that is too long. */
export function fitParts(parts: readonly Part[], tokens: number): FittingParts {
  const fitting: Part[] = [];
  const omitted: string[] = [];
  let spent = 0;
  for (const part of parts) {
    const cost = estimateTokens(part.text) + estimateTokens(part.title);
    if (spent + cost > tokens) omitted.push(part.title);
    else {
      fitting.push(part);
      spent += cost;
    }
  }
  return { parts: fitting, omitted };
}
