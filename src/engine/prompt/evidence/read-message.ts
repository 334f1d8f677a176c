import type { Evidence } from '../../contract/evidence';
import { visibleText, visibleValues } from './visible-text';

/** What a finding says, taken apart. */
export interface ReadMessage {
  /** Without the comparison of the values, which are shown by themselves, and without the stack. */
  readonly text: string;
  /** Frames of the stack in the workspace, innermost first, without those at the finding's own place. */
  readonly frames: readonly string[];
  readonly values?: { readonly expected: string; readonly actual: string } | undefined;
}

const FRAME = /^\s*at (?:async )?(?:.* \()?([^()]+?:\d+)(?::\d+)?\)?$/;
/** Longer lines are no frames. */
const MAX_FRAME = 500;

export function readMessage(item: Evidence): ReadMessage {
  const { path, line, expected, actual } = item;
  const lines = visibleText(item.message).split('\n');
  const own = `${path}:${line}`;
  const places = lines.map((each) => placeOfFrame(each));
  const frames = lines.filter((_, index) => places[index] !== undefined && places[index] !== own);
  const body = lines.filter((_, index) => places[index] === undefined);
  const isCompared = expected !== undefined && actual !== undefined && expected !== actual;
  const values = isCompared ? visibleValues(expected, actual) : undefined;
  const text = values ? withoutComparison(body, values) : [...body, ...singleValues(item)];
  return { text: text.join('\n').trim(), frames: frames.map((frame) => frame.trim()), values };
}

/** The workspace-relative place of a line of a stack: `src/a.ts:12`. */
export function placeOfFrame(line: string): string | undefined {
  return line.length > MAX_FRAME ? undefined : FRAME.exec(line)?.[1];
}

/** A value without its counterpart, or two that look alike: then the message says more. */
function singleValues({ expected, actual }: Evidence): string[] {
  if (expected !== undefined && actual !== undefined) return [];
  return [
    ...(expected === undefined ? [] : [`Expected: ${visibleText(expected)}`]),
    ...(actual === undefined ? [] : [`Actual: ${visibleText(actual)}`]),
  ];
}

/** How node:assert, jest, vitest and Bun say which sign stands for which value. */
const LEGEND = /^(?:\+ actual - expected|- Expected\b|\+ (?:Received|Actual)\b)/;
const VALUE = /^ *(?:Expected|Received|Actual|expected|actual)[^:]*: /;

/** First lines with which node:assert, chai, vitest and jest say only that two values should be equal. */
const ONLY_DIFFER = new RegExp(
  [
    'Expected values to be strictly (?:deep-)?equal:',
    'expected .+ to (?:(?:deeply |strictly )?equal .+|be .+ // Object\\.is equality)',
    'expect\\(received\\)\\.to(?:Be|Equal|StrictEqual)\\(expected\\) // (?:Object\\.is|deep) equality',
  ]
    .map((line) => `^(?:AssertionError(?: \\[ERR_ASSERTION\\])?: |Error: )?${line}$`)
    .join('|'),
);

/** The message without what a runner prints of the values: its first line where it says more, and no comparison. */
function withoutComparison(
  [first = '', ...others]: readonly string[],
  { expected, actual }: { readonly expected: string; readonly actual: string },
): string[] {
  const hasDiff = others.some((line) => LEGEND.test(line));
  const isComparison = (line: string): boolean =>
    VALUE.test(line) ||
    LEGEND.test(line) ||
    (hasDiff && /^(?:[-+]|\s|\.\.\.|@@|$)/.test(line)) ||
    (/ !==? /.test(line) && line.includes(expected) && line.includes(actual));
  const head = ONLY_DIFFER.test(first) ? [] : [first];
  return [...head, ...others.filter((line) => line.trim() !== '' && !isComparison(line))];
}
