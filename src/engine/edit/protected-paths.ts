/** Files that a run leaves alone, by what they are for. */
export type ProtectedKind = 'dependencies' | 'secrets' | 'ci' | 'editor' | 'lock-file' | 'config';

interface Rule {
  readonly kind: ProtectedKind;
  readonly pattern: RegExp;
  /** Completes "`path` is …". */
  readonly what: string;
}

/** The first that fits decides. Every pattern is matched in any folder, because monorepos repeat them. */
const RULES: readonly Rule[] = [
  { kind: 'dependencies', pattern: /(?:^|\/)(?:node_modules|bower_components|\.yarn|\.pnp\.[^/]+)(?:\/|$)/, what: 'installed by the package manager' },
  { kind: 'secrets', pattern: /(?:^|\/)\.env(?!\.(?:example|sample|template|dist)$)[^/]*$/, what: 'an environment file, where secrets are kept' },
  {
    kind: 'ci',
    pattern:
      /(?:^|\/)(?:\.github|\.circleci|\.ci|\.buildkite|\.husky|\.gitlab)\/|(?:^|\/)(?:\.gitlab-ci[^/]*\.ya?ml|Jenkinsfile[^/]*|azure-pipelines[^/]*\.ya?ml|\.travis\.yml|appveyor\.yml|bitbucket-pipelines\.yml|\.drone\.yml|cloudbuild\.ya?ml)$/i,
    what: 'part of continuous integration',
  },
  { kind: 'editor', pattern: /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer)\/|\.code-workspace$/i, what: 'editor configuration, which can run commands' },
  {
    kind: 'lock-file',
    pattern: /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/i,
    what: 'a lock file, which the package manager writes',
  },
  { kind: 'config', pattern: /(?:^|\/)(?:ts|js)config[^/]*\.json$/i, what: 'compiler configuration' },
  {
    kind: 'config',
    pattern:
      /(?:^|\/)(?:(?:jest|vitest|vite|playwright|karma|ava|cypress|wdio|web-test-runner|nyc|wallaby|stryker)[.-](?:config|conf|workspace|projects|shared|preset)[^/]*|\.mocharc[^/]*|mocha\.opts|\.taprc|\.c8rc[^/]*|\.nycrc[^/]*|\.jestrc[^/]*|bunfig\.toml)$/i,
    what: 'test configuration',
  },
  {
    kind: 'config',
    pattern: /(?:^|\/)(?:eslint\.config\.[^/]+|\.eslint(?:rc|ignore)[^/]*|biome\.jsonc?|\.?oxlint(?:rc)?[^/]*\.json|tslint\.json)$/i,
    what: 'linter configuration',
  },
  {
    kind: 'config',
    pattern: /(?:^|\/)(?:(?:babel|swc)\.config\.[^/]+|\.babelrc[^/]*|\.swcrc)$/i,
    what: 'compiler configuration',
  },
  {
    kind: 'config',
    pattern: /(?:^|\/)(?:\.npmrc|\.yarnrc[^/]*|\.pnpmfile\.[^/]+|pnpm-workspace\.yaml|lerna\.json|nx\.json|project\.json|turbo\.json|rush\.json|deno\.jsonc?|\.gitmodules|\.node-version|\.nvmrc)$/i,
    what: 'package configuration',
  },
];

export function protectedBy(path: string): { readonly kind: ProtectedKind; readonly what: string } | undefined {
  return RULES.find(({ pattern }) => pattern.test(path));
}

/** Keys of a package.json that neither install, run nor resolve anything. */
const DESCRIPTIVE = new Set(['description', 'keywords', 'author', 'contributors', 'license', 'homepage', 'repository', 'bugs', 'funding']);

/** The keys of a package.json whose change alters what is installed, run or resolved; all of them when it is no JSON. */
export function packageKeysChanged(before: string | null, after: string | null): string[] {
  const [old, now] = [parseObject(before), parseObject(after)];
  if (!old || !now) return ['the whole file'];
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].filter((key) => !DESCRIPTIVE.has(key) && JSON.stringify(old[key]) !== JSON.stringify(now[key]));
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
