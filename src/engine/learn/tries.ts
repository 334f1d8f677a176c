/** Which try of a run, from the first on; the last stands for all later ones as well. */
export const TRIES = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;
