import type { InstalledCompiler } from '../../unit/typecheck/temp-workspace';

/** A small workspace, and edits that affect files whose own text does not show it. */
export interface ExampleEdits {
  readonly files: Readonly<Record<string, string | object>>;
  /** Each edit starts from `files`; null: deleted. */
  readonly edits: readonly Readonly<Record<string, string | object | null>>[];
  /** A compiler whose own command line does not always report the same errors here. */
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
