import type { CodeFinder } from '../../contract/code-reach';
import type { Evidence } from '../../contract/evidence';
import { manifestTexts } from '../../workspace/packages/manifest-texts';
import type { Snapshot } from '../../workspace/snapshot';
import { placesIn, testsIn } from './evidence-places';
import { fillContext, type ShownFile } from './fill-context';
import { namedPlaces } from './named-files';
import { readText } from './read-text';
import { rankSpans, type Span } from './suspects/rank-spans';

export interface WidenRequest {
  /** What the last verdict found. */
  readonly evidence: readonly Evidence[];
  /** The model's last reply, which may name files that it needs. */
  readonly reply: string;
  /** The candidate's files; the next prompt shows them by themselves. */
  readonly files: ReadonlyMap<string, string | null>;
  /** What the prompts so far showed. */
  readonly shown: readonly ShownFile[];
  /** Tokens of what may be added. */
  readonly tokens: number;
}

/**
 * What a correction shows besides: files that the last reply names, and the code that the new evidence leads to, as
 * far as no prompt has shown it yet.
 */
export async function widenContext(
  { evidence, reply, files, shown, tokens }: WidenRequest,
  { snapshot, checker }: { readonly snapshot: Snapshot; readonly checker: CodeFinder },
  signal: AbortSignal,
): Promise<ShownFile[]> {
  const isKnown = ({ path, startLine, endLine }: Span): boolean =>
    files.has(path) ||
    shown.some(
      (file) => file.path === path && file.lines.some((at) => at.startLine <= startLine && endLine <= at.endLine),
    );
  const named = namedPlaces(reply, snapshot.files).map(({ path }) => path);
  const changed = [...files].filter((entry): entry is [string, string] => entry[1] !== null);
  const answer = await checker.reach(
    {
      root: snapshot.root,
      unsaved: new Map([...snapshot.unsaved, ...changed]),
      files: [...new Set([...snapshot.files, ...files.keys()])],
      manifests: await manifestTexts(snapshot.files, (path) => readText(snapshot, path)),
      tests: testsIn(evidence, snapshot.files),
      places: placesIn(evidence, snapshot.files),
      outlines: named,
      words: '',
    },
    signal,
  );
  const wanted = named
    .filter((path) => !shown.some((file) => file.path === path))
    .map((path) => ({ path, startLine: 1, endLine: lineCount(path, answer.outlines), why: 'named in the reply' }));
  const spans = [...wanted, ...rankSpans(answer, true, {})].filter((span) => !isKnown(span));
  return fillContext(spans, { snapshot, outlines: answer.outlines }, tokens, 'only-wanted');
}

function lineCount(path: string, outlines: readonly { readonly path: string; readonly lines: number }[]): number {
  return outlines.find((outline) => outline.path === path)?.lines ?? 1;
}
