import path from 'node:path';
import { notKnown, typeFingerprint } from '../contract/fingerprint';
import type { Diagnostic, TypeReport } from '../contract/type-check';
import { plural } from '../platform/plural';
import type { Checkpoint } from './checkpoint';
import { mergeDiagnostics } from './projects/diagnostics';
import { findFilesWithoutProject } from './projects/files-without-project';
import type { OpenedWorkspace } from './projects/open-workspace';
import type { Project } from './projects/project';

type CheckResult = Omit<TypeReport, 'ms'>;

/**
 * Checks syntax and types of the edited files, then the files that depend on them, nearest first, up to the
 * first error that is not among the `known` fingerprints. No error here does not mean green yet: the rest of
 * the projects has to be checked as well.
 */
export async function checkNear(
  opened: OpenedWorkspace,
  known: readonly string[],
  checkpoint: Checkpoint,
): Promise<CheckResult> {
  const { root } = opened.workspace;
  const found: Diagnostic[] = [];
  const isRed = () => notKnown(errorsOf(found), known).length > 0;
  const names = opened.focus.map((file) => path.posix.relative(root, file)).join(', ');
  const projects = projectsOf(opened);
  const resultOf = (used: readonly Project[], what: string, ending = ''): CheckResult => ({
    ...compilerFields(used, root),
    diagnostics: mergeDiagnostics(found),
    whole: false,
    checked: `${describeCompiler(used)} checked ${what} in ${configNames(root, used)}${ending}`,
  });

  const uncovered = await findFilesWithoutProject(opened);
  found.push(...uncovered.syntaxErrors);
  for (const kind of ['syntactic', 'semantic'] as const) {
    for (const project of projects) {
      for (const file of opened.focus) {
        await checkpoint();
        found.push(...(await project.fileDiagnostics(file, kind)));
      }
      if (isRed())
        return resultOf(
          [project],
          `the edited files only (${names})`,
          `: they have ${kind === 'syntactic' ? 'syntax' : 'type'} errors, so the rest was not checked`,
        );
    }
  }
  let dependents = 0;
  for (const { config, forFocusOnly } of opened.projects) {
    if (forFocusOnly) continue;
    const project = opened.workspace.projects.forConfig(config);
    for await (const diagnostics of project.dependentDiagnostics(opened.focus, checkpoint)) {
      found.push(...diagnostics);
      dependents++;
      if (diagnostics.length > 0 && isRed())
        return resultOf(
          [project],
          `the edited files (${names}) and ${plural(dependents, 'dependent file')}`,
          ', up to the first with errors',
        );
    }
  }
  return resultOf(projects, `the edited files (${names}) and ${plural(dependents, 'dependent file')}`);
}

/** Checks everything, as `tsc --noEmit -p` would for each project. */
export async function checkAll(opened: OpenedWorkspace, checkpoint: Checkpoint): Promise<CheckResult> {
  const { focus } = opened;
  const { root } = opened.workspace;
  const inFocus = new Set(focus.map((file) => path.posix.relative(root, file)));
  const found: Diagnostic[] = [];
  let sources = 0;
  for (const { config, forFocusOnly } of opened.projects) {
    await checkpoint();
    const project = opened.workspace.projects.forConfig(config);
    const diagnostics = await project.allDiagnostics(checkpoint);
    found.push(...(forFocusOnly ? diagnostics.filter(({ path: file }) => inFocus.has(file)) : diagnostics));
    sources += project.fileCount();
  }
  const projects = projectsOf(opened);
  const uncovered = await findFilesWithoutProject(opened);
  found.push(...uncovered.syntaxErrors);
  const uncoveredNames = uncovered.files.map((file) => path.posix.relative(root, file)).join(', ');
  return {
    ...compilerFields(projects, root),
    diagnostics: mergeDiagnostics(found),
    whole: true,
    checked:
      `${describeCompiler(projects)} checked ${configNames(root, projects)} (${plural(sources, 'source file')})` +
      (uncoveredNames ? `; no tsconfig covers ${uncoveredNames}: only the syntax was checked there` : ''),
  };
}

function projectsOf({ projects, workspace }: OpenedWorkspace): Project[] {
  return projects.map(({ config }) => workspace.projects.forConfig(config));
}

function errorsOf(diagnostics: readonly Diagnostic[]) {
  return mergeDiagnostics(diagnostics).flatMap((item) =>
    item.category === 'error' ? [{ fingerprint: typeFingerprint(item) }] : [],
  );
}

function compilerFields(
  projects: readonly Project[],
  root: string,
): Pick<TypeReport, 'version' | 'engine' | 'projects'> {
  return {
    version: [...new Set(projects.map(({ compiler }) => compiler.version))].join(', '),
    engine: projects.some(({ compiler }) => compiler.engine === 'bundled')
      ? 'bundled'
      : projects.some(({ compiler }) => compiler.mode === 'native')
        ? 'native'
        : 'workspace',
    projects: projects.map((project) => configNameOf(root, project)),
  };
}

const ENGINES: Readonly<Record<TypeReport['engine'], string>> = {
  workspace: "the workspace's own",
  native: "the workspace's own, through its native API",
  tsc: "the workspace's own, run as a command",
  bundled: 'bundled: the workspace has none',
};

function describeCompiler(projects: readonly Project[]): string {
  const { version, engine } = compilerFields(projects, '/');
  return `TypeScript ${version} (${ENGINES[engine]})`;
}

function configNames(root: string, projects: readonly Project[]): string {
  return projects.map((project) => configNameOf(root, project)).join(', ');
}

function configNameOf(root: string, project: Project): string {
  return path.posix.relative(root, project.configFile);
}
