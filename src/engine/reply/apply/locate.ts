/** Where a file has given lines, and how its indentation differs from theirs. */
export interface Place {
  /** 0-based index of the first line. */
  readonly at: number;
  /** The indentation that every line of the file has in addition (`add`) or lacks (`drop`). */
  readonly shift: Shift;
}

export type Shift = { readonly kind: 'none' } | { readonly kind: 'add' | 'drop'; readonly indent: string };

export interface Located {
  readonly how: 'exact' | 'trailing-whitespace' | 'indentation';
  readonly places: readonly Place[];
}

const NO_SHIFT: Shift = { kind: 'none' };

/**
 * Every place where `lines` has the lines `wanted`: exactly; if there is none, with other whitespace at
 * line ends; if there is none either, with one indentation more or less throughout. Anything less similar
 * would be a guess.
 */
export function locate(lines: readonly string[], wanted: readonly string[]): Located {
  const exact = placesWhere(lines, wanted.length, (at) => wanted.every((text, index) => lines[at + index] === text));
  if (exact.length > 0) return { how: 'exact', places: exact };

  const [trimmed, trimmedWanted] = [lines.map((text) => text.trimEnd()), wanted.map((text) => text.trimEnd())];
  const trailing = placesWhere(lines, wanted.length, (at) =>
    trimmedWanted.every((text, index) => trimmed[at + index] === text),
  );
  if (trailing.length > 0) return { how: 'trailing-whitespace', places: trailing };

  const shifted: Place[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    const shift = shiftAt(trimmed, at, trimmedWanted);
    if (shift) shifted.push({ at, shift });
  }
  return { how: 'indentation', places: shifted };
}

/** The lines with the file's indentation; undefined when a line has less indentation than is to be removed. */
export function reindent(texts: readonly string[], shift: Shift): string[] | undefined {
  if (shift.kind === 'none') return [...texts];
  const { kind, indent } = shift;
  if (kind === 'add') return texts.map((text) => (text.trim() === '' ? text : indent + text));
  if (texts.some((text) => text.trim() !== '' && !text.startsWith(indent))) return undefined;
  return texts.map((text) => (text.startsWith(indent) ? text.slice(indent.length) : text));
}

function placesWhere(lines: readonly string[], length: number, fits: (at: number) => boolean): Place[] {
  const places: Place[] = [];
  for (let at = 0; at + length <= lines.length; at++) if (fits(at)) places.push({ at, shift: NO_SHIFT });
  return places;
}

function shiftAt(lines: readonly string[], at: number, wanted: readonly string[]): Shift | undefined {
  let shift: Shift | undefined;
  for (const [index, text] of wanted.entries()) {
    const line = lines[at + index] ?? '';
    if (text.trimStart() !== line.trimStart()) return undefined;
    if (text === '') continue;
    const own = shiftBetween(text, line);
    if (!own || (shift && !sameShift(shift, own))) return undefined;
    shift = own;
  }
  return shift;
}

function shiftBetween(text: string, line: string): Shift | undefined {
  if (line.endsWith(text)) return { kind: 'add', indent: line.slice(0, line.length - text.length) };
  if (text.endsWith(line)) return { kind: 'drop', indent: text.slice(0, text.length - line.length) };
  return undefined;
}

function sameShift(a: Shift, b: Shift): boolean {
  return a.kind === b.kind && (a.kind === 'none' || b.kind === 'none' || a.indent === b.indent);
}
