import { createHash } from 'node:crypto';

/** An absolute path of a file with an extension, unlike a route such as '/api/users'. */
const ABSOLUTE_FILE = /(?:file:\/\/)?(?<=^|[\s'"`([=]|file:\/\/)(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+)+\.[A-Za-z]{1,5}\b/g;
/** The `:12:5` of `a.ts:12:5`, unlike a time such as 12:30. */
const PLACE_AFTER_FILE = /(\.[A-Za-z]{1,5}):\d+(?::\d+)?\b/g;

/**
 * Hashes what identifies a finding. Numbers that change when code moves (line, column, timing, addresses)
 * and absolute paths are removed from the message first.
 */
export function fingerprint(parts: {
  stage: string;
  path?: string | undefined;
  code?: string | undefined;
  test?: string | undefined;
  message: string;
}): string {
  const message = parts.message
    .replace(ABSOLUTE_FILE, (path) => path.split(/[\\/]/).pop() ?? path)
    .replace(PLACE_AFTER_FILE, '$1')
    .replace(/\(\d+,\d+\)/g, '')
    .replace(/\b\d+(?:\.\d+)?\s?(?:ms|s|seconds?|milliseconds?)\b/g, '<time>')
    .replace(/0x[0-9a-f]+/gi, '<address>')
    .replace(/\s+/g, ' ')
    .trim();
  const key = JSON.stringify([parts.stage, parts.path ?? '', parts.code ?? '', parts.test ?? '', message]);
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** A file of a package or outside the workspace, such as the compiler's own declarations. */
const FOREIGN_FILE = /^\.\.\/|(?:^|\/)node_modules\//;

/**
 * The fingerprint of a compiler diagnostic. An error in files that are not the workspace's own is one of the whole
 * program: which of those files has it depends on the order in which they were checked and on where they are installed.
 */
export function typeFingerprint({
  path,
  code,
  message,
}: {
  readonly path: string;
  readonly code: number;
  readonly message: string;
}): string {
  const place = FOREIGN_FILE.test(path) ? '' : path;
  return fingerprint({ stage: 'types', path: place, code: `TS${code}`, message: headline(message) });
}

/**
 * The part of a diagnostic that does not depend on what was checked before it: the order of a union's
 * members, and the lines after the first one, follow the order in which the compiler met the types.
 */
function headline(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first.replace(
    /'([^']*\|[^']*)'/g,
    (_, union: string) =>
      `'${union
        .split('|')
        .map((member) => member.trim())
        .sort()
        .join(' | ')}'`,
  );
}

/**
 * The items of `current` that are not among the `known` fingerprints. Fingerprints are counted: a second
 * error of a kind that was known once is new.
 */
export function notKnown<T extends { readonly fingerprint: string }>(
  current: readonly T[],
  known: readonly string[],
): T[] {
  const left = new Map<string, number>();
  for (const item of known) left.set(item, (left.get(item) ?? 0) + 1);
  return current.filter(({ fingerprint: item }) => {
    const count = left.get(item) ?? 0;
    if (count > 0) left.set(item, count - 1);
    return count === 0;
  });
}

/** The code of a diagnostic as people know it: `TS2322`, or the name of the program that found it. */
export function diagnosticCode({
  code,
  source = '',
}: {
  readonly code: number;
  readonly source?: string | undefined;
}): string {
  return code > 0 ? `TS${code}` : source;
}
