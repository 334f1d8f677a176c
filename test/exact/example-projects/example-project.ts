/** A small workspace with errors, and the commands that report them. */
export interface ExampleProject {
  readonly files: Readonly<Record<string, string | object>>;
  /**
   * What `tsc` is run on: a project alone (`--noEmit -p`), or with all that it references (`-b`). The judge has to
   * report the errors of all runs together.
   */
  readonly runs?: readonly (readonly [how: '-p' | '-b', project: string])[];
  /** Folders linked into `node_modules`, as a package manager links a workspace's packages: name → folder. */
  readonly links?: Readonly<Record<string, string>>;
}

const FAST = {
  strict: true,
  target: 'es2020',
  lib: ['es5'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
};
export const NODE = { ...FAST, module: 'nodenext', moduleResolution: 'nodenext' };
export const only = (compilerOptions: object, more: object = {}) => ({
  compilerOptions: { ...FAST, ...compilerOptions },
  ...more,
});
export const WRONG = 'export const wrong: string = 1;\n';
