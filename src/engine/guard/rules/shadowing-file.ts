import type { ChangedFile, GuardRule } from './rule';

const JAVASCRIPT = /\.[cm]?jsx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const TYPESCRIPT_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];

export const shadowingFile = {
  id: 'shadowing-file',
  summary: 'Refuses a new JavaScript or declaration file that would be loaded in place of an existing TypeScript file.',
  appliesTo: 'new .js and .d.ts files beside a .ts file of the same name',
  check: (file) => {
    const shadowed = shadowedBy(file);
    return shadowed === undefined
      ? undefined
      : {
          why: `would be loaded in place of ${shadowed}, although it is ${shadowed} that the compiler checks.`,
          next: `Change ${shadowed} itself.`,
        };
  },
} as const satisfies GuardRule;

/**
 * The TypeScript file that a new file would replace at run time: for an import without an extension,
 * vite and jest find `cart.js` before `cart.ts`, while the compiler checks `cart.ts`.
 */
function shadowedBy({ path, after, known, candidate }: ChangedFile): string | undefined {
  if (after === null || known.has(path) || (!JAVASCRIPT.test(path) && !DECLARATIONS.test(path))) return undefined;
  const stem = path.replace(DECLARATIONS, '').replace(JAVASCRIPT, '');
  return TYPESCRIPT_EXTENSIONS.map((extension) => `${stem}${extension}`).find(
    (other) => known.has(other) && candidate.files.get(other) !== null,
  );
}
