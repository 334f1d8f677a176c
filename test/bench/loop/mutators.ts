/**
 * Wrong versions of one line, as models write them. The compiler's errors that models cause most are 2322, 2304, 2339,
 * 2345 and 7053; what compiles is wrong in a limit, a case, a sign or a condition.
 */
export function wrongVersions(line: string): string[] {
  const found = [...MUTATORS.flatMap(([pattern, by]) => replaced(line, pattern, by)), ...withoutCase(line)];
  return [...new Set(found)].filter((version) => version !== line);
}

type Mutator = readonly [pattern: RegExp, by: string];

const TYPES: readonly Mutator[] = [
  [/\.length\b/, '.size'],
  [/\.push\(/, '.append('],
  [/\.has\(/, '.contains('],
  [/\.get\(([^()]*)\) \?\? [^;,)]+/, '.get($1)'],
  [/\.join\(/, '.concatenate('],
  [/: number = 0;/, ": number = '';"],
  [/\blet (\w+) = 0;/, "let $1 = '';"],
  [/\breturn (\w+);/, 'return $1.value;'],
  [/\breturn \[\.\.\.(\w+)\];/, 'return $1.toArray();'],
  [/\breturn '';/, 'return null;'],
  [/\breturn \[\];/, 'return {};'],
  [/\breturn undefined;/, 'return null;'],
  [/\bfalse;/, "'false';"],
];

const MEANING: readonly Mutator[] = [
  [/ < /, ' <= '],
  [/ <= /, ' < '],
  [/ > /, ' >= '],
  [/ >= /, ' > '],
  [/ === /, ' !== '],
  [/ !== /, ' === '],
  [/ && /, ' || '],
  [/ \|\| /, ' && '],
  [/ \+ 1\b/, ''],
  [/ - 1\b/, ''],
  [/ \+ /, ' - '],
  [/ - /, ' + '],
  [/ \* /, ' + '],
  [/ % /, ' / '],
  [/\bMath\.floor\(/, 'Math.ceil('],
  [/\bMath\.ceil\(/, 'Math.floor('],
  [/\bMath\.round\(/, 'Math.floor('],
  [/\bMath\.max\(/, 'Math.min('],
  [/\bMath\.min\(/, 'Math.max('],
  [/\.trim\(\)/, ''],
  [/\.toLowerCase\(\)/, ''],
  [/\.toUpperCase\(\)/, ''],
  [/\.slice\(1\)/, '.slice(0)'],
  [/\.slice\((\w+)\)/, '.slice($1 + 1)'],
  [/\.every\(/, '.some('],
  [/\.some\(/, '.every('],
  [/\?\? 0\b/, '?? 1'],
  [/\btrue\b/, 'false'],
  [/\bfalse\b/, 'true'],
  [/\b(\d+)(?=[;,)\]])/, '1$1'],
  [/= (\d+);/, '= $1 + 1;'],
  [/'([^']{1,3})'/, "'$1 '"],
];

const MUTATORS = [...TYPES, ...MEANING];

function replaced(line: string, pattern: RegExp, by: string): string[] {
  return line.trimStart().startsWith('import ') ? [] : [line.replace(pattern, by)];
}

/** A special case that is not thought of. */
function withoutCase(line: string): string[] {
  const guard = /^(\s+)if \((.*)\) (?:return|throw|continue|break)\b.*;$/.exec(line);
  return guard ? [`${guard[1]}// no special case for ${guard[2]}`] : [];
}
