import path from 'node:path';
import type * as ts from 'typescript';
import type { TypeReport } from '../ports';
import { describeDiagnostics, mergeDiagnostics } from './diagnostics';
import type { Opened } from './open-workspace';
import type { Pause } from './pause';
import type { Project } from './project';

/** Undefined when the edited files are green; then everything else has to be looked at. */
export async function checkEdited(opened: Opened, pause: Pause): Promise<Omit<TypeReport, 'ms'> | undefined> {
  for (const kind of ['syntactic', 'semantic'] as const) {
    for (const { project } of opened.projects) {
      const found: ts.Diagnostic[] = [];
      for (const file of opened.focus) {
        await pause();
        found.push(...(project.ofFile(file, kind) ?? []));
      }
      if (found.length === 0) continue;
      const { root } = opened.workspace;
      const what = `the edited files only (${opened.focus.map((file) => path.posix.relative(root, file)).join(', ')}) in ${nameOf(root, project)}`;
      return {
        ...judgeOf([project], root),
        diagnostics: mergeDiagnostics(describeDiagnostics(project.compiler.ts, root, found)),
        checked: `${compilerOf([project])} checked ${what}: they have ${kind === 'syntactic' ? 'syntax' : 'type'} errors, so the rest was not looked at`,
      };
    }
  }
  return undefined;
}

export async function checkAll({ workspace: { root }, focus, projects: opened }: Opened, pause: Pause): Promise<Omit<TypeReport, 'ms'>> {
  const found = [];
  let sources = 0;
  for (const { project, forFocusOnly } of opened) {
    await pause();
    const all = await project.all(pause);
    const counted = forFocusOnly ? all.filter(({ file }) => file && focus.includes(file.fileName)) : all;
    found.push(...describeDiagnostics(project.compiler.ts, root, counted));
    sources += project.program().getRootFileNames().length;
  }
  const projects = opened.map(({ project }) => project);
  const names = projects.map((project) => nameOf(root, project)).join(', ');
  const strangers = focus.filter((file) => TYPED.test(file) && projects.every((project) => !project.program().getSourceFile(file)));
  const unchecked = strangers.map((file) => path.posix.relative(root, file)).join(', ');
  return {
    ...judgeOf(projects, root),
    diagnostics: mergeDiagnostics(found),
    checked: `${compilerOf(projects)} checked ${names} (${sources} source file${sources === 1 ? '' : 's'})${unchecked ? `; no tsconfig covers ${unchecked}: not checked` : ''}`,
  };
}

/** Files that a compiler would check, were they in a project. */
const TYPED = /\.[cm]?tsx?$/;

function judgeOf(projects: readonly Project[], root: string): Pick<TypeReport, 'version' | 'engine' | 'projects'> {
  return {
    version: [...new Set(projects.map(({ compiler }) => compiler.version))].join(', '),
    engine: projects.every(({ compiler }) => compiler.engine === 'workspace') ? 'workspace' : 'bundled',
    projects: projects.map((project) => nameOf(root, project)),
  };
}

function compilerOf(projects: readonly Project[]): string {
  const { version, engine } = judgeOf(projects, '/');
  return `TypeScript ${version} (${engine === 'workspace' ? "the workspace's own" : 'bundled: the workspace has none'})`;
}

function nameOf(root: string, project: Project): string {
  return path.posix.relative(root, project.configFile);
}
