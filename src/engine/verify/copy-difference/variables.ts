import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isEnvironmentFile } from '../../workspace/secret-files';
import type { CopyFacts } from './copy-facts';
import type { Failure } from './failure-text';
import { isAbsent } from './missing-files';

/** A variable that tests do not find in the copy. */
export interface Lacking {
  readonly name: string;
  readonly words: readonly string[];
  /** The ignored file that sets it; undefined: the shell does, and it was withheld, or nothing does. */
  readonly file?: string | undefined;
  /** The tracked example that names it, where nothing sets it. */
  readonly example?: string | undefined;
}

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/gm;
/** `.env.example`, `.env.test.sample`, `example.env`. */
const EXAMPLE = /^(?=.*\benv\b)(?=.*\b(?:example|sample|template|dist)\b)[\w.-]+$/i;

/** The variables that ignored environment files above the failing tests set. */
export function variablesOfFiles(
  { folders }: Failure,
  facts: CopyFacts,
  isIgnored: (path: string) => boolean,
): Lacking[] {
  return folders.flatMap((folder) =>
    namesIn(join(facts.snapshot.root, folder))
      .filter(isEnvironmentFile)
      .map((name) => posix.join(folder, name))
      .filter((file) => isAbsent(file, facts) && isIgnored(file))
      .flatMap((file) => variablesIn(join(facts.snapshot.root, file)).map((name) => ({ name, words: [name], file }))),
  );
}

/** The variables that examples above the failing tests name and that the tests do not get. */
export function variablesOfExamples({ folders }: Failure, { snapshot, dir, given }: CopyFacts): Lacking[] {
  const known = new Set(given);
  for (const folder of folders)
    for (const name of namesIn(join(dir, folder)).filter(isEnvironmentFile))
      for (const variable of variablesIn(join(dir, folder, name))) known.add(variable);
  return examplesIn(folders, snapshot.files).flatMap((example) =>
    variablesIn(join(snapshot.root, example))
      .filter((name) => !known.has(name))
      .map((name) => ({ name, words: [name], example })),
  );
}

/** Examples of environment files in these folders. */
function examplesIn(folders: readonly string[], files: readonly string[]): string[] {
  const inFolders = new Set(folders);
  return files.filter((path) => {
    const folder = posix.dirname(path);
    return EXAMPLE.test(posix.basename(path)) && inFolders.has(folder === '.' ? '' : folder);
  });
}

/** The environment file that an example stands for: `.env.local` of `.env.local.example`. */
export function exampleOf(path: string): string {
  const name = posix.basename(path).replace(/[.-]?(?:example|sample|template|dist)/i, '');
  return posix.join(posix.dirname(path), name === 'env' ? '.env' : name);
}

function variablesIn(place: string): string[] {
  try {
    return [...readFileSync(place, 'utf8').matchAll(ASSIGNMENT)].flatMap(([, name]) => name ?? []);
  } catch {
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
