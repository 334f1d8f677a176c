import { estimateTokens } from '../../call/pricing/prices';
import type { Evidence } from '../../contract/evidence';
import { compareLines } from '../../test-runner/formats/around-difference';
import { type EvidenceGroup, groupEvidence } from './group-evidence';
import { onOneLine } from './one-line';
import type { ReadMessage } from './read-message';
import type { IsShown } from './shown-lines';
import { visibleText } from './visible-text';

/** Findings of a group that are named one by one. */
const MAX_NAMED = 12;
/** Characters of a message. */
const MAX_MESSAGE = 1500;
/** Characters of compared values. */
const MAX_VALUES = 1500;
/** Values up to this length stand in one line each; longer ones line by line, with what differs marked. */
const SHORT_VALUE = 200;
const MAX_FRAMES = 6;
/** Characters of a line of code, of a test's name or of a frame. */
const MAX_LINE = 200;

/**
 * Evidence as the model reads it, most useful first, within a budget of tokens; the first is always shown. Findings
 * with the same error are said once. Code that the prompt shows elsewhere is not repeated.
 */
export function evidenceText(evidence: readonly Evidence[], tokens: number, isShown: IsShown = () => false): string {
  const shown: string[] = [];
  let spent = 0;
  let omitted = 0;
  let saidPath: string | undefined;
  for (const group of groupEvidence(evidence)) {
    const text = omitted > 0 ? '' : describe(group, tokens - spent, { isShown, saidPath });
    const cost = estimateTokens(text);
    if (omitted > 0 || (shown.length > 0 && spent + cost > tokens)) {
      omitted += group.items.length;
      continue;
    }
    shown.push(text);
    spent += cost;
    saidPath = group.items[0].path;
  }
  // Cutting may leave half of a character, which some servers refuse.
  return (
    shown.join('\n\n').replace(/\p{Surrogate}/gu, '\ufffd') + (omitted > 0 ? `\n\n(${omitted} more not shown)` : '')
  );
}

interface Around {
  readonly isShown: IsShown;
  /** The file of the finding before. */
  readonly saidPath: string | undefined;
}

/** Declarations take at most half of the remaining tokens, so that the other half is there for further evidence. */
function describe(group: EvidenceGroup, tokens: number, { isShown, saidPath }: Around): string {
  const { items, message } = group;
  const [first] = items;
  const main = [
    ...(items.length === 1 ? [headOf(first, saidPath)] : headsOf(group)),
    // Where it differs, the tests' own lines have its first line.
    cutMiddle(group.errors ? message.text.replace(/^.*\n?/, '') : message.text, MAX_MESSAGE),
    ...framesOf(group).map((frame) => cutEnd(frame)),
    ...valuesOf(message),
    items.length === 1 || first.test !== undefined ? frameOf(first, isShown) : '',
  ].filter((part) => part !== '');
  return [...main, ...declarations(first.related ?? [], (tokens - estimateTokens(main.join('\n'))) / 2)].join('\n');
}

/** The finding with the line at fault in place of the code around it. */
export function withOneLine(item: Evidence): Evidence {
  const line = markedLine(item);
  return line === '' ? item : { ...item, frame: `> ${line}` };
}

function placeOf({ path, line, column }: Evidence): string {
  if (path === undefined) return '';
  return [path, ...(line ? [line, ...(column ? [column] : [])] : [])].join(':');
}

/** The code is a rule's id or the compiler's number, so that the model can tell findings apart. */
function headOf(item: Evidence, saidPath: string | undefined): string {
  if (item.test === undefined) return [placeOf(item), item.code].filter(Boolean).join(' - ');
  const place = item.path !== undefined && item.path === saidPath && item.line ? `line ${item.line}` : placeOf(item);
  return `Failing test: ${cutEnd(visibleText(item.test))}${place ? ` (${place})` : ''}`;
}

function headsOf({ items, place, errors }: EvidenceGroup): string[] {
  const named = items.slice(0, MAX_NAMED);
  const rest = items.length - named.length;
  const more = rest > 0 ? [`- and ${rest} more`] : [];
  if (items[0].test !== undefined) {
    const where = place === undefined ? '' : ` at ${place}`;
    const file = items.every(({ path }) => path === items[0].path) ? items[0].path : undefined;
    const names = named.map((item, at) => {
      const error = errors?.[at] === undefined ? '' : `: ${cutEnd(errors[at])}`;
      const line = file === undefined ? placeOf(item) : item.line && `line ${item.line}`;
      return `- ${cutEnd(visibleText(item.test ?? ''))}${line ? ` (${line})` : ''}${error}`;
    });
    const tests = `These ${items.length} tests${file === undefined ? '' : ` of ${file}`}`;
    return [`${tests} fail with the same error${where}:`, ...names, ...more];
  }
  const places = named.map((item) => [`- ${placeOf(item)}`, markedLine(item)].filter(Boolean).join(': '));
  return [`${items[0].code ?? 'The same finding'} at ${items.length} places:`, ...places, ...more];
}

/** The frames to show; the innermost one of several tests stands in the line above their names. */
function framesOf({ items, place, message }: EvidenceGroup): readonly string[] {
  const isSaid = items.length > 1 && place !== undefined;
  return message.frames.slice(isSaid ? 1 : 0, MAX_FRAMES);
}

/** The line at fault out of the source around it. */
function markedLine({ frame }: Evidence): string {
  return cutEnd(/^> *\d+ \| *(.*)$/m.exec(frame ?? '')?.[1] ?? '');
}

function frameOf(item: Evidence, isShown: IsShown): string {
  const { frame = '', path, line, test } = item;
  if (path === undefined || line === undefined || !isShown(path, line)) return frame;
  // A failing test is found by its name; of other code the line itself says where to look.
  return test === undefined ? markedLine(item) && `> ${markedLine(item)}` : '';
}

function valuesOf({ values }: ReadMessage): string[] {
  if (!values) return [];
  const { expected, actual } = onOneLine(values);
  if (expected.length <= SHORT_VALUE && actual.length <= SHORT_VALUE)
    return [`Expected: ${expected}`, `Actual: ${actual}`];
  const signs = { both: '  ', expected: '- ', actual: '+ ' } as const;
  const lines = compareLines(values, MAX_VALUES).map(({ side, text }) => `${signs[side]}${text}`);
  return ['Expected (-) and actual (+):', ...lines];
}

function declarations(related: readonly string[], tokens: number): string[] {
  const shown: string[] = [];
  let remaining = tokens;
  for (const text of related) {
    remaining -= estimateTokens(text);
    if (remaining < 0) break;
    shown.push(text);
  }
  return shown.length > 0 ? ['Declared as:', ...shown] : [];
}

function cutEnd(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
}

function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const [head, tail] = [text.slice(0, (limit * 2) / 3), text.slice(-limit / 3)];
  return `${head}\n… ${text.length - head.length - tail.length} characters left out …\n${tail}`;
}
