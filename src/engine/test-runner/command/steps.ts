import type { Scripts } from '../../workspace/packages/manifest';
import { isAssignment } from './program-name';
import { type Edit, parseLine, type Segment } from './shell-line';

/** Programs that only look at files. They can fail, but what the tests load doesn't depend on them. */
const CHECKERS =
  /^(?:eslint|biome|prettier|oxlint|xo|standard|stylelint|tslint|knip|cspell|attw|publint|vue-tsc|svelte-check|echo)$/;
const TSC = /^(?:tsc|vue-tsc)$/;
const FINDS_PROGRAM = /^(?:npx|pnpm|yarn|bunx|exec|cross-env)$/;

/** Ends what a step in front of the tests has started. */
const CLEANS_UP = /\b(?:docker|podman|kill|down|stop|teardown|cleanup)\b/;

/**
 * Leaves out the steps of a line that its tests don't need: what stands behind them, and what stands before them if it
 * only checks. Any other step before them may build what they load. `scripts` are those of the line's package.
 */
export function stepsLeftOut(steps: {
  readonly line: string;
  readonly segments: readonly Segment[];
  readonly tests: ReadonlySet<Segment>;
  readonly scripts: Scripts;
}): Edit[] {
  const { line, segments, tests, scripts } = steps;
  const last = segments.findLastIndex((segment) => tests.has(segment));
  return leaveOutSteps(line, segments, (segment) => {
    const text = line.slice(segment.words[0]?.start, segment.words.at(-1)?.end);
    const isBehind = segments.indexOf(segment) > last;
    return tests.has(segment) || (isBehind ? CLEANS_UP.test(text) : !onlyChecks(text, scripts));
  });
}

/** True if the line only checks files, also through scripts of the same package. */
export function onlyChecks(line: string, scripts: Scripts, depth = 0): boolean {
  return depth < 4 && parseLine(line).every((segment) => segmentOnlyChecks(segment, scripts, depth));
}

function segmentOnlyChecks({ words }: Segment, scripts: Scripts, depth: number): boolean {
  const texts = words.filter((word) => !isAssignment(word)).map(({ text }) => text);
  const [program = '', second = ''] = texts;
  if (/^(?:npm|pnpm|yarn|bun)$/.test(program)) {
    const name = /^run(?:-script)?$/.test(second) ? (texts[2] ?? '') : second;
    const script = scripts[name];
    if (script !== undefined)
      return [scripts[`pre${name}`] ?? '', script, scripts[`post${name}`] ?? ''].every((text) =>
        onlyChecks(text, scripts, depth + 1),
      );
  }
  const at = texts.findIndex((text) => !FINDS_PROGRAM.test(text));
  const name = texts[at] ?? '';
  if (TSC.test(name)) return texts.includes('--noEmit') && !texts.includes('-b') && !texts.includes('--build');
  return CHECKERS.test(name);
}

/**
 * The edits that leave steps out of a line whose steps are all joined by `&&`; none for any other line, because there
 * a step decides in another way whether the next one runs.
 */
function leaveOutSteps(line: string, segments: readonly Segment[], isNeeded: (segment: Segment) => boolean): Edit[] {
  if (!areInSequence(line, segments)) return [];
  const spans = segments.map(spanOf);
  const lastNeeded = segments.findLastIndex(isNeeded);
  return segments.flatMap((segment, index) => {
    const span = spans[index];
    if (lastNeeded === -1 || !span || isNeeded(segment)) return [];
    const edit =
      index < lastNeeded
        ? { start: span.start, end: spans[index + 1]?.start ?? span.end }
        : { start: spans[index - 1]?.end ?? span.start, end: span.end };
    return [{ ...edit, text: '' }];
  });
}

/** Whether the line is nothing but commands that are joined by `&&`. */
export function areInSequence(line: string, segments: readonly Segment[]): boolean {
  const spans = segments.map(spanOf);
  const gaps = spans.slice(1).map(({ start }, index) => line.slice(spans[index]?.end, start).trim());
  const isPlain = line.slice(0, spans[0]?.start).trim() === '' && line.slice(spans.at(-1)?.end).trim() === '';
  return isPlain && gaps.every((gap) => gap === '&&');
}

function spanOf({ words }: Segment): { readonly start: number; readonly end: number } {
  return { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 };
}
