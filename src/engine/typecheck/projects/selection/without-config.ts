import path from 'node:path';
import type { Files } from '../../files/files';

/** Folders that hold no project of the user's own. */
const NOT_SOURCE =
  /^(?:\.|node_modules$|bower_components$|dist$|build$|out$|coverage$|vendor$|__fixtures__$|fixtures$)/;
/** Declarations that are written by hand for a library in JavaScript, tests of these by tsd, and configs of tools. */
const FOR_JAVASCRIPT = /\.d\.[cm]?ts$|\.test-d\.[cm]?tsx?$|\.config\.[cm]?ts$/;
/** Sources that the compiler can't read; their own tools check them. */
const COMPONENT = /\.(?:vue|svelte|astro)$/;

/**
 * The config that editors act as if it were there in a folder of sources without any: `jsconfig.json` where all of
 * them are JavaScript or there are none yet, otherwise `tsconfig.json`. Undefined where there are components whose
 * sources only their own tools can read. Folders deeper than `depth` levels don't count.
 */
export function impliedConfig(
  folder: string,
  files: Pick<Files, 'entries'>,
  depth: number,
): 'jsconfig.json' | 'tsconfig.json' | undefined {
  const found = { ts: false, js: false, components: false };
  const look = (at: string, left: number): void => {
    const { files: names, directories } = files.entries(at);
    for (const name of names) {
      if (/\.[cm]?tsx?$/.test(name) && !FOR_JAVASCRIPT.test(name)) found.ts = true;
      if (/\.[cm]?jsx?$/.test(name)) found.js = true;
      if (COMPONENT.test(name)) found.components = true;
    }
    for (const name of left > 0 ? directories : [])
      if (!NOT_SOURCE.test(name)) look(path.posix.join(at, name), left - 1);
  };
  look(folder, depth);
  if (found.ts) return found.components ? undefined : 'tsconfig.json';
  return found.js || !found.components ? 'jsconfig.json' : undefined;
}

/** Finds the topmost tsconfig in each branch of folders. */
export function topmostConfigsBelow(folder: string, files: Files, depth: number): string[] {
  return files
    .entries(folder)
    .directories.filter((name) => !NOT_SOURCE.test(name))
    .flatMap((name) => {
      const child = path.posix.join(folder, name);
      const config = path.posix.join(child, 'tsconfig.json');
      if (files.fileExists(config)) return [config];
      return depth > 1 ? topmostConfigsBelow(child, files, depth - 1) : [];
    });
}

const FOLDERS = [
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'fixtures',
  '__fixtures__',
];
/** What both have in common; what tools wrote, and examples for tests, which may be broken on purpose, are left out. */
const OPTIONS = { module: 'esnext', moduleResolution: 'bundler', jsx: 'preserve' };
const EXCLUDED = [...FOLDERS.flatMap((name) => [name, `**/${name}`]), '**/*.min.js', '**/*.test-d.ts'];
const TOOLS = ['**/*.config.ts', '**/*.config.mts', '**/*.config.cts'];

/** Of JavaScript alone only the syntax is checked. */
const JAVASCRIPT = {
  compilerOptions: { ...OPTIONS, types: [], maxNodeModuleJsDepth: 0 },
  exclude: [...EXCLUDED, ...TOOLS],
};
/**
 * TypeScript is checked with what VS Code takes for files without a project: strict, with all the types that are
 * installed, and with imports that name a file with its extension, as Node, Deno and Bun want them.
 * Source: https://github.com/microsoft/vscode/blob/main/extensions/typescript-language-features/src/tsconfig.ts
 */
const TYPESCRIPT = {
  compilerOptions: {
    ...OPTIONS,
    jsx: 'react-jsx',
    target: 'esnext',
    strict: true,
    types: ['*'],
    allowJs: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  exclude: EXCLUDED,
};

/** The text of a config that is only implied. */
export function impliedText(file: string): string {
  return JSON.stringify(path.posix.basename(file) === 'jsconfig.json' ? JAVASCRIPT : TYPESCRIPT);
}
