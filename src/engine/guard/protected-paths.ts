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
  {
    kind: 'dependencies',
    pattern: /(?:^|\/)(?:node_modules|bower_components|\.yarn|\.pnp\.[^/]+)(?:\/|$)/i,
    what: 'installed by the package manager',
  },
  {
    kind: 'secrets',
    pattern: /(?:^|\/)\.env(?!\.(?:example|sample|template|dist)$)[^/]*$/i,
    what: 'an environment file, where secrets are kept',
  },
  {
    kind: 'ci',
    pattern:
      /(?:^|\/)(?:\.github|\.circleci|\.ci|\.buildkite|\.gitlab|\.forgejo|\.gitea|\.woodpecker|\.semaphore|\.teamcity)\/|(?:^|\/)(?:\.gitlab-ci[^/]*\.ya?ml|Jenkinsfile[^/]*|azure-pipelines[^/]*\.ya?ml|\.travis\.yml|appveyor\.yml|bitbucket-pipelines\.yml|\.drone\.yml|\.woodpecker\.ya?ml|buildspec[^/]*\.ya?ml|\.?codecov\.ya?ml|sonar-project\.properties|cloudbuild\.ya?ml)$/i,
    what: 'part of continuous integration',
  },
  {
    kind: 'ci',
    pattern:
      /(?:^|\/)\.(?:husky|githooks|git-hooks)\/|(?:^|\/)(?:\.?lefthook[^/]*\.(?:ya?ml|toml|json)|\.pre-commit-[^/]*\.ya?ml|\.lintstagedrc[^/]*|lint-staged\.config\.[^/]+|\.huskyrc[^/]*|\.simple-git-hooks\.[^/]+)$/i,
    what: 'a git hook, which checks what is committed',
  },
  {
    kind: 'editor',
    pattern: /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer)\/|\.code-workspace$/i,
    what: 'editor configuration, which can run commands',
  },
  {
    kind: 'lock-file',
    pattern: /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/i,
    what: 'a lock file, which the package manager writes',
  },
  { kind: 'config', pattern: /(?:^|\/)(?:ts|js)config[^/]*\.json$/i, what: 'compiler configuration' },
  {
    kind: 'config',
    pattern:
      /(?:^|\/)(?:(?:jest|vitest|vite|playwright|karma|ava|cypress|wdio|web-test-runner|nyc|wallaby|stryker)[.-](?:[\w-]+\.)*(?:config|conf|workspace|projects|shared|preset)(?:[.-][^/]*)?|jest(?:[.-][\w-]+)*\.json|(?:jasmine|testem|node\.config)\.json|\.testcaferc[^/]*|\.mocharc[^/]*|mocha\.opts|\.taprc|\.c8rc[^/]*|\.nycrc[^/]*|\.jestrc[^/]*|bunfig\.toml)$/i,
    what: 'test configuration',
  },
  {
    kind: 'config',
    pattern:
      /(?:^|\/)(?:eslint\.config\.[^/]+|\.eslint(?:rc|ignore)[^/]*|biome\.jsonc?|\.?oxlint(?:rc)?[^/]*\.json|tslint\.json)$/i,
    what: 'linter configuration',
  },
  {
    kind: 'config',
    pattern: /(?:^|\/)(?:(?:babel|swc)\.config\.[^/]+|\.babelrc[^/]*|\.swcrc)$/i,
    what: 'compiler configuration',
  },
  {
    kind: 'config',
    pattern:
      /(?:^|\/)(?:\.npmrc|\.yarnrc[^/]*|\.pnpmfile\.[^/]+|pnpm-workspace\.yaml|lerna\.json|nx\.json|project\.json|turbo\.json|rush\.json|deno\.jsonc?|package\.(?:ya?ml|json5)|\.gitmodules|\.node-version|\.nvmrc|\.tool-versions|\.?mise\.toml)$/i,
    what: 'package configuration',
  },
];

export function protectedBy(path: string): { readonly kind: ProtectedKind; readonly what: string } | undefined {
  return RULES.find(({ pattern }) => pattern.test(path));
}

/** Keys of a package.json that neither install, run nor resolve anything. */
const DESCRIPTIVE = new Set([
  'description',
  'keywords',
  'author',
  'contributors',
  'license',
  'homepage',
  'repository',
  'bugs',
  'funding',
]);

/** Scripts that a package manager or a test run starts by itself, and what may have one before and after it. */
const STARTED_BY_ITSELF =
  /^(?:test(?:[:.-].*)?|install|uninstall|prepare|prepublish(?:Only)?|publish|pack|version|dependencies)$/;

/** The keys of a package.json whose change alters what is installed, run or resolved; all of them when it is no JSON. */
export function packageKeysChanged(before: string | null, after: string | null): string[] {
  const [old, now] = [parseObject(before), parseObject(after)];
  if (!old || !now) return ['the whole file'];
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].filter(
    (key) =>
      !DESCRIPTIVE.has(key) &&
      !(key === 'scripts' && onlyAddsScripts(old[key], now[key])) &&
      JSON.stringify(old[key]) !== JSON.stringify(now[key]),
  );
}

/** A script more changes nothing that runs, as long as only people start it. */
function onlyAddsScripts(before: unknown, after: unknown): boolean {
  const [old, now] = [asObject(before) ?? {}, asObject(after)];
  if (!now) return false;
  const startsItself = (name: string): boolean => {
    const around = /^(?:pre|post)(.+)$/.exec(name)?.[1];
    return (
      STARTED_BY_ITSELF.test(name) ||
      (around !== undefined && (Object.hasOwn(now, around) || STARTED_BY_ITSELF.test(around)))
    );
  };
  return (
    Object.keys(old).every((name) => old[name] === now[name]) &&
    Object.keys(now).every((name) => Object.hasOwn(old, name) || !startsItself(name))
  );
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return asObject(value);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
