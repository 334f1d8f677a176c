/** Kept free for what estimates miss: the provider's own framing, and text that costs more tokens than estimated. */
const HEADROOM = 0.85;
/** When the model does not say what it can read. */
const BLIND = 0.6;

/**
 * Input tokens to aim at after a prompt of `estimated` tokens was too long: within the model's limit where its
 * error told it, and always clearly less than before, so that repeating this ends.
 */
export function reducedContextTokens(
  estimated: number,
  maxOutputTokens: number,
  contextLimit: number | undefined,
): number {
  const fitting = contextLimit === undefined ? Number.POSITIVE_INFINITY : (contextLimit - maxOutputTokens) * HEADROOM;
  return Math.max(0, Math.floor(Math.min(fitting, estimated * (contextLimit === undefined ? BLIND : HEADROOM))));
}
