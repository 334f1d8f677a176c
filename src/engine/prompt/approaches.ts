/** Characters of one approach that are kept. */
const MAX_TEXT = 400;

/**
 * Asks for different ways to make the change, of which each becomes one candidate.
 * @param failed the verdicts of earlier attempts, one line each
 */
export function approachesRequest(count: number, failed: readonly string[]): string {
  const earlier = [...new Set(failed)].map((line) => `- ${line}`);
  return [
    '# First',
    `Don't write the change yet. Name ${count} different approaches to it, so that each can be tried on its own: ` +
      'another algorithm, another place, or another reading of the request. Answer with a numbered list only, one ' +
      'approach in one line, without code.',
    ...(earlier.length > 0 ? [`What the checks said of earlier attempts:\n\n${earlier.join('\n')}`] : []),
  ].join('\n\n');
}

/** The approaches that an answer lists, at most `count`; none where it is no list. */
export function readApproaches(answer: string, count: number): string[] {
  const items = answer.split('\n').flatMap((line) => /^\s{0,3}(?:\d{1,2}[.)]|[-*])\s+(\S.*)$/.exec(line)?.[1] ?? []);
  return [...new Set(items.map((item) => item.trim().slice(0, MAX_TEXT)))].slice(0, count);
}
