import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { OperatorVariant } from './operator-variants';

/** A source with the operators that could be flipped in it. */
export interface Places {
  readonly path: string;
  readonly text: string;
  readonly variants: readonly OperatorVariant[];
}

/** Which test files ran the expression of a variant; undefined where the runner does not say which file it runs. */
export type ReachedBy = (source: Places, variant: OperatorVariant) => ReadonlySet<string> | undefined;

/**
 * What is run in front of an expression, at the end of its source. It writes down once for each test file that the
 * expression ran: vitest, jest and node:test each say in their own way which file runs.
 */
const PROBE = String.raw`
function __planted(id) {
  const file = globalThis.__vitest_worker__?.filepath ?? globalThis.expect?.getState?.().testPath ?? process.argv[1];
  const key = id + '\t' + file;
  const seen = (__planted.seen ??= new Set());
  if (seen.has(key)) return;
  seen.add(key);
  try { process.getBuiltinModule('node:fs').appendFileSync(OUT, key + '\n'); } catch {}
}
`;

/** The sources with a probe in each expression that could be flipped. */
export function withProbes(sources: readonly Places[], out: string): Map<string, string> {
  const probe = PROBE.replace('OUT', JSON.stringify(out));
  return new Map(
    sources.map((source, at) => {
      const edits = source.variants.flatMap(({ start, end, opensStatement }, index) => [
        { at: start, size: end - start, text: `${opensStatement ? ';' : ''}(__planted("${at}:${index}"), ` },
        { at: end, size: 0, text: ')' },
      ]);
      // From the end of the text on; of those that begin at one place the innermost first, so that it stands last.
      const sorted = edits.toSorted((a, b) => b.at - a.at || a.size - b.size);
      const text = sorted.reduce((all, edit) => all.slice(0, edit.at) + edit.text + all.slice(edit.at), source.text);
      // A runner that checks types would refuse a function that is not declared for it.
      return [source.path, `// @ts-nocheck\n${text}${probe}`];
    }),
  );
}

/** What the probes wrote, which is removed. */
export function takeReached(out: string): string[] {
  const lines = existsSync(out) ? readFileSync(out, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(out, { force: true });
  return lines;
}

/** Says it of `lines` that probes in the same sources wrote. `tests`: workspace-relative paths of the test files. */
export function readReached(sources: readonly Places[], tests: readonly string[], lines: readonly string[]): ReachedBy {
  const found = new Map<string, Set<string>>();
  let isKnown = false;
  for (const line of lines) {
    const [id = '', file = ''] = line.split('\t');
    const slashed = file.split(path.sep).join('/');
    const test = tests.find((each) => slashed.endsWith(`/${each}`));
    const by = found.get(id) ?? new Set();
    found.set(id, by);
    if (test === undefined) continue;
    isKnown = true;
    by.add(test);
  }
  return (source, variant) => {
    if (lines.length === 0) return undefined;
    const by = found.get(`${sources.indexOf(source)}:${source.variants.indexOf(variant)}`);
    return isKnown ? (by ?? new Set()) : by === undefined ? new Set() : undefined;
  };
}
