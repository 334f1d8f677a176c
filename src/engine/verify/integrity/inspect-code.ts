import type { Change as TextChange } from '../../events';
import { added, type Finding } from './finding';
import { rewrittenTests } from './rewritten-tests';
import { ALLOWED_WITH_TESTS, COMPARING, COUNTED } from './rules';
import { normalised, parse, type Source, type SourceChange } from './source';

export interface InspectRequest {
  /** Files of code, as they were and as they are to be. */
  readonly changes: readonly TextChange[];
  /** Whether the person let the run change tests, or `add` some. */
  readonly tests: boolean | 'add';
  /** Whether the workspace has JavaScript's types checked. */
  readonly checksJs: boolean;
}

/**
 * What the rules see in changed code. It reads with the bundled compiler, nine megabytes whose loading
 * and work do not belong into an editor's extension host: the product has this done by the type service.
 */
export async function inspectCode({ changes: code, tests, checksJs }: InspectRequest): Promise<Finding[]> {
  const compiler = await import('typescript');
  const source = (path: string, text: string | null): Source | undefined => (text === null ? undefined : parse(compiler, path, text, checksJs));
  const changes: SourceChange[] = code.map(({ path, before, after }) => ({ path, before: source(path, before), after: source(path, after) }));
  const counted = (sources: readonly (Source | undefined)[]) => COUNTED.flatMap((rule) => sources.flatMap((item) => (item ? rule(item) : [])));
  const compared = (tests === 'add' ? [...COMPARING, rewrittenTests] : COMPARING).flatMap((rule) => rule(changes));
  const texts = new Map(changes.map(({ path, after }) => [path, normalised(after?.text ?? '')]));
  const isGone = (path: string, subject: string): boolean => texts.get(path)?.includes(subject) !== true;
  const findings = [...added(counted(changes.map(({ before }) => before)), counted(changes.map(({ after }) => after)), isGone), ...compared];
  return onePerPlace(findings.filter(({ rule }) => !(tests === true && ALLOWED_WITH_TESTS.has(rule))));
}

/** Two rules may see the same words; the first in order tells. */
function onePerPlace(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, pos }) => {
    if (pos === undefined) return true;
    const place = `${path}\u0000${pos}`;
    return !seen.has(place) && seen.add(place);
  });
}
