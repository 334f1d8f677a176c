import { createHash } from 'node:crypto';

/** The folder that the system gives a process for temporary files, and the name that was drawn below it. */
const TEMPORARY = new RegExp(
  [
    /(?<![\w.@~-])(?:\/private)?\/(?:(?:var\/)?tmp|var\/folders\/\w+\/\w+\/T)\/[^\s'"`/]+/,
    /[A-Z]:\\[^\s'"`:]*?\\Temp\\[^\s'"`\\]+/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
/** An absolute path of a file with an extension, unlike a route such as '/api/users'. */
const ABSOLUTE_FILE = /(?:file:\/\/)?(?<=^|[\s'"`([=]|file:\/\/)(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+)+\.[A-Za-z]{1,5}\b/g;
/** A port of this machine that was not chosen but given by the system, mostly from 32768 on. */
const GIVEN_PORT = new RegExp(
  [
    /(?<=(?:\blocalhost|\b127\.0\.0\.1|\b0\.0\.0\.0|::1|\[::1?\]|::):|\b[Pp]orts?:? )/,
    /(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[4-6]\d{4})\b/,
  ]
    .map(({ source }) => source)
    .join(''),
  'g',
);
/** The `:12:5` of `a.ts:12:5`, unlike a time such as 12:30. */
const PLACE_AFTER_FILE = /(\.[A-Za-z]{1,5}):\d+(?::\d+)?\b/g;
const PLACE_IN_WORDS = /\(\d+[:,]\d+\)|\bline \d+,? col(?:umn)? \d+/g;
/** The number in front of a line of code that a message shows. */
const LINE_OF_FRAME = /^[ \t>\d]*(?=[|│])/gm;
/** What fast-check says of how it found a failure. */
const HOW_IT_WAS_FOUND = /after \d+ tests?$|^\{ seed: .*\}$|^Counterexample: .*$|^Shrunk \d+ time\(s\)$/gm;
const PROCESS_ID = /\b(pid[ :=]{1,2})\d+/gi;
const SEED = /\bseed\s{0,3}[:=]?\s{0,3}-?(?:0x[0-9a-f]+|\d+)/gi;
/** Text in quotes, which the message is about, or a duration, which varies. */
const QUOTED_OR_DURATION = new RegExp(
  [
    /(?<!\w)(["'`])(?:\\.|(?!\1)[^\\\n])*\1(?!\w)/,
    /\b\d+(?:\.\d+)?\s?(?:(?:m|µ|μ|n)?s|(?:milli)?seconds?|min(?:ute)?s?)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/**
 * Hashes what identifies a finding. What differs from run to run, or when code moves, is removed from the message
 * first: line and column, durations, seeds, addresses, process ids, ports that the system gave, temporary and absolute
 * paths.
 * @param parts.values what a test compared. They are the finding, and may themselves be durations or seeds.
 */
export function fingerprint(parts: {
  stage: string;
  path?: string | undefined;
  code?: string | undefined;
  test?: string | undefined;
  message: string;
  values?: readonly string[] | undefined;
}): string {
  const words = placesRemoved(
    parts.message
      .replace(HOW_IT_WAS_FOUND, '')
      .replace(SEED, 'seed')
      .replace(PROCESS_ID, '$1')
      .replace(PLACE_IN_WORDS, '')
      .replace(LINE_OF_FRAME, '')
      .replace(QUOTED_OR_DURATION, (found, quote?: string) => (quote === undefined ? '<time>' : found)),
  );
  const message = [words, ...(parts.values ?? []).map(placesRemoved)].join('\n').replace(/\s+/g, ' ').trim();
  const key = JSON.stringify([parts.stage, parts.path ?? '', parts.code ?? '', parts.test ?? '', message]);
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function placesRemoved(text: string): string {
  return text
    .replace(TEMPORARY, '/TEMPORARY')
    .replace(ABSOLUTE_FILE, (path) => path.split(/[\\/]/).pop() ?? path)
    .replace(PLACE_AFTER_FILE, '$1')
    .replace(GIVEN_PORT, '<port>')
    .replace(/0x[0-9a-f]+/gi, '<address>');
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
