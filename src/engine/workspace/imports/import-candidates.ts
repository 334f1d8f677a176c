const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.json',
  '.vue',
  '/index.ts',
  '/index.tsx',
  '/index.mts',
  '/index.js',
  '/index.jsx',
  '/index.mjs',
];

/**
 * The paths of the files that an import of this path may mean, the likeliest first: the path with every
 * ending that may be left out, and for `a.js` also `a.ts`, as TypeScript resolves it.
 */
export function importCandidates(path: string): string[] {
  const base = path.replace(/\/$/, '');
  const bare = base.replace(/\.([cm]?)jsx?$/, '');
  const stems = bare === base ? [base] : [base, bare];
  return stems.flatMap((stem) => ENDINGS.map((ending) => stem + ending));
}
