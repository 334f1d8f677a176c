import { escapeRegExp } from '../../platform/escape-reg-exp';
import { createImportGraph } from '../../workspace/imports/import-graph';
import type { CopyFacts } from './copy-facts';
import type { Failure } from './failure-text';
import { alsoCopyAdvice } from './missing-files';
import { exampleOf, type Lacking, variablesOfExamples, variablesOfFiles } from './variables';

/** Files that are read in the search for a variable. */
const MAX_READ = 2_000;
/** How failures may say that a variable has no value, without naming it. */
const NO_VALUE = /undefined|required|missing|must (?:have|be)|invalid|not (?:set|defined|found|provided)|empty/i;

/**
 * Names variables that the failures name, or that files which the failing tests reach read, when an ignored
 * environment file sets them, they were withheld, or nothing sets them and only an example such as `.env.example`
 * names them. Never their values.
 */
export async function explainEnvironment(
  failure: Failure,
  facts: CopyFacts,
  isIgnored: (path: string) => boolean,
): Promise<string[]> {
  const set = [...variablesOfFiles(failure, facts, isIgnored), ...facts.withheld];
  const unset = variablesOfExamples(failure, facts).filter(({ name }) => !set.some((other) => other.name === name));
  const lacking: Lacking[] = [...set, ...unset];
  const named = lacking.filter(({ words }) => words.some((word) => mentions(failure.text, word)));
  // Of what nothing sets, much may be optional.
  const likely = NO_VALUE.test(failure.text) ? lacking : set;
  const read = named.length > 0 || likely.length === 0 ? undefined : await readBySources(failure, facts, likely);
  const found = read?.lacking ?? named;
  const clause = read ? `which ${read.path} reads` : 'which the failure names';
  return [...new Set(found.map(({ file, example }) => file ?? example))].map((source) => {
    const items = found.filter((item) => (item.file ?? item.example) === source);
    const names = [...new Set(items.map(({ name }) => name))].slice(0, 3);
    const list = names.join(', ');
    const { file, example } = items[0] ?? {};
    if (example !== undefined) return unsetAdvice(names, example, clause);
    if (file !== undefined) return alsoCopyAdvice([file], ` (it sets ${list}, ${clause})`);
    const [first = ''] = names;
    return (
      `${list}, ${clause}, ${names.length > 1 ? 'are' : 'is'} withheld from tests, as it may be a secret: ` +
      `pass on what they need with loopcraft.environment: { "${first}": "\${env:${first}}" } (--env ${first}).`
    );
  });
}

/** Advice to set variables that only an example names. */
function unsetAdvice(names: readonly string[], example: string, clause: string): string {
  const file = exampleOf(example);
  const [are, them] = names.length > 1 ? ['are', 'them'] : ['is', 'it'];
  return (
    `${names.join(', ')}, ${clause}, ${are} set nowhere, and \`${example}\` names ${them}: set ${them} in ` +
    `\`${file}\` and add that to loopcraft.alsoCopy (--also-copy ${file}), or pass ${them} to the tests with ` +
    `loopcraft.environment: { "${names[0]}": "…" } (--env ${names[0]}=VALUE).`
  );
}

/** The first file that the failing tests reach and that reads some of the variables. */
async function readBySources(
  { paths }: Failure,
  { snapshot }: CopyFacts,
  lacking: readonly Lacking[],
): Promise<{ readonly path: string; readonly lacking: readonly Lacking[] } | undefined> {
  const graph = createImportGraph(snapshot);
  const visited = new Set(paths);
  // A loop over a set also visits what is added to it meanwhile.
  for (const path of visited) {
    const file = await snapshot.read(path);
    if (file?.kind !== 'text') continue;
    if (/\benv\b/.test(file.text)) {
      const read = lacking.filter(({ name }) => name !== 'NODE_OPTIONS' && mentions(file.text, name));
      if (read.length > 0) return { path, lacking: read };
    }
    if (visited.size < MAX_READ) for (const next of await graph.importsOf(path)) visited.add(next);
  }
  return undefined;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$-])${escapeRegExp(name)}(?![\\w$-])`).test(text);
}
