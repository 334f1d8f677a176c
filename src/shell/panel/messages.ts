import type { Place, ToExtension } from '../../panel/contract';

/** Characters of a path or an id that a page may send. */
const MAX_TEXT = 1000;

/** Reads a message of the page, which is not trusted; undefined where it is none. */
export function readMessage(message: unknown): ToExtension | undefined {
  if (!isRecord(message)) return undefined;
  const { type, id, call, runId, compareWith } = message;
  switch (type) {
    case 'ready':
      return { type, ...(isText(compareWith) ? { compareWith } : {}) };
    case 'exchange':
      return isNumber(call) ? { type, call } : undefined;
    case 'action':
      return isText(id) ? { type, id } : undefined;
    case 'compare':
      return isText(runId) ? { type, runId } : undefined;
    case 'open': {
      const place = readPlace(message['place']);
      return place && { type, place };
    }
    default:
      return undefined;
  }
}

/** A path below the workspace and a line; undefined for any other path. */
function readPlace(place: unknown): Place | undefined {
  if (!isRecord(place)) return undefined;
  const { path, line } = place;
  if (!isText(path) || !isInside(path)) return undefined;
  return isNumber(line) && line > 0 ? { path, line } : { path };
}

/** Whether a path stays in its folder, whatever the operating system: no drive, no scheme, no way up. */
function isInside(path: string): boolean {
  if (path === '' || /[\\:\u0000]/.test(path) || path.startsWith('/')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT;
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
