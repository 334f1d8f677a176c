import { lstatSync, type Stats } from 'node:fs';

/** Differs after any change of a file: unlike the other times, its change time cannot be set back. */
export interface FileVersion {
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/** Milliseconds in which two changes may get the same time: two ticks of the slowest Linux clock (100 Hz). */
const TICKS_MS = 20;

export function fileVersionOf({ ctimeMs, size, ino }: Stats): FileVersion {
  return { ctimeMs, size, ino };
}

/** Returns false when either version is not known. */
export function isSameVersion(a: FileVersion | undefined, b: FileVersion | undefined): boolean {
  return a !== undefined && b !== undefined && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}

/**
 * The file's version, if every change from now on must alter it: the last change was some ticks ago, and
 * the file system does not keep whole seconds only. Undefined otherwise, and when there is no such file.
 */
export function settledVersion(place: string): FileVersion | undefined {
  const info = lstatSync(place, { throwIfNoEntry: false });
  return info && isSettled(info) ? fileVersionOf(info) : undefined;
}

export function isSettled({ ctimeMs }: Stats): boolean {
  return ctimeMs % 1000 !== 0 && Date.now() - ctimeMs > TICKS_MS;
}
