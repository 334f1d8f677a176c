import { estimateTokens } from '../../call/pricing/prices';
import { isTestFile } from '../../code/tests/test-files';
import type { CodeFinder, FileOutline, ReachAnswer } from '../../contract/code-reach';
import type { Evidence } from '../../contract/evidence';
import type { Recipe, Task } from '../../contract/task';
import type { FunctionCoverage } from '../../contract/test-run';
import type { TypeChecker } from '../../contract/type-check';
import type { History } from '../../learn/history/history';
import type { Snapshot } from '../../workspace/snapshot';
import { instructionParts } from '../instructions/instruction-parts';
import { fence } from '../show-file';
import type { Part } from '../token-budget';
import { type ShownFile, startFilling } from './fill-context';
import { nearFiles } from './near-files';
import { readText } from './read-text';
import { MOST_TOKENS, roomFor, USUAL_TOKENS } from './room';
import { findSuspects, type Suspects } from './suspects/find-suspects';
import { failingTests, type Span } from './suspects/rank-spans';
import { whyNamed } from './suspects/why-shown';

/** Tokens of declarations of imported types. */
const TYPES_TOKENS = 1000;
/** Tokens that are kept for the code of the failing tests; a prompt without it does not say how the code is used. */
const TEST_TOKENS = 500;
/** Tokens for the names of files near those that are shown. */
const NAMES_TOKENS = 350;
/** Tokens up to which a file in focus is shown whole, whatever else there is; at most half of the usual context. */
const FOCUS_TOKENS = 4000;
/** Share of the usual context that such files have together; what is beyond is shown in parts. */
const MOST_WHOLE = 0.75;
/** Declarations of a long file in focus that are tried where nothing singles any out. */
const MAX_FIRST = 60;
/** Why the files are shown that a request names, and those that come with it. */
const NAMED = 'named in the request';
const GIVEN = 'given with the request';
/** Declarations whose files have a say in which instructions hold. */
const MAX_LIKELY = 3;

/** The parts of the workspace that the first prompt may show. */
export interface Context {
  /** Most useful first; the prompt decides how many fit. */
  readonly parts: readonly Part[];
  /** The files in focus, given or found. Where there is only one, a code fence without a path is for it. */
  readonly focus: readonly string[];
  /** Which lines of which files are shown, and why. */
  readonly shown: readonly ShownFile[];
}

export interface ContextDeps {
  readonly snapshot: Snapshot;
  readonly checker: Pick<TypeChecker, 'exportedTypes'> & CodeFinder;
  /** What is red before the run and the task is about. */
  readonly evidence: readonly Evidence[];
  /** Which functions the failing tests ran; absent: nothing is known of it. */
  readonly coverage?: FunctionCoverage | undefined;
  /** How much is shown; default: related code, too. */
  readonly recipe?: Recipe | undefined;
  /** Tokens that all parts have at most, however many the task needs; default: `MOST_TOKENS`. */
  readonly tokens?: number | undefined;
  /** What changed together before; absent: nothing is known of it. */
  readonly history?: History;
}

/**
 * Collects, most useful first: project instructions, the files that the request names, the code that the evidence
 * leads to and that the request's words match, the types that those files use, and the names of the files near them.
 */
export async function gatherContext(task: Task, deps: ContextDeps, signal: AbortSignal): Promise<Context> {
  const { snapshot, recipe = 'related', tokens: limit = MOST_TOKENS } = deps;
  const found = await findSuspects(task, deps, signal);
  const { given, known, answer } = found;
  const ranked = recipe === 'related' ? found.ranked : inFocus(found);
  const likely = ranked.slice(0, MAX_LIKELY).map(({ path }) => path);
  const usual = Math.min(USUAL_TOKENS, limit);
  const instructions = await instructionParts(snapshot, usual, [...new Set([...known, ...likely])]);
  const byName = found.named.map((item) => ({ ...item, why: whyNamed(item) }));
  const focusSpans = [...(await spansOfGiven(task, found, snapshot, usual)), ...byName];
  const beside = costOf(instructions) + NAMES_TOKENS;
  const isSure = deps.evidence.length > 0 || given.length > 0;
  const { tokens, why } = await roomFor({ ranked, given: focusSpans, beside, limit, isSure }, snapshot);
  const typesTokens = Math.min(TYPES_TOKENS, tokens / 8);
  const all = tokens - beside;
  const room = recipe === 'related' ? all : Math.min(all, FOCUS_TOKENS + typesTokens);
  const filling = await startFilling([...focusSpans, ...ranked], { snapshot, outlines: answer.outlines });
  const failing = failingTests(answer).filter(({ path }) => ranked.some((span) => span.path === path));
  const kept = failing.length > 0 ? Math.min(TEST_TOKENS, room / 8) : 0;
  filling.addLines(room - typesTokens - kept);
  // They are near the front, but behind all of the code that much evidence leads to; what is left is for more code.
  filling.addLines(kept, failing);
  const first = filling.files();
  const sources = first.map(({ path }) => path).filter((path) => !isTestFile(path));
  const named = given.map(({ path }) => path).filter((path) => !isTestFile(path));
  const focus = named.length > 0 ? named : sources;
  const types = recipe === 'focus' ? [] : await typeParts(focus, first, typesTokens, deps, signal);
  // What the types leave is for more code.
  filling.addLines(typesTokens - costOf(types));
  filling.addSurroundings();
  const shown = filling.files();
  return {
    focus,
    shown,
    parts: [
      ...instructions,
      ...shown.map(({ part }) => part),
      ...types,
      withRoom(
        nearFiles(
          shown.map(({ path }) => path),
          snapshot.files.filter((path) => !instructions.some((part) => part.instructions === path)),
        ),
        tokens,
        why,
      ),
    ],
  };
}

/** Only what is in the files that the task is about; where nothing names any, in the likeliest ones. */
function inFocus({ known, ranked }: Suspects): Span[] {
  const likely = [...new Set(ranked.map(({ path }) => path))].filter((path) => !isTestFile(path)).slice(0, MAX_LIKELY);
  const isCode = known.some((path) => path !== '' && !isTestFile(path));
  const files = new Set([...known, ...(isCode ? [] : likely)]);
  return ranked.filter(({ path }) => files.has(path));
}

/** The last part also says why the room for all of them is not the usual one. */
function withRoom(last: Part, tokens: number, why: string | undefined): Part {
  const room = `at most ${tokens.toLocaleString('en-US')} tokens of the workspace are shown, because ${why}`;
  return why === undefined ? last : { ...last, why: `${last.why}; ${room}` };
}

/**
 * A file in focus whole; of a long one, or where `tokens` of context have no room for it, what the evidence or the
 * words single out, then the rest in its order.
 */
async function spansOfGiven(
  task: Task,
  { given, answer }: Suspects,
  snapshot: Snapshot,
  tokens: number,
): Promise<Span[]> {
  const spans: Span[] = [];
  let left = tokens * MOST_WHOLE;
  const chosen = new Set([...task.files, task.selection?.path]);
  for (const { path } of given) {
    const text = await readText(snapshot, path);
    if (text === undefined) continue;
    const why = chosen.has(path) ? GIVEN : NAMED;
    const whole = { path, startLine: 1, endLine: text.split('\n').length, why };
    const cost = estimateTokens(text);
    if (cost > Math.min(FOCUS_TOKENS, tokens / 2, left)) spans.push(...partsOfLongFile(path, answer, why));
    else {
      spans.push(whole);
      left -= cost;
    }
  }
  return spans;
}

function partsOfLongFile(path: string, { reached, matching, outlines }: ReachAnswer, why: string): Span[] {
  const isHere = (item: { readonly path: string }): boolean => item.path === path;
  const entries = outlines.find((outline: FileOutline) => outline.path === path)?.entries ?? [];
  const singledOut = [...reached, ...matching].filter(isHere);
  return [...singledOut, ...(singledOut.length > 0 ? [] : entries.slice(0, MAX_FIRST))].map(
    ({ startLine, endLine }) => ({
      path,
      startLine,
      endLine,
      why,
    }),
  );
}

async function typeParts(
  focus: readonly string[],
  shown: readonly ShownFile[],
  tokens: number,
  { snapshot, checker }: ContextDeps,
  signal: AbortSignal,
): Promise<Part[]> {
  const isShown = new Set(shown.map(({ path }) => path));
  const types = await checker.exportedTypes({ root: snapshot.root, overlay: snapshot.unsaved, files: focus }, signal);
  const parts: Part[] = [];
  let remaining = tokens;
  for (const { path, text } of types.filter((item) => !isShown.has(item.path))) {
    const part = { title: `Exported by ${path}`, text: fence(text, 'ts'), why: 'types that the files shown use' };
    remaining -= costOf([part]);
    if (remaining < 0) break;
    parts.push(part);
  }
  return parts;
}

function costOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { title, text }) => sum + estimateTokens(title) + estimateTokens(text), 0);
}
