import type * as ts from 'typescript';
import type { Diagnostic } from '../../contract/type-check';
import type { Ts } from './compilers';
import { describeDiagnostics } from './diagnostics';
import type { OpenedWorkspace } from './open-workspace';

/** Files that a compiler would check, were they in a project. */
const TYPED = /\.[cm]?tsx?$/;

/** Edited files that no tsconfig covers: nobody says under which options their types are to be checked. */
export interface FilesWithoutProject {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** What is wrong whatever the options are. */
  readonly syntax: readonly Diagnostic[];
}

export async function findFilesWithoutProject({
  workspace,
  focus,
  projects,
}: OpenedWorkspace): Promise<FilesWithoutProject> {
  const judges = projects.map(({ config }) => workspace.projects.forConfig(config));
  const found: string[] = [];
  for (const file of focus.filter((name) => TYPED.test(name))) {
    const holders = await Promise.all(judges.map((project) => project.has(file)));
    if (!holders.includes(true)) found.push(file);
  }
  const ts = judges[0]?.compiler.ts;
  const syntax = found.flatMap((file) => {
    const text = workspace.files.read(file);
    if (!ts || text === undefined) return [];
    return describeDiagnostics(ts, workspace.root, syntaxErrors(ts, file, text));
  });
  return { files: found, syntax };
}

/** Of a program of this file alone. (`transpileModule` would do, but throws on declaration files: it has nothing to write of them.) */
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
