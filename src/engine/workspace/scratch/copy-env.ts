import { escapeRegExp } from '../../platform/escape-reg-exp';

type Environment = Readonly<Record<string, string | undefined>>;

/** Kept: PATH may name programs that only the workspace has (`.venv/bin`), and a home may be the workspace. */
const KEPT = new Set(['PATH', 'HOME', 'USERPROFILE']);

/**
 * The environment for programs that run in a copy of the workspace: variables that name the workspace
 * (direnv's `PROJECT_ROOT`, a shell's `OLDPWD`) name the copy instead, so that programs do not read or
 * write the workspace through them. `roots`: absolute paths of the workspace.
 */
export function copyEnv<T extends Environment>(env: T, roots: readonly string[], dir: string): T {
  const paths = roots.toSorted((a, b) => b.length - a.length).map(escapeRegExp);
  // In front of the path: its start, an option's letter (`-I/path`) or a URL's scheme. After it: its end or '/'.
  const named = new RegExp(`(?<=^|[^\\w./-]|(?:^|\\s)-[A-Za-z]|://)(?:${paths.join('|')})(?![\\w.-])`, 'g');
  const relocated = Object.entries(env).map(([name, value]) => [
    name,
    KEPT.has(name.toUpperCase()) ? value : value?.replace(named, () => dir),
  ]);
  return Object.fromEntries(relocated) as T;
}
