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
  '/index.cts',
  '/index.cjs',
  '/index.vue',
];

/** A bundler for several platforms takes `cart.ios.tsx` for `./cart`. */
const PLATFORMS = ['native', 'ios', 'android', 'web'];

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

/** The same where only files for single platforms exist. */
export function platformCandidates(path: string): string[] {
  return PLATFORMS.flatMap((platform) => importCandidates(`${path}.${platform}`));
}
