import { normalised, parse, type Source, type SourceChange } from '../code/source';
import type { Finding, InspectRequest } from '../contract/code-inspection';
import { addedFindings } from './finding';
import { checksOf, type ReadSource } from './rule-family';
import { FAMILIES, isAllowedWithTests } from './rules';
import { taskWords } from './task-words';

/**
 * What the rules find in changed code. It parses with the bundled compiler; its nine megabytes, their loading
 * and the parsing don't belong into an editor's extension host, so the product runs this in the type service.
 * `readDisk` returns the text of a workspace file; null: no such file.
 */
export async function inspectCode(
  { changes: code, tests, task, checksJs, unsaved }: InspectRequest,
  readDisk: (path: string) => Promise<string | null>,
): Promise<Finding[]> {
  const compiler = await import('typescript');
  const source = (path: string, text: string | null): Source | undefined =>
    text === null ? undefined : parse(compiler, path, text, checksJs);
  const readBefore: ReadSource = async (path) => source(path, unsaved.get(path) ?? (await readDisk(path)));
  const changes: SourceChange[] = code.map(({ path, before, after }) => ({
    path,
    before: source(path, before),
    after: source(path, after),
  }));
  const edited = new Map(changes.map(({ path, after }) => [path, after]));
  const readAfter: ReadSource = async (path) => (edited.has(path) ? edited.get(path) : readBefore(path));
  const before = await findingsIn(
    changes.flatMap((change) => change.before ?? []),
    readBefore,
  );
  const after = await findingsIn(
    changes.flatMap((change) => change.after ?? []),
    readAfter,
  );
  const differences = [
    ...checksOf(FAMILIES, 'difference'),
    ...(tests === 'add' ? checksOf(FAMILIES, 'difference-while-adding-tests') : []),
  ].flatMap(({ find }) => find(changes));
  const withImports = await Promise.all(
    checksOf(FAMILIES, 'difference-with-imports').map(({ find }) => find(changes, readBefore)),
  );
  const reads = { before: readBefore, after: readAfter };
  const losses =
    task === undefined
      ? []
      : await Promise.all(checksOf(FAMILIES, 'loss').map(({ find }) => find(changes, taskWords(task), reads)));
  const texts = new Map(changes.map((change) => [change.path, normalised(change.after?.text ?? '')]));
  const isGone = (path: string, subject: string): boolean => texts.get(path)?.includes(subject) !== true;
  const findings = [...addedFindings(before, after, isGone), ...differences, ...withImports.flat(), ...losses.flat()];
  return onePerPlace(findings.filter(({ rule }) => !(tests === true && isAllowedWithTests(rule))));
}

async function findingsIn(sources: readonly Source[], read: ReadSource): Promise<Finding[]> {
  const imported = await Promise.all(
    checksOf(FAMILIES, 'added-with-imports').flatMap(({ find }) => sources.map((source) => find(source, read))),
  );
  return [
    ...checksOf(FAMILIES, 'added').flatMap(({ find }) => sources.flatMap((source) => find(source))),
    ...imported.flat(),
  ];
}

/** Two rules may see the same words; the first in the table's order reports them. */
function onePerPlace(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, pos }) => {
    if (pos === undefined) return true;
    const place = `${path}\u0000${pos}`;
    return !seen.has(place) && seen.add(place);
  });
}
