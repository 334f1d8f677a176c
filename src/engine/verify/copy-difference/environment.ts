import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { createImportGraph } from '../../workspace/imports/import-graph';
import { isEnvironmentFile } from '../../workspace/secret-files';
import type { CopyFacts } from './copy-facts';
import type { Failure } from './failure-text';
import { alsoCopyAdvice, isAbsent } from './missing-files';

/** A variable that tests find in the person's shell or workspace, but not in the copy. */
interface Lacking {
  readonly name: string;
  readonly words: readonly string[];
  /** The ignored file that sets it; undefined: the shell does, and it was withheld. */
  readonly file: string | undefined;
}

/** Files that are read in the search for a variable. */
const MAX_READ = 2_000;
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/gm;

/**
 * Names variables that the failures name, or that files which the failing tests reach read, when an ignored
 * environment file sets them or they were withheld. Never their values.
 */
export async function explainEnvironment(
  failure: Failure,
  facts: CopyFacts,
  isIgnored: (path: string) => boolean,
): Promise<string[]> {
  const withheld = facts.withheld.map((variable): Lacking => ({ ...variable, file: undefined }));
  const lacking = [...variablesOfFiles(failure, facts, isIgnored), ...withheld];
  if (lacking.length === 0) return [];
  const named = lacking.filter(({ words }) => words.some((word) => mentions(failure.text, word)));
  const read = named.length > 0 ? undefined : await readBySources(failure, facts, lacking);
  const found = read?.lacking ?? named;
  const clause = read ? `which ${read.path} reads` : 'which the failure names';
  return [...new Set(found.map(({ file }) => file))].map((file) => {
    const names = [...new Set(found.filter((item) => item.file === file).map(({ name }) => name))].slice(0, 3);
    const list = names.join(', ');
    if (file !== undefined) return alsoCopyAdvice([file], ` (it sets ${list}, ${clause})`);
    const [first = ''] = names;
    return (
      `${list}, ${clause}, ${names.length > 1 ? 'are' : 'is'} withheld from tests, as it may be a secret: ` +
      `pass on what they need with loopcraft.environment: { "${first}": "\${env:${first}}" } (--env ${first}).`
    );
  });
}

/** The variables that ignored environment files above the failing tests set. */
function variablesOfFiles({ folders }: Failure, facts: CopyFacts, isIgnored: (path: string) => boolean): Lacking[] {
  const found: Lacking[] = [];
  for (const folder of folders) {
    for (const name of namesIn(join(facts.snapshot.root, folder)).filter(isEnvironmentFile)) {
      const file = posix.join(folder, name);
      if (!isAbsent(file, facts) || !isIgnored(file)) continue;
      const text = textOf(join(facts.snapshot.root, file));
      for (const [, variable = ''] of text.matchAll(ASSIGNMENT))
        found.push({ name: variable, words: [variable], file });
    }
  }
  return found;
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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(place: string): string {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return '';
  }
}
