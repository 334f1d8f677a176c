import type { InstalledCompiler } from '../unit/typecheck/temp-workspace';

/** The compilers whose verdicts are proven exact, by the name people know them by. */
export const COMPILERS: Readonly<Record<string, InstalledCompiler>> = {
  'TypeScript 5': 'typescript-5',
  'TypeScript 6': 'typescript',
  'TypeScript 7': 'typescript-7',
};
