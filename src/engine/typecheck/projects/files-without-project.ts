import type * as ts from 'typescript';
import type { Diagnostic } from '../../contract/type-check';
import type { Ts } from './compilers';
import { describeDiagnostics } from './diagnostics';
import type { OpenedWorkspace } from './open-workspace';

/** Files that a compiler would type-check if a project contained them. */
const TYPED_FILE = /\.[cm]?tsx?$/;

/** Edited files that no tsconfig covers. Their types are not checked, because no config says under which options. */
export interface FilesWithoutProject {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Syntax errors, which do not depend on the options. */
  readonly syntaxErrors: readonly Diagnostic[];
}

export async function findFilesWithoutProject({
  workspace,
  focus,
  projects: openedProjects,
}: OpenedWorkspace): Promise<FilesWithoutProject> {
  const projects = openedProjects.map(({ config }) => workspace.projects.forConfig(config));
  const found: string[] = [];
  for (const file of focus.filter((name) => TYPED_FILE.test(name))) {
    const isCovered = await Promise.all(projects.map((project) => project.has(file)));
    if (!isCovered.includes(true)) found.push(file);
  }
  const ts = projects[0]?.compiler.ts;
  const errors = found.flatMap((file) => {
    const text = workspace.files.read(file);
    if (!ts || text === undefined) return [];
    return describeDiagnostics(ts, workspace.root, syntaxErrors(ts, file, text));
  });
  return { files: found, syntaxErrors: errors };
}

/**
 * Reads the syntax in a program of this file alone. `transpileModule` would do as well, but it throws on
 * declaration files, for which it has no output to write.
 */
function syntaxErrors(ts: Ts, file: string, text: string): readonly ts.Diagnostic[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === file ? source : undefined),
    getDefaultLibFileName: () => '',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === file,
    readFile: () => undefined,
    writeFile: () => undefined,
  };
  return ts.createProgram([file], { noLib: true, noResolve: true, types: [] }, host).getSyntacticDiagnostics(source);
}
