import type { InstalledCompiler } from '../../unit/typecheck/temp-workspace';

/** A small workspace, and edits of it that reach files which do not say so. */
export interface ExampleEdits {
  readonly files: Readonly<Record<string, string | object>>;
  /** Each is made from the files as they are above; null: deleted. */
  readonly edits: readonly Readonly<Record<string, string | object | null>>[];
  /** A compiler whose own command line does not always say the same of it. */
  readonly except?: InstalledCompiler;
}

const FAST = {
  strict: true,
  target: 'es2020',
  lib: ['es5'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
  skipLibCheck: true,
};
export const only = (compilerOptions: object, more: object = {}) => ({
  compilerOptions: { ...FAST, ...compilerOptions },
  ...more,
});
export const NODE = { module: 'nodenext', moduleResolution: 'nodenext' };
export const USE = "import { x } from './i';\nexport const y: number = x;\n";
