import { describeDiagnostics } from './diagnostics';
import type { Diagnostic } from '../ports';
import type { Opened } from './open-workspace';

/** Files that a compiler would check, were they in a project. */
const TYPED = /\.[cm]?tsx?$/;

/** Edited files that no tsconfig covers: nobody says under which options their types are to be checked. */
export interface Strangers {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** What is wrong whatever the options are. */
  readonly syntax: readonly Diagnostic[];
}

export async function findStrangers({ workspace, focus, projects }: Opened): Promise<Strangers> {
  const judges = projects.map(({ config }) => workspace.projects.judge(config));
  const found: string[] = [];
  for (const file of focus.filter((name) => TYPED.test(name))) {
    const holders = await Promise.all(judges.map((project) => project.has(file)));
    if (!holders.includes(true)) found.push(file);
  }
  const ts = judges[0]?.compiler.ts;
  const syntax = found.flatMap((file) => {
    const text = workspace.files.read(file);
    if (!ts || text === undefined) return [];
    const { diagnostics = [] } = ts.transpileModule(text, { fileName: file, reportDiagnostics: true });
    return describeDiagnostics(ts, workspace.root, diagnostics);
  });
  return { files: found, syntax };
}
