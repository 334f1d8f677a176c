import { isTestFile } from '../../code/tests/test-files';
import type { Lines, ReachAnswer, ReachedDeclaration } from '../../contract/code-reach';

/** Lines that the prompt may show, with why. */
export interface Span extends Lines {
  readonly path: string;
  readonly why: string;
}

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009) with a constant for short lists. */
const FUSION = 10;
/** A test that matches the request's words says less than code that does. */
const TEST_WEIGHT = 0.4;
/** Failing tests whose code is shown. */
const MAX_TESTS = 4;
/** Tests that match the words of a request and are shown as examples, where none fails. */
const MAX_EXAMPLES = 2;

/** How much a source counts that only its name relates to a failing test. */
const PAIRED_WEIGHT = 0.7;

/**
 * Merges what the evidence leads to, what the words match and what is paired with a failing test by its name into
 * one order: what is near the front of any list, and above all of several, comes first. Of the failing tests the
 * first ones are shown; the evidence describes the others.
 */
export function rankSpans(answer: ReachAnswer, paired: readonly string[], wordsWeight: number): Span[] {
  const { reached, matching, outlines } = answer;
  const scores = new Map<string, { readonly span: Span; score: number }>();
  const add = (item: Lines & { readonly path: string }, why: string, score: number): void => {
    const { path, startLine, endLine } = item;
    const known = scores.get(`${path}:${startLine}:${endLine}`);
    if (known) known.score += score;
    else scores.set(`${path}:${startLine}:${endLine}`, { span: { path, startLine, endLine, why }, score });
  };
  const isTestCode = (item: ReachedDeclaration): boolean => item.steps === 0 && isTestFile(item.path);
  const tests = reached.filter(isTestCode);
  const code = reached.filter((item) => !isTestCode(item));
  for (const [rank, item] of tests.slice(0, MAX_TESTS).entries()) add(item, 'the failing test', 1 / (FUSION + rank));
  for (const [rank, item] of code.entries()) add(item, whyReached(item), 1 / (FUSION + rank));
  const matchingTests = matching.filter(({ path }) => isTestFile(path)).slice(0, tests.length > 0 ? 0 : MAX_EXAMPLES);
  for (const [rank, item] of matching.entries()) {
    if (isTestFile(item.path) && !matchingTests.includes(item)) continue;
    const weight = isTestFile(item.path) ? wordsWeight * TEST_WEIGHT : wordsWeight;
    add(item, 'matches the words of the request', weight / (FUSION + rank));
  }
  for (const path of paired) {
    const entries = outlines.find((outline) => outline.path === path)?.entries ?? [];
    for (const [rank, entry] of entries.entries())
      add({ ...entry, path }, 'its name is that of the failing test', PAIRED_WEIGHT / (FUSION + rank));
  }
  return [...scores.values()].sort((a, b) => b.score - a.score).map(({ span }) => span);
}

function whyReached({ steps, tests, name }: ReachedDeclaration): string {
  if (steps === 0 && tests > 0) return 'the failing test';
  if (steps === 0) return 'named by the evidence';
  const from = tests > 0 ? 'the failing test' : 'the place at fault';
  return steps === 1 ? `${name} is used by ${from}` : `${name} is ${steps} references from ${from}`;
}
