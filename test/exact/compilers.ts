import type { InstalledCompiler } from '../unit/typecheck/temp-workspace';

/** The compilers for which the judge is compared with `tsc`, by the name that the tests print. */
export const COMPILERS: Readonly<Record<string, InstalledCompiler>> = {
  'TypeScript 5': 'typescript-5',
  'TypeScript 6': 'typescript',
  'TypeScript 7': 'typescript-7',
};
