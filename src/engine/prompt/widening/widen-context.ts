import { posix } from 'node:path';
import type { CodeFinder, ReachAnswer } from '../../contract/code-reach';
import type { Evidence } from '../../contract/evidence';
import { manifestTexts } from '../../workspace/packages/manifest-texts';
import type { Snapshot } from '../../workspace/snapshot';
import { placesIn, testsIn } from '../context/evidence-places';
import { type ShownFile, startFilling } from '../context/fill-context';
import { type NamedPlace, namedPlaces } from '../context/named/named-files';
import { readText } from '../context/read-text';
import { packageFolders } from '../context/suspects/built-source';
import { rankSpans, type Span } from '../context/suspects/rank-spans';
import { namesOfCode, pathsWritten, proseOf } from './asked-names';

/** Lines before and after one that is named outside of every declaration. */
const AROUND = 20;
/** Tokens that a declaration takes at least. */
const LEAST_TOKENS = 10;
const MAX_SIMILAR = 5;

export interface WidenRequest {
  /** What the last verdict found. */
  readonly evidence: readonly Evidence[];
  /** The model's last reply, which may name code that it needs. */
  readonly reply: string;
  /** What the reply is: a change, a plan for one, or neither because the model wants to see something first. */
  readonly kind: 'change' | 'plan' | 'question';
  /** The candidate's files; the next prompt shows them by themselves. */
  readonly files: ReadonlyMap<string, string | null>;
  /** What the prompts so far showed. */
  readonly shown: readonly ShownFile[];
  /** Tokens of what may be added. */
  readonly tokens: number;
}

/**
 * What a correction shows besides: what the last reply asks for, files that it names, and the code that the new
 * evidence leads to, as far as the prompt does not show it yet.
 */
export async function widenContext(
  request: WidenRequest,
  { snapshot, checker }: { readonly snapshot: Snapshot; readonly checker: CodeFinder },
  signal: AbortSignal,
): Promise<ShownFile[]> {
  const { evidence, reply, kind, files, shown, tokens } = request;
  const isKnown = ({ path, startLine, endLine }: Span): boolean =>
    files.has(path) ||
    shown.some(
      (file) => file.path === path && file.lines.some((at) => at.startLine <= startLine && endLine <= at.endLine),
    );
  const asks = kind === 'question';
  const prose = kind === 'change' ? '' : proseOf(reply);
  const names = namesOfCode(prose);
  const named = namedPlaces(reply, snapshot.files);
  const changed = [...files].filter((entry): entry is [string, string] => entry[1] !== null);
  const manifests = await manifestTexts(snapshot.files, (path) => readText(snapshot, path));
  const places = placesIn(evidence, snapshot.files, packageFolders(manifests));
  const answer = await checker.reach(
    {
      root: snapshot.root,
      unsaved: new Map([...snapshot.unsaved, ...changed]),
      files: [...new Set([...snapshot.files, ...files.keys()])],
      manifests,
      tests: testsIn(evidence, snapshot.files),
      places,
      outlines: named.map(({ path }) => path),
      words: names.join(' '),
    },
    signal,
  );
  // Of a file that is shown in part, only a question means the rest; otherwise it is the line that is named.
  const whole = named.filter(({ path }) => asks || !shown.some((file) => file.path === path));
  const wanted = [
    ...whole.flatMap((place) => wholeOf(place, answer)),
    ...named.flatMap((place) => spansAtLine(place, answer)),
  ];
  const defined = answer.matching
    .filter(({ name }) => names.includes(name.split('.').at(-1) ?? name))
    .map(({ path, startLine, endLine, name }) => ({ path, startLine, endLine, why: `the reply asks for ${name}` }));
  const ranked = rankSpans({ ...answer, matching: [] }, evidence.length > 0, { places });
  const rest = whole.flatMap((place) => partsOf(place, answer, tokens));
  const spans = [...wanted, ...defined, ...rest, ...ranked].filter((span) => !isKnown(span));
  const filling = await startFilling(spans, { snapshot, outlines: answer.outlines });
  filling.addLines(tokens);
  return [...filling.files(), ...(asks ? pathsWritten(prose) : []).flatMap((path) => missingFile(path, snapshot))];
}

const NAMED = 'named in the reply';

function wholeOf({ path }: NamedPlace, { outlines }: ReachAnswer): Span[] {
  const { lines = 1 } = outlines.find((outline) => outline.path === path) ?? {};
  return [{ path, startLine: 1, endLine: lines, why: NAMED }];
}

/** The innermost declaration at the line that is named, and what stands around it. */
function spansAtLine({ path, line }: NamedPlace, { outlines }: ReachAnswer): Span[] {
  if (line === undefined) return [];
  const { entries = [] } = outlines.find((outline) => outline.path === path) ?? {};
  const atLine = entries.filter(({ startLine, endLine }) => startLine <= line && line <= endLine).reverse();
  const around = { startLine: Math.max(1, line - AROUND), endLine: line + AROUND };
  return [...atLine, around].map(({ startLine, endLine }) => ({ path, startLine, endLine, why: NAMED }));
}

/** What of a file that is too long to be shown whole may fit. */
function partsOf({ path }: NamedPlace, { outlines }: ReachAnswer, tokens: number): Span[] {
  const { entries = [] } = outlines.find((outline) => outline.path === path) ?? {};
  const tried = entries.slice(0, tokens / LEAST_TOKENS);
  return tried.map(({ startLine, endLine }) => ({ path, startLine, endLine, why: NAMED }));
}

/** Says that a file which the reply asks for does not exist, and which ones have a similar name. */
function missingFile(path: string, { files }: Snapshot): ShownFile[] {
  const stem = posix.basename(path).replace(/\..*$/, '').toLowerCase();
  const isEndOfName = files.some((file) => file.endsWith(` ${path}`));
  if (isEndOfName || namedPlaces(path, files).length > 0) return [];
  const similar = files.filter((file) => posix.basename(file).toLowerCase().includes(stem)).slice(0, MAX_SIMILAR);
  const hint = similar.length > 0 ? ` Files with a similar name: ${similar.join(', ')}.` : '';
  const part = { title: path, text: `There is no such file in the workspace.${hint}`, why: 'the reply asks for it' };
  return [{ path, lines: [], part }];
}
