import type { Finding, TextEdit } from '../../contract/code-inspection';
import { type Evidence, newEvidence } from '../../contract/evidence';

/** Type errors of the candidate with these files in place of its own, all of them; undefined: no check is possible. */
export type ErrorsWith = (files: ReadonlyMap<string, string>) => Promise<readonly Evidence[] | undefined>;

/** More findings than these are not told apart: each of them counts as silencing. */
const MAX_SINGLE_CHECKS = 8;

/** "Implicitly has an 'any' type": what the compiler says where only the annotation is missing. */
const ONLY_UNTYPED = /^TS(?:7005|7006|7008|7010|7011|7019|7022|7023|7024|7031|7034|7050|7051)$/;

/**
 * The findings that hide a type error of the candidate, each with a clause about it. The compiler says so: the
 * candidate is checked without all of them, and only if that shows an error without each. A finding counts as
 * hiding one where that can't be found out.
 */
export async function silencing(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
  errorsWith: ErrorsWith,
): Promise<ReadonlyMap<Finding, string>> {
  const removable = findings.filter(({ without }) => without !== undefined);
  if (removable.length === 0) return new Map();
  const now = await errorsWith(new Map());
  const errorWithout = async (removed: readonly Finding[]): Promise<string | undefined> => {
    const found = now && (await errorsWith(textsWithout(removed, texts)));
    if (!now || !found) return 'whether it hides a type error could not be checked';
    const [error] = newEvidence(found, now).filter(({ code = '' }) => !ONLY_UNTYPED.test(code));
    return error && `without it, the compiler reports ${describe(error)}`;
  };
  const together = await errorWithout(removable);
  if (together === undefined) return new Map();
  const all = new Map(removable.map((finding) => [finding, together]));
  if (removable.length === 1 || removable.length > MAX_SINGLE_CHECKS) return all;
  const single = new Map<Finding, string>();
  for (const finding of removable) {
    const error = await errorWithout([finding]);
    if (error !== undefined) single.set(finding, error);
  }
  // Two may hide an error together that neither hides alone.
  return single.size > 0 ? single : all;
}

function textsWithout(findings: readonly Finding[], texts: ReadonlyMap<string, string>): Map<string, string> {
  const changed = new Map<string, string>();
  for (const path of new Set(findings.map((finding) => finding.path))) {
    const edits = findings.flatMap((finding) => (finding.path === path && finding.without ? [finding.without] : []));
    changed.set(path, withEdits(texts.get(path) ?? '', edits));
  }
  return changed;
}

/** Applies the edits from the end, so that offsets stay right; one that overlaps another is left out. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let from = Number.POSITIVE_INFINITY;
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: replacement }) => {
      if (end > from) return result;
      from = start;
      return result.slice(0, start) + replacement + result.slice(end);
    }, text);
}

function describe({ code = '', message, path, line }: Evidence): string {
  const [first = ''] = message.split('\n', 1);
  return `${code} in ${path ?? 'a project'}${line === undefined ? '' : `:${line}`} (${first.replace(/\.$/, '')})`;
}
