import { ENVIRONMENT_FILE } from '../workspace/secret-files';

/** Kinds of files that a run must not change, by what they are for. Each kind is a rule's id. */
export type ProtectedKind = 'dependencies' | 'secrets' | 'ci' | 'editor' | 'lock-file' | 'config';

interface ProtectedPaths {
  readonly kind: ProtectedKind;
  /** Completes "`path` is …". */
  readonly what: string;
  /** Everything below a folder of such a name, in any folder, because monorepos repeat them. */
  readonly folders?: readonly RegExp[];
  /** Files of such a name, in any folder. */
  readonly files?: readonly RegExp[];
}

/** What package managers install; a name of these is a folder or, with Plug'n'Play, a file. */
const INSTALLED = [/node_modules/, /bower_components/, /\.yarn/, /\.pnp\.[^/]+/];
/** Tools whose configuration is called `jest.config.ts`, `vitest.workspace.ts`, `vite-shared.conf.mts` and the like. */
const TEST_TOOLS = [/jest|vitest|vite|playwright|karma|ava|cypress/, /wdio|web-test-runner|nyc|wallaby|stryker/];
const CONFIG_WORDS = /config|conf|workspace|projects|shared|preset/;
const TEST_TOOL_CONFIG = new RegExp(
  `(?:${anyOf(TEST_TOOLS)})[.-](?:[\\w-]+\\.)*(?:${CONFIG_WORDS.source})(?:[.-][^/]*)?`,
);

/** The first entry that fits decides. */
const PROTECTED: readonly ProtectedPaths[] = [
  { kind: 'dependencies', what: 'installed by the package manager', folders: INSTALLED, files: INSTALLED },
  {
    kind: 'secrets',
    what: 'an environment file, where secrets are kept',
    files: [ENVIRONMENT_FILE],
  },
  {
    kind: 'ci',
    what: 'part of continuous integration',
    folders: [/\.github|\.circleci|\.ci|\.buildkite|\.gitlab|\.forgejo|\.gitea/, /\.woodpecker|\.semaphore|\.teamcity/],
    files: [
      /\.gitlab-ci[^/]*\.ya?ml/,
      /Jenkinsfile[^/]*/,
      /azure-pipelines[^/]*\.ya?ml/,
      /\.travis\.yml|appveyor\.yml|bitbucket-pipelines\.yml|\.drone\.yml/,
      /\.woodpecker\.ya?ml/,
      /buildspec[^/]*\.ya?ml/,
      /\.?codecov\.ya?ml/,
      /sonar-project\.properties/,
      /cloudbuild\.ya?ml/,
    ],
  },
  {
    kind: 'ci',
    what: 'a git hook, which checks what is committed',
    folders: [/\.(?:husky|githooks|git-hooks)/],
    files: [
      /\.?lefthook[^/]*\.(?:ya?ml|toml|json)/,
      /\.pre-commit-[^/]*\.ya?ml/,
      /\.lintstagedrc[^/]*|lint-staged\.config\.[^/]+/,
      /\.huskyrc[^/]*/,
      /\.simple-git-hooks\.[^/]+/,
    ],
  },
  {
    kind: 'editor',
    what: 'editor configuration, which can run commands',
    folders: [/\.vscode|\.idea|\.devcontainer/],
    files: [/[^/]*\.code-workspace/],
  },
  {
    kind: 'lock-file',
    what: 'a lock file, which the package manager writes',
    files: [/package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml/, /bun\.lockb?|deno\.lock/],
  },
  { kind: 'config', what: 'compiler configuration', files: [/(?:ts|js)config[^/]*\.json/] },
  {
    kind: 'config',
    what: 'test configuration',
    files: [
      TEST_TOOL_CONFIG,
      /jest(?:[.-][\w-]+)*\.json/,
      /(?:jasmine|testem|node\.config)\.json/,
      /\.testcaferc[^/]*|\.mocharc[^/]*|mocha\.opts|\.taprc/,
      /\.c8rc[^/]*|\.nycrc[^/]*|\.jestrc[^/]*|bunfig\.toml/,
    ],
  },
  {
    kind: 'config',
    what: 'linter configuration',
    files: [
      /eslint\.config\.[^/]+|\.eslint(?:rc|ignore)[^/]*/,
      /biome\.jsonc?/,
      /\.?oxlint(?:rc)?[^/]*\.json/,
      /tslint\.json/,
    ],
  },
  {
    kind: 'config',
    what: 'compiler configuration',
    files: [/(?:babel|swc)\.config\.[^/]+/, /\.babelrc[^/]*/, /\.swcrc/],
  },
  {
    kind: 'config',
    what: 'package configuration',
    files: [
      /\.npmrc|\.yarnrc[^/]*|\.pnpmfile\.[^/]+|pnpm-workspace\.yaml/,
      /lerna\.json|nx\.json|project\.json|turbo\.json|rush\.json|deno\.jsonc?/,
      /package\.(?:ya?ml|json5)/,
      /\.gitmodules/,
      /\.node-version|\.nvmrc|\.tool-versions|\.?mise\.toml/,
    ],
  },
];

const PATTERNS = PROTECTED.map(({ kind, what, folders = [], files = [] }) => ({
  kind,
  what,
  pattern: toPattern(folders, files),
}));

/** Why a file is protected by its path alone; undefined when its path doesn't protect it. */
export function protectedBy(path: string): { readonly kind: ProtectedKind; readonly what: string } | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(path));
}

function toPattern(folders: readonly RegExp[], files: readonly RegExp[]): RegExp {
  const parts = [
    ...(folders.length > 0 ? [`(?:${anyOf(folders)})/`] : []),
    ...(files.length > 0 ? [`(?:${anyOf(files)})$`] : []),
  ];
  return new RegExp(`(?:^|/)(?:${parts.join('|')})`, 'i');
}

function anyOf(patterns: readonly RegExp[]): string {
  return patterns.map(({ source }) => source).join('|');
}
