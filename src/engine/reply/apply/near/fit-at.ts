// How an edit fits at one place of a file although it differs from it, and the lines that the file then has. Lines that
// the edit keeps stay the file's own.
import { adaptLine, adaptNew, type CharacterMap, characterMap, clustersOf, plainText } from './characters';
import type { Reindent } from './indentation';
import type { LineOp } from './line-ops';

/** One line of the result: the file's own, by its 0-based index, or a new one. */
export type ResultLine = { readonly own: number } | { readonly text: string };

export interface Fit {
  /** 0-based index of the first line. */
  readonly at: number;
  /** Lines of the file that the edit covers. */
  readonly length: number;
  /** Undefined where the new lines can't be put into the file's characters or indentation for certain. */
  readonly result: readonly ResultLine[] | undefined;
}

/** What may differ between an edit and the file besides whitespace at line ends. */
export interface Tolerance {
  readonly indent: (pairs: readonly (readonly [string, string])[]) => Reindent | undefined;
  /** Whether characters that look alike are taken for the same. */
  readonly isPlain: boolean;
}

/** A line in pieces. */
export interface Parts {
  readonly indent: string;
  /** Without the whitespace around it. */
  readonly text: string;
  readonly end: string;
  plain?: string;
}

/** The line without the whitespace around it, and that whitespace. */
export function partsOf(line: string): Parts {
  const text = line.trim();
  if (text === '') return { indent: '', text, end: line };
  const start = line.indexOf(text);
  return { indent: line.slice(0, start), text, end: line.slice(start + text.length) };
}

function keyOf(parts: Parts, isPlain: boolean): string {
  if (!isPlain) return parts.text;
  parts.plain ??= plainText(parts.text).trim();
  return parts.plain;
}

/** The places where the lines are the same without the whitespace around them. */
export function candidates(lines: readonly Parts[], wanted: readonly Parts[], isPlain: boolean): number[] {
  const keys = wanted.map((parts) => keyOf(parts, isPlain));
  if (keys.every((key) => key === '')) return [];
  const places: number[] = [];
  for (let at = 0; at + keys.length <= lines.length; at++) {
    let index = 0;
    while (index < keys.length && keyOf(lines[at + index] as Parts, isPlain) === keys[index]) index++;
    if (index === keys.length) places.push(at);
  }
  return places;
}

/** The edit at a place where its lines may fit; undefined: they don't. */
export function fitAt(
  lines: readonly Parts[],
  at: number,
  ops: readonly LineOp[],
  written: readonly Parts[],
  { indent, isPlain }: Tolerance,
): Fit | undefined {
  const own = lines.slice(at, at + written.length);
  const filled = written.flatMap((parts, index) => {
    const line = own[index];
    return parts.text === '' || !line ? [] : [[parts, line] as const];
  });
  const form = isPlain ? plainText : (text: string): string => text;
  const reindent = indent(filled.map(([parts, line]) => [form(parts.indent), form(line.indent)]));
  if (!reindent) return undefined;
  const map = isPlain ? characterMap(filled.map(([parts, line]) => [parts.text, line.text])) : undefined;
  const [end = ''] = filled.map(([parts]) => parts.end);
  const hasEnd = end !== '' && filled.every(([parts, line]) => parts.end === end && line.end === '');
  return { at, length: written.length, result: rewrite(ops, own, at, { reindent, map, end: hasEnd ? end : '' }) };
}

interface Adaptation {
  /** Whitespace that the edit has at the end of every line, and the file nowhere. */
  readonly end: string;
  readonly reindent: Reindent;
  readonly map: CharacterMap | undefined;
}

function rewrite(ops: readonly LineOp[], own: readonly Parts[], at: number, how: Adaptation): ResultLine[] | undefined {
  const result: ResultLine[] = [];
  let next = 0;
  for (let index = 0; index < ops.length; ) {
    if (ops[index]?.op === ' ') {
      result.push({ own: at + next++ });
      index++;
      continue;
    }
    const end = ops.findIndex((op, other) => other > index && op.op === ' ');
    const group = ops.slice(index, end < 0 ? undefined : end);
    const gone = group.flatMap(({ op, text }) => {
      const line = op === '-' ? own[next++] : undefined;
      return line ? [{ text, line }] : [];
    });
    const added = group.flatMap(({ op, text }) => (op === '+' ? [text] : []));
    for (const [position, text] of added.entries()) {
      const adapted = adapt(text, gone.length === added.length ? gone[position] : undefined, gone, how);
      if (adapted === undefined) return undefined;
      result.push({ text: adapted });
    }
    index += group.length;
  }
  return result;
}

type Gone = { readonly text: string; readonly line: Parts };

/** A new line with the file's indentation and characters. `instead`: the one line whose place it takes. */
function adapt(
  text: string,
  instead: Gone | undefined,
  gone: readonly Gone[],
  { reindent, map, end }: Adaptation,
): string | undefined {
  const parts = partsOf(text);
  if (parts.text === '') return text;
  const indent = reindent(map ? plainText(parts.indent) : parts.indent);
  if (indent === undefined) return undefined;
  const body = map ? adaptText(parts.text, instead, gone, map) : parts.text;
  const rest = end !== '' && parts.end.endsWith(end) ? parts.end.slice(0, -end.length) : parts.end;
  return body === undefined ? undefined : indent + body + rest;
}

function adaptText(
  text: string,
  instead: Gone | undefined,
  gone: readonly Gone[],
  map: CharacterMap,
): string | undefined {
  if (instead) return adaptLine(text, instead.text.trim(), instead.line.text, map);
  // Several lines become another number of lines: what replaces a special character of the file is unclear.
  const special = gone.flatMap(({ line }) =>
    clustersOf(line.text).filter(({ raw, plain }) => raw !== plain && plain !== ''),
  );
  const clusters = clustersOf(text);
  const isUnclear = special.some(({ raw, plain }) =>
    clusters.some((cluster) => cluster.raw !== raw && cluster.plain === plain),
  );
  return isUnclear
    ? undefined
    : adaptNew(
        clusters.map(({ raw }) => raw),
        map,
      );
}
