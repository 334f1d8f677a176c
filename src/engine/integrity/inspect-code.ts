import { normalised, parse, type Source, type SourceChange } from '../code/source';
import type { Finding, InspectRequest } from '../contract/code-inspection';
import { added } from './finding';
import { ALLOWED_WITH_TESTS, COMPARING, COUNTED } from './rules';
import { importedDetection, type ReadSource } from './rules/product/imported-detection';
import { rewrittenTests } from './rules/tests/rewritten-tests';

/**
 * What the rules see in changed code. It reads with the bundled compiler, nine megabytes whose loading
 * and work do not belong into an editor's extension host: the product has this done by the type service.
 * `readDisk` gives the text of a workspace file; null: no such file.
 */
export async function inspectCode(
  { changes: code, tests, checksJs, unsaved }: InspectRequest,
  readDisk: (path: string) => Promise<string | null>,
): Promise<Finding[]> {
  const compiler = await import('typescript');
  const source = (path: string, text: string | null): Source | undefined =>
    text === null ? undefined : parse(compiler, path, text, checksJs);
  const was: ReadSource = async (path) => source(path, unsaved.get(path) ?? (await readDisk(path)));
  const changes: SourceChange[] = code.map(({ path, before, after }) => ({
    path,
    before: source(path, before),
    after: source(path, after),
  }));
  const edited = new Map(changes.map(({ path, after }) => [path, after]));
  const before = await counted(
    changes.flatMap((change) => change.before ?? []),
    was,
  );
  const after = await counted(
    changes.flatMap((change) => change.after ?? []),
    async (path) => (edited.has(path) ? edited.get(path) : was(path)),
  );
  const compared = (tests === 'add' ? [...COMPARING, rewrittenTests] : COMPARING).flatMap((rule) => rule(changes));
  const texts = new Map(changes.map((change) => [change.path, normalised(change.after?.text ?? '')]));
  const isGone = (path: string, subject: string): boolean => texts.get(path)?.includes(subject) !== true;
  const findings = [...added(before, after, isGone), ...compared];
  return onePerPlace(findings.filter(({ rule }) => !(tests === true && ALLOWED_WITH_TESTS.has(rule))));
}

async function counted(sources: readonly Source[], read: ReadSource): Promise<Finding[]> {
  const imported = await Promise.all(sources.map((source) => importedDetection(source, read)));
  return [...COUNTED.flatMap((rule) => sources.flatMap(rule)), ...imported.flat()];
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
