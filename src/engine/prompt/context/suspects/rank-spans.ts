import { isLong } from '../../../code/reach/outline/long-parts';
import { isTestFile } from '../../../code/tests/test-files';
import type { Lines, ReachAnswer, ReachedDeclaration } from '../../../contract/code-reach';
import type { RankedFile } from '../../../learn/history/rank-files';
import { memo } from '../../../platform/memo';
import { changedTogether } from './changed-together';
import { type LongPart, partsOf } from './parts-of-long';
import { whyMatching, whyNamed, whyRan, whyReached } from './why-shown';

/** Lines that the prompt may show, with why. */
export interface Span extends Lines {
  readonly path: string;
  readonly why: string;
  /** How likely it is beside the other lines of the same task; only their ratio says something. */
  readonly weight?: number | undefined;
  /** The same where each match of it counts in full: how much room a task needs was measured with these numbers. */
  readonly fullWeight?: number | undefined;
}

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). This and the other numbers here were chosen by how many
 * of the lines that past commits of ten repositories changed stand in the first prompt, see docs/field.md.
 */
const FUSION = 50;
/** Beside evidence, of what is about as likely the shorter goes first: this power of its lines, and of ten more. */
const LENGTH = { power: 0.15, lines: 10 };
/** How much code counts that evidence names by its line, so that no two other lists together come before it. */
const AT_FAULT = 3;
/**
 * How much code counts that all failing tests ran and no passing one; other code as many times less as it is less
 * suspicious. It comes before what they could reach.
 */
const RAN = 6;
/** It counts at least so much: what is only reached may not have run at all. */
const RAN_LEAST = 1.5;
/** The same for what only ran while the files of the failing tests were loaded. */
const LOADED = 0.8;
/** A test that matches the request's words says less than code that does. */
const TEST_WEIGHT = 0.4;
/** The same for declaration files, which hold the words of the code's comments and change less often. */
const TYPES_WEIGHT = 0.6;
/** Failing tests whose code is shown. */
const MAX_TESTS = 2;
/** How much of what prepares them is shown, and how much it counts. */
const MAX_SET_UPS = 8;
const SET_UP = 0.9;
/** Tests that match the words of a request and are shown as an example, where none fails. */
const MAX_EXAMPLES = 1;
/** How much a source counts that only its name relates to a failing test: where new code is expected, and where not. */
const PAIRED = { newCode: 0.7, knownCode: 0.3 };
/** How much the place counts where an export belongs that a failing test expects. */
const BESIDE_WEIGHT = 1.2;
/** How much a declaration counts whose name stands in the request. */
const NAMED = 1;
/** How much lines of index files count, which cost little; so many of them count as one rank. */
const INDEX_WEIGHT = 0.8;
const INDEX_LINES = 4;
/** How much the words of a request count beside evidence: nothing but words, or words beside failing tests. */
const WORDS_ALONE = 1;
const WORDS_BESIDE_EVIDENCE = { newCode: 0.8, knownCode: 0.6 };
/**
 * How much more the best match of the words counts where tests fail, but their errors name no line of code and it is
 * not known what they ran. The second match gets half of this bonus, the third a third of it, and so on.
 */
const BEST_MATCH = 2.5;
/**
 * Without evidence, a long function is matched as a whole, by its parts and by theirs, and would come before any short
 * one. Of several matches that a part has so, those beyond the best one count this much.
 */
const SAME_MATCH = 0.3;
/** How much more code counts that matches the words of a request in a folder that it names. */
const IN_NAMED_FOLDER = 1;
/** How much more code counts whose file surely changes with such requests and tests. */
const HISTORY = 2;

/** An open file counts like one that the history is a little sure of. It is not measured: past commits have none. */
const OPEN = 0.25;

/** What is known beside the answer of the search for code. */
export interface Hints {
  /** Sources that belong to failing tests by their names, the likeliest first. */
  readonly paired?: readonly string[];
  /** Files that changed with such requests or tests before, the likeliest first. */
  readonly together?: readonly RankedFile[];
  /** Files that are open in editors. */
  readonly open?: readonly string[];
  /** What evidence and the request name by file and line. */
  readonly places?: readonly { readonly path: string; readonly line: number }[];
  /** Folders that the request names. */
  readonly folders?: readonly string[];
}

/**
 * Merges what the evidence leads to, what the words match, what is paired with a failing test by its name and what
 * the history suggests into one order: what is near the front of any list, and above all of several, comes first. Of
 * the failing tests the first ones are shown; the evidence describes the others.
 */
export function rankSpans(answer: ReachAnswer, hasEvidence: boolean, hints: Hints): Span[] {
  const { reached, ran, missing, beside, passedOn, named, matching, outlines } = answer;
  // A test that expects names which nothing has is about new code, and what leads to known code says less.
  const about = missing.length + beside.length > 0 || reached.length === 0 ? 'newCode' : 'knownCode';
  const wordsWeight = hasEvidence ? WORDS_BESIDE_EVIDENCE[about] : WORDS_ALONE;
  const { add, sorted } = createScores(answer, hints.places ?? [], hasEvidence);
  const tests = failingTests(answer);
  const prepares = (item: ReachedDeclaration): number =>
    tests.findIndex(({ path, name }) => path === item.path && name === item.name);
  const setUps = reached.filter((item) => isTestCode(item) && item.isSetUp && !isLong(item) && prepares(item) >= 0);
  const code = withoutRepeats(reached.filter((item) => !isTestCode(item)));
  const isVague = hasEvidence && ran.length === 0 && code.every(({ steps }) => steps > 0);
  for (const [rank, item] of tests.entries()) add(item, item.why, 1, rank);
  for (const item of setUps.slice(0, MAX_SET_UPS)) add(item, 'prepares the failing test', SET_UP, prepares(item));
  for (const item of ran) {
    // What is as suspicious comes in the order of the other lists.
    const rank = ran.findIndex(({ suspicion }) => suspicion <= item.suspicion);
    const isRun = item.suspicion > 0;
    add(item, whyRan(item), isRun ? Math.max(RAN_LEAST, RAN * item.suspicion) : LOADED, isRun ? rank : 0);
  }
  for (const [rank, item] of code.entries()) add(item, whyReached(item), item.steps === 0 ? AT_FAULT : 1, rank);
  for (const [rank, item] of beside.entries())
    add(item, 'a name that the failing test expects is missing here', BESIDE_WEIGHT, rank);
  for (const [rank, item] of named.entries()) add(item, whyNamed(item), NAMED, rank);
  for (const [rank, item] of passedOn.entries())
    add(item, 're-exports what the request is about', INDEX_WEIGHT, Math.floor(rank / INDEX_LINES));
  const isInFolder = ({ path }: ReachedDeclaration): boolean =>
    !isTestFile(path) && (hints.folders ?? []).some((folder) => path.startsWith(`${folder}/`));
  for (const [rank, item] of matching.filter(isInFolder).entries())
    add(item, 'in a folder that the request names', IN_NAMED_FOLDER, rank);
  const matchingTests = matching.filter(({ path }) => isTestFile(path)).slice(0, tests.length > 0 ? 0 : MAX_EXAMPLES);
  for (const [rank, item] of matching.entries()) {
    if (isTestFile(item.path) && !matchingTests.includes(item)) continue;
    const less = isTestFile(item.path) ? TEST_WEIGHT : isTypes(item.path) ? TYPES_WEIGHT : 1;
    const more = isVague ? BEST_MATCH / (1 + rank) : 0;
    add(item, whyMatching(item, hasEvidence), wordsWeight * less, rank, { isMatch: true, more });
  }
  for (const path of hints.paired ?? []) {
    const entries = outlines.find((outline) => outline.path === path)?.entries ?? [];
    for (const [rank, entry] of entries.entries())
      add({ ...entry, path }, 'its file has the name of the failing test’s file', PAIRED[about], rank);
  }
  for (const { item, rank, weight } of changedTogether(hints.together ?? [], answer))
    add(item, 'its file changed in earlier commits with such words or tests', weight, rank);
  const open = (hints.open ?? []).map((path) => ({ path, score: OPEN }));
  for (const { item, rank, weight } of changedTogether(open, answer))
    add(item, 'its file is open in an editor', weight, rank);
  // What failing tests ran tells code apart better than what changed before.
  const likely = ran.length > 0 ? [] : [...open, ...(hints.together ?? [])];
  return sorted(new Map(likely.map(({ path, score }) => [path, score])));
}

function isTestCode({ steps, path }: ReachedDeclaration): boolean {
  return steps === 0 && isTestFile(path);
}

/** The failing tests whose code is shown. */
export function failingTests({ reached }: ReachAnswer): (ReachedDeclaration & Span)[] {
  const tests = reached.filter((item) => isTestCode(item) && !item.isSetUp).slice(0, MAX_TESTS);
  return tests.map((item) => ({ ...item, why: whyReached(item) }));
}

/** A statement that declares twenty names is no more likely than one that declares a single one. */
function withoutRepeats(items: readonly ReachedDeclaration[]): readonly ReachedDeclaration[] {
  const first = new Map<string, ReachedDeclaration>();
  for (const item of items) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return [...first.values()];
}

/** Whether code is added as a match of the words, and which share of its score comes on top. */
interface Match {
  readonly isMatch: boolean;
  readonly more: number;
}
const OTHER: Match = { isMatch: false, more: 0 };

function createScores(
  { matching, outlines, used }: ReachAnswer,
  places: NonNullable<Hints['places']>,
  hasEvidence: boolean,
) {
  const outlineOf = new Map(outlines.map((outline) => [outline.path, outline]));
  const named = new Set(used);
  const matchRank = new Map(matching.map((item, rank) => [keyOf(item), rank]));
  const scores = new Map<string, { readonly span: Span; score: number; full: number }>();
  const bestMatch = new Map<string, number>();
  const addOne = ({ path, startLine, endLine }: Omit<Span, 'why'>, why: string, full: number, match: Match): void => {
    const key = keyOf({ path, startLine, endLine });
    const best = match.isMatch && !hasEvidence ? (bestMatch.get(key) ?? 0) : 0;
    const score = Math.max(0, full - best) + SAME_MATCH * Math.min(full, best) + full * match.more;
    if (match.isMatch) bestMatch.set(key, Math.max(best, full));
    const known = memo(scores, key, () => ({ span: { path, startLine, endLine, why }, score: 0, full: 0 }));
    known.score += score;
    known.full += full;
  };
  return {
    /** A long declaration counts as its parts, those in front that are named or match the words. */
    add(item: Omit<Span, 'why'>, why: string, weight: number, rank: number, match: Match = OTHER): void {
      const { path } = item;
      const parts = partsOf(item, outlineOf.get(path));
      const order = ({ startLine, endLine, head, name }: LongPart): number => {
        const isAtFault = places.some((place) =>
          [{ startLine, endLine }, ...head].some((lines) => holds({ path, ...lines }, place)),
        );
        // The functions that a long one returns are no members of it, but have the names that the test uses.
        const rank = matchRank.get(keyOf({ path, startLine, endLine })) ?? matching.length;
        return isAtFault ? -2 : named.has(name.split('.').at(-1) ?? '') ? rank / (matching.length + 1) - 1 : rank;
      };
      const inOrder = parts.toSorted((a, b) => order(a) - order(b));
      for (const [at, part] of inOrder.entries())
        for (const lines of [part, ...part.head]) addOne({ path, ...lines }, why, weight / (FUSION + rank + at), match);
    },
    sorted: (likely: ReadonlyMap<string, number>): Span[] => {
      const factorOf = (span: Span): number =>
        (1 + HISTORY * (likely.get(span.path) ?? 0)) / costOf(span) ** (hasEvidence ? LENGTH.power : 0);
      return [...scores.values()]
        .map(({ span, score, full }) => ({ span, score, full, factor: factorOf(span) }))
        .map(({ span, score, full, factor }) => ({ ...span, weight: score * factor, fullWeight: full * factor }))
        .sort((a, b) => b.weight - a.weight);
    },
  };
}

function isTypes(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

function costOf({ startLine, endLine }: Lines): number {
  return LENGTH.lines + endLine - startLine;
}

function holds(span: Omit<Span, 'why'>, { path, line }: { readonly path: string; readonly line: number }): boolean {
  return span.path === path && span.startLine <= line && line <= span.endLine;
}

function keyOf({ path, startLine, endLine }: Omit<Span, 'why'>): string {
  return `${path}:${startLine}:${endLine}`;
}
