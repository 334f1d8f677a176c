/** Draws from Beta(a, b) as X / (X + Y), where X and Y are gamma draws. Both shapes must be above 0. */
export function drawBeta(a: number, b: number, random: () => number): number {
  const x = drawAnyGamma(a, random);
  const y = drawAnyGamma(b, random);
  const drawn = x + y > 0 ? x / (x + y) : a / (a + b);
  return Math.min(1 - Number.EPSILON, Math.max(Number.MIN_VALUE, drawn));
}

/** A shape below 1 is reached from the next higher one. Source: the same, section 6. */
function drawAnyGamma(shape: number, random: () => number): number {
  if (shape >= 1) return drawGamma(shape, random);
  return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape);
}

/**
 * Consecutive rejections that a working random source practically never reaches, because fewer than 5 % of the draws
 * are rejected. The bound ends the loop for a constant source.
 */
const MAX_REJECTIONS = 100;

/**
 * Draws from Gamma(shape, 1) for shapes of at least 1. Source: Marsaglia and Tsang, "A simple method for generating
 * gamma variables", ACM TOMS 26 (2000).
 */
function drawGamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let tries = 0; tries < MAX_REJECTIONS; tries++) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
  return d;
}

/** Box–Muller transform. `1 - random()` is never 0, so the logarithm is finite. */
function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
