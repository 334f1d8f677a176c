import type { PromptLimit } from '../ports';

/** Milliseconds. Then a prompt is sent in full again, because the server may have been given a larger context. */
const REMEMBERED_MS = 30 * 60_000;
/** Counts of the same prompt differ by less than this share. */
const SAME_COUNT = 1.05;

/** The memory for one endpoint and model; it lasts as long as the process. */
export function createPromptLimit(): PromptLimit {
  let known: { readonly tokens: number; readonly counted: number; readonly until: number } | undefined;
  return {
    tokens(now) {
      if (known && now >= known.until) known = undefined;
      return known?.tokens;
    },
    remember({ tokens, counted }, now) {
      known = { tokens, counted, until: now + REMEMBERED_MS };
    },
    read(counted) {
      if (known && counted > known.counted * SAME_COUNT) known = undefined;
    },
  };
}
