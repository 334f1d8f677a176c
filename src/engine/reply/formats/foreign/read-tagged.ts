import { closes, readFenceLine } from '../fences/fence-lines';

/** A file or an edit in tags, as some tools have models write them: `<file path="a.ts">`, `<write_to_file>`. */
export interface TagPiece {
  readonly kind: 'tag';
  readonly line: number;
  readonly tag: string;
  /** Undefined where it names none; the line above it may. */
  readonly path: string | undefined;
  /** What it holds: a text or blocks, or the lines of an edit; undefined where it can't be read. */
  readonly holds:
    | { readonly kind: 'text'; readonly line: number; readonly body: readonly string[] }
    | { readonly kind: 'edit'; readonly search: readonly string[]; readonly replace: readonly string[] }
    | undefined;
  readonly closed: boolean;
  /** Whether its end is unclear, because it holds the tag's end itself. */
  readonly isUnclear: boolean;
}

/** Tags around a file, with its path as an attribute. */
const FILE_TAG =
  /^(?:file|document|artifact|code_?file|source_?file|(?:write|create|new|update|edit)_?file|boltAction)$/i;
/** Tags of tools, with path and text as tags inside. */
const TOOL_TAG = new RegExp(
  '^(?:write_to_file|write_file|create_file|new_file|edit_file|replace_in_file|apply_diff|search_and_replace' +
    '|str_replace(?:_editor|_based_edit_tool)?|insert_content|insert_code_block|invoke|tool_call|function_call|file)$',
  'i',
);
/** Tags that some tools use like fences. */
const FENCE_TAG = /^(?:source|sourcecode|code|codename|pre)$/i;
const TAG = /^\s*<([A-Za-z][\w-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*>/;
const PATH_ATTRIBUTE = /\s(?:path|file_?path|file_?name|file|name|src|title)\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

const PATH_FIELD = ['path', 'file_path', 'filepath', 'filename', 'file_name', 'target_file', 'file'];
const TEXT_FIELD = ['content', 'contents', 'file_text', 'new_content', 'code', 'diff', 'file_content', 'text'];
const OLD_FIELD = ['old_str', 'old_string', 'search', 'old_text', 'old'];
const NEW_FIELD = ['new_str', 'new_string', 'replace', 'replacement', 'new_text', 'new'];

/** Lines that are looked through for the end of a tag. */
const MAX_LINES = 200_000;

/** Finds the lines with the ends of tags. */
type FindEnds = (at: number, tag: string) => Ends;

/** Reads what starts at a line of the reply with one of these tags. */
export function createTagReader(
  lines: readonly string[],
): (at: number) => { piece: TagPiece; next: number } | undefined {
  const endsOf = createEndFinder(lines);
  return (at) => readTagged(lines, at, endsOf);
}

function readTagged(
  lines: readonly string[],
  at: number,
  endsOf: FindEnds,
): { piece: TagPiece; next: number } | undefined {
  const text = lines[at] ?? '';
  if (text.length > 2000) return undefined;
  const [opening = '', tag = '', attributes = ''] = TAG.exec(text) ?? [];
  if (tag === '') return undefined;
  const path = PATH_ATTRIBUTE.exec(attributes);
  const written = path?.[1] ?? path?.[2];
  const isFile = FILE_TAG.test(tag) && written !== undefined;
  const isTool = TOOL_TAG.test(tag);
  const isFence = FENCE_TAG.test(tag) && text.trim() === opening.trim();
  if (!isFile && !isTool && !isFence) return undefined;
  if (!isFile && isTool && !hasPathField(lines, at)) return undefined;
  const { ends, isNested } = endsOf(at, tag);
  const [end] = ends;
  const base = { kind: 'tag', line: at + 1, tag } as const;
  if (end === undefined) {
    // Prose may hold a `<code>` of its own.
    if (isFence) return undefined;
    return { piece: { ...base, path: written, holds: undefined, closed: false, isUnclear: false }, next: lines.length };
  }
  const last = ends.at(-1) ?? end;
  const inner = innerText(lines, at, opening.length, end, tag);
  const read = isFile || isFence ? textPiece(inner, at + 1) : fields(inner, at + 1);
  const isUnclear = ends.length > 1 || isNested;
  return {
    piece: { ...base, path: read.path ?? (isFence ? undefined : written), holds: read.holds, closed: true, isUnclear },
    next: last + 1,
  };
}

function hasPathField(lines: readonly string[], at: number): boolean {
  return field(lines.slice(at, at + 12).join('\n'), PATH_FIELD) !== undefined;
}

interface Ends {
  readonly ends: readonly number[];
  readonly isNested: boolean;
}

/**
 * The lines with the tag's end, and whether the tag opens inside of itself; up to the next one that is a file. Where
 * a tag that opens again and again has no end, no line is looked at twice.
 */
function createEndFinder(lines: readonly string[]): FindEnds {
  /** For each tag the lines from `from` up to `to` that have no end of it. */
  const without = new Map<string, { readonly from: number; readonly to: number }>();
  return (at, tag) => {
    const name = tag.toLowerCase();
    const [start, end] = [`<${name}`, `</${name}>`];
    const skipped = without.get(name);
    const first = skipped && skipped.from <= at && at < skipped.to ? skipped.to : at;
    const limit = Math.min(lines.length, at + MAX_LINES);
    const ends: number[] = [];
    let isNested = first > at;
    let next = first;
    for (; next < limit; next++) {
      const line = (lines[next] ?? '').trim().toLowerCase();
      const attributes = next > at && line.startsWith(start) ? TAG.exec(line)?.[2] : undefined;
      if (attributes !== undefined && (ends.length > 0 || PATH_ATTRIBUTE.test(attributes))) break;
      isNested ||= attributes !== undefined;
      if (line.endsWith(end)) ends.push(next);
    }
    if (ends.length === 0) without.set(name, { from: at, to: next });
    return { ends, isNested };
  };
}

function innerText(lines: readonly string[], at: number, opening: number, end: number, tag: string): string {
  const text = lines
    .slice(at, end + 1)
    .join('\n')
    .slice(opening);
  return text.slice(0, text.trimEnd().length - `</${tag}>`.length);
}

type Read = Pick<TagPiece, 'holds'> & { readonly path?: string | undefined };

function textPiece(inner: string, line: number): Read {
  return { holds: { kind: 'text', line, body: bodyOf(inner) } };
}

function fields(inner: string, line: number): Read {
  const path = field(inner, PATH_FIELD)?.trim();
  const [search, replace] = [field(inner, OLD_FIELD), field(inner, NEW_FIELD)];
  if (search !== undefined && replace !== undefined)
    return { path, holds: { kind: 'edit', search: bodyOf(search), replace: bodyOf(replace) } };
  const text = field(inner, TEXT_FIELD);
  return { path, holds: text === undefined ? undefined : { kind: 'text', line, body: bodyOf(text) } };
}

/** The text of the first of these fields, written as a tag of its own or as a named parameter. */
function field(text: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const [open, close] of [
      [`<${name}>`, `</${name}>`],
      [`<parameter name="${name}">`, '</parameter>'],
      [`<parameter=${name}>`, '</parameter>'],
    ] as const) {
      const start = text.indexOf(open);
      if (start < 0) continue;
      const from = start + open.length;
      const end = close === '</parameter>' ? text.indexOf(close, from) : text.lastIndexOf(close);
      if (end >= from) return text.slice(from, end);
    }
  }
  return undefined;
}

/** The lines of a tag's text without the line breaks next to the tags, CDATA, or a fence around all of it. */
function bodyOf(text: string): readonly string[] {
  const data = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(text)?.[1] ?? text;
  const lines = data
    .replace(/^[ \t]*\n/, '')
    .replace(/\n[ \t]*$/, '')
    .split('\n');
  const plain = lines.length === 1 && lines[0] === '' ? [] : lines;
  const opening = readFenceLine(plain[0] ?? '');
  const inside = plain.slice(1, -1);
  const isFenced = opening !== undefined && plain.length > 1 && closes(readFenceLine(plain.at(-1) ?? ''), opening);
  return isFenced && !inside.some((line) => readFenceLine(line)) ? inside : plain;
}
