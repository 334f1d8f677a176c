import { lstatSync, type Stats } from 'node:fs';

/** Differs whenever anybody touched a file since: its change time cannot be set back as the other times can. */
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

export function isSameVersion(stamp: FileVersion | undefined, info: Stats): boolean {
  return stamp !== undefined && stamp.ctimeMs === info.ctimeMs && stamp.size === info.size && stamp.ino === info.ino;
}

/**
 * The stamp, if any change from now on must alter it: the last one was some ticks ago, and the file
 * system does not keep whole seconds only. Undefined otherwise, and when there is no such file.
 */
export function settledVersion(place: string): FileVersion | undefined {
  const info = lstatSync(place, { throwIfNoEntry: false });
  return info && isSettled(info) ? fileVersionOf(info) : undefined;
}

export function isSettled({ ctimeMs }: Stats): boolean {
  return ctimeMs % 1000 !== 0 && Date.now() - ctimeMs > TICKS_MS;
}
