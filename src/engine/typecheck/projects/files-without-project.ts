import path from 'node:path';
import type * as ts from 'typescript';
import type { Diagnostic, TypeProblem } from '../../contract/type-check';
import type { Ts } from './compilers';
import { unreadableProblem } from './configs';
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
  /** One of them lies below a config that can't be read: whether it is right can't be said without that config. */
  readonly problem?: TypeProblem | undefined;
}

export async function findFilesWithoutProject({
  workspace,
  focus,
  projects: openedProjects,
  unreadable,
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
  const inTheWay = unreadable.find(({ file }) =>
    found.some((name) => workspace.files.fileExists(name) && name.startsWith(`${path.posix.dirname(file)}/`)),
  );
  return { files: found, syntaxErrors: errors, problem: inTheWay && unreadableProblem(inTheWay) };
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
