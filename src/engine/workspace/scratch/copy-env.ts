type Environment = Readonly<Record<string, string | undefined>>;

/** PATH names programs, and some of them only the workspace has (`.venv/bin`); a home is one also where it is the workspace. */
const KEPT = new Set(['PATH', 'HOME', 'USERPROFILE']);

/**
 * The environment for programs that run in a copy of the workspace: variables that name the workspace
 * (a direnv's `PROJECT_ROOT`, a shell's `OLDPWD`) name the copy, so that nothing is read or written by
 * way of them. `roots`: absolute paths of the workspace.
 */
export function copyEnv(env: Environment, roots: readonly string[], dir: string): Environment {
  const paths = roots
    .toSorted((a, b) => b.length - a.length)
    .map((root) => root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Before a path no more of it, but an option's letter (`-I/path`) or a URL's scheme; after it an end or '/'.
  const named = new RegExp(`(?<=^|[^\\w./-]|(?:^|\\s)-[A-Za-z]|://)(?:${paths.join('|')})(?![\\w.-])`, 'g');
  const relocated = Object.entries(env).map(([name, value]) => [
    name,
    KEPT.has(name.toUpperCase()) ? value : value?.replace(named, () => dir),
  ]);
  return Object.fromEntries(relocated);
}
