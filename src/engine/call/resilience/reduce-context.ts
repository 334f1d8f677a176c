/** Leaves room for what estimates miss: the provider's own framing, and text with more tokens than estimated. */
const SAFETY_FACTOR = 0.85;
/** Applied to the estimate when the error does not name the model's limit. */
const UNKNOWN_LIMIT_FACTOR = 0.6;

/**
 * Returns the input tokens to aim for after a prompt of `estimated` tokens was too long: within the model's limit if
 * the error named it, and always clearly fewer than before, so that repeated reductions end.
 */
export function reducedContextTokens(
  estimated: number,
  maxOutputTokens: number,
  contextLimit: number | undefined,
): number {
  const fitting =
    contextLimit === undefined ? Number.POSITIVE_INFINITY : (contextLimit - maxOutputTokens) * SAFETY_FACTOR;
  return Math.max(
    0,
    Math.floor(Math.min(fitting, estimated * (contextLimit === undefined ? UNKNOWN_LIMIT_FACTOR : SAFETY_FACTOR))),
  );
}
