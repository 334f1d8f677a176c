export type Scripts = Readonly<Record<string, string>>;

/** A package of the workspace, as far as its scripts matter. */
export interface Package {
  /** Workspace-relative, '/'-separated; '' for the root. */
  readonly dir: string;
  readonly name: string | undefined;
  readonly scripts: Scripts;
}

/** The script as npm runs it: `pre`, the script with the words passed on to it, `post`. */
export function withHooks(scripts: Scripts, name: string, passed = ''): string {
  const parts = [scripts[`pre${name}`], (scripts[name] ?? '') + passed, scripts[`post${name}`]];
  return parts.filter((part) => part !== undefined && part.trim() !== '').join(' && ');
}

/** A package.json. What it holds in another form than npm documents is left out of the typed fields. */
export interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly scripts: Scripts;
  /** The patterns of its `workspaces`, an array or an object with `packages`. */
  readonly workspaces: readonly string[];
  /** Everything in it, as written. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads the text of a package.json, with or without a byte order mark; undefined when it is no JSON object. */
export function parseManifest(text: string): Manifest | undefined {
  let fields: Readonly<Record<string, unknown>> | undefined;
  try {
    fields = objectOf(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return undefined;
  }
  if (!fields) return undefined;
  const scripts = Object.entries(objectOf(fields['scripts']) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const workspaces = objectOf(fields['workspaces'])?.['packages'] ?? fields['workspaces'];
  return {
    name: textOf(fields['name']),
    version: textOf(fields['version']),
    scripts: Object.fromEntries(scripts),
    workspaces: Array.isArray(workspaces) ? workspaces.filter((pattern) => typeof pattern === 'string') : [],
    fields,
  };
}

/** The texts in these fields, at any depth: `main` is a text, `bin` and `exports` may be trees of texts. */
export function textsIn(manifest: Manifest, ...fields: readonly string[]): string[] {
  return fields.flatMap((field) => leavesOf(manifest.fields[field])).filter((text) => text !== '');
}

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Names of the packages that it depends on in any way. */
export function dependencyNames(manifest: Manifest): string[] {
  return DEPENDENCY_FIELDS.flatMap((field) => Object.keys(objectOf(manifest.fields[field]) ?? {}));
}

function leavesOf(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(leavesOf) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
