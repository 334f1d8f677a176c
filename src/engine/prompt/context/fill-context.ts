import { estimateTokens } from '../../call/pricing/prices';
import { isTestFile } from '../../code/tests/test-files';
import type { FileOutline, Lines, OutlineEntry } from '../../contract/code-reach';
import { memo } from '../../platform/memo';
import type { Snapshot } from '../../workspace/snapshot';
import { showFile } from '../show-file';
import type { Part } from '../token-budget';
import { excerpt } from './excerpt';
import { readText } from './read-text';
import type { Span } from './suspects/rank-spans';

/** A source that costs at most this many tokens is shown whole. */
const SMALL_FILE = 500;
/** A file is shown whole where its excerpt would have more than this share of it. */
const MOSTLY = 0.7;

/** Declarations around the wanted ones that are tried for each file. */
const MAX_AROUND = 60;

export interface ShownFile {
  readonly part: Part;
  readonly path: string;
  readonly lines: readonly Lines[];
  /** Whether only these lines are shown, and not all of the file. */
  readonly isExcerpt?: boolean;
}

/** Chooses from ranked lines as many as there is room for, and shows each file once. */
export interface Filling {
  /**
   * Adds the lines, the first ones first, as long as they fit into what was left so far and these tokens more.
   * `only`: some of them.
   */
  addLines(tokens: number, only?: readonly Span[]): void;
  /** Adds what stands around them in their files, as long as it fits into what is left. */
  addSurroundings(): void;
  /** In the order of their best lines: whole if short or nearly all of it is wanted, otherwise as an excerpt. */
  files(): ShownFile[];
}

export interface FillDeps {
  readonly snapshot: Snapshot;
  readonly outlines: readonly FileOutline[];
}

/** Reads the files of the lines; nothing is chosen yet. */
export async function startFilling(spans: readonly Span[], deps: FillDeps): Promise<Filling> {
  const outlines = new Map(deps.outlines.map((outline) => [outline.path, outline]));
  const selection = createSelection(outlines);
  const texts = new Map<string, string | undefined>();
  for (const { path } of spans) if (!texts.has(path)) texts.set(path, await readText(deps.snapshot, path));
  return {
    addLines(tokens, only = spans) {
      selection.allow(tokens);
      for (const span of only) selection.add(span, texts.get(span.path));
    },
    addSurroundings() {
      for (const [path, { text, shown, part }] of [...selection.chosen]) {
        const { why } = part;
        if (isTestFile(path)) continue;
        selection.add({ path, ...wholeOf(text), why }, text);
        for (const entry of nearestFirst(outlines.get(path)?.entries ?? [], shown).slice(0, MAX_AROUND))
          selection.add({ ...entry, path, why }, text);
      }
    },
    files: () =>
      [...selection.chosen].map(([path, { text, shown, part }]) => ({
        path,
        part,
        lines: shown.length > 0 ? shown : [wholeOf(text)],
        ...(shown.length > 0 ? { isExcerpt: true } : {}),
      })),
  };
}

interface Chosen {
  readonly text: string;
  /** Empty: the whole file. */
  readonly shown: readonly Lines[];
  readonly part: Part;
  readonly cost: number;
}

/** Adds lines as long as they fit into the tokens. */
function createSelection(outlines: ReadonlyMap<string, FileOutline>) {
  const chosen = new Map<string, Chosen>();
  const split = new Map<string, string[]>();
  let remaining = 0;
  return {
    chosen,
    allow(tokens: number): void {
      remaining += tokens;
    },
    add(span: Span, text: string | undefined): void {
      const { path } = span;
      const known = chosen.get(path);
      if (text === undefined || (known && isCovered(span, known.shown))) return;
      const why = known?.part.why ?? span.why;
      const wanted = [...(known?.shown ?? []), { startLine: span.startLine, endLine: span.endLine }];
      const lines = memo(split, path, () => text.split('\n'));
      // Writing an excerpt takes time in a long file, and this is the least that the lines cost.
      if (estimateTokens(lines.slice(span.startLine - 1, span.endLine).join('\n')) > remaining) return;
      const { text: excerptText, shown, ranges } = excerpt(path, lines, outlines.get(path), wanted);
      const whole = priced({ text, shown: [] }, { title: path, text: showFile(path, text), why });
      const title = `${path} (excerpt: lines ${shown})`;
      const part = priced({ text, shown: ranges }, { title, text: excerptText, why });
      const isSmall = !isTestFile(path) && whole.cost <= SMALL_FILE;
      const isNearlyWhole = isSmall || part.cost >= whole.cost * MOSTLY;
      const next = (isNearlyWhole ? [whole, part] : [part]).find(({ cost }) => cost - (known?.cost ?? 0) <= remaining);
      if (!next) return;
      remaining -= next.cost - (known?.cost ?? 0);
      chosen.set(path, next);
    },
  };
}

function priced(file: Pick<Chosen, 'text' | 'shown'>, part: Part): Chosen {
  return { ...file, part, cost: estimateTokens(part.title) + estimateTokens(part.text) };
}

function wholeOf(text: string): Lines {
  return { startLine: 1, endLine: text.split('\n').length };
}

/** Declarations by their distance in lines from those that are shown. */
function nearestFirst(entries: readonly OutlineEntry[], shown: readonly Lines[]): OutlineEntry[] {
  const distance = (entry: Lines): number =>
    Math.min(...shown.map((lines) => Math.max(lines.startLine - entry.endLine, entry.startLine - lines.endLine)));
  return entries.toSorted((a, b) => distance(a) - distance(b));
}

function isCovered(span: Lines, shown: readonly Lines[]): boolean {
  return (
    shown.length === 0 || shown.some(({ startLine, endLine }) => startLine <= span.startLine && span.endLine <= endLine)
  );
}
