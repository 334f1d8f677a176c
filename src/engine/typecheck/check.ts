import { existsSync } from 'node:fs';
import path from 'node:path';
import { notKnown, typeFingerprint } from '../contract/fingerprint';
import type { Diagnostic, TypeCheckRequest, TypeProblem, TypeReport } from '../contract/type-check';
import { plural } from '../platform/plural';
import type { Checkpoint } from './checkpoint';
import { unreadableDiagnostics } from './projects/configs';
import { mergeDiagnostics } from './projects/diagnostics';
import type { DiscoveredProject } from './projects/discover';
import { findFilesWithoutProject } from './projects/files-without-project';
import { withoutForeignImports } from './projects/foreign-imports';
import type { OpenedWorkspace } from './projects/open-workspace';
import type { Project } from './projects/project';

type CheckResult = Omit<TypeReport, 'ms'>;
type Checked = CheckResult | { readonly problem: TypeProblem };

/**
 * Checks syntax and types of the edited files, then the files that depend on them, nearest first, up to the
 * first error that is not among the `known` fingerprints. No error here does not mean green yet: the rest of
 * the projects has to be checked as well.
 */
export async function checkNear(
  everything: OpenedWorkspace,
  { known = [], toTheEnd = false }: Pick<TypeCheckRequest, 'known' | 'toTheEnd'>,
  checkpoint: Checkpoint,
): Promise<Checked> {
  const opened = await withoutRedSiblings(everything);
  const { root } = opened.workspace;
  const found: Diagnostic[] = [];
  const isRed = () => !toTheEnd && notKnown(errorsOf(found), known).length > 0;
  const names = opened.focus.map((file) => path.posix.relative(root, file)).join(', ');
  const projects = projectsOf(opened);
  const resultOf = (used: readonly Project[], what: string, ending = ''): CheckResult => ({
    ...compilerFields(used, root),
    diagnostics: mergeDiagnostics(found),
    whole: false,
    checked: `${describeCompiler(used)} checked ${what} in ${configNames(root, used)}${ending}`,
  });

  const uncovered = await findFilesWithoutProject(opened);
  if (uncovered.problem) return { problem: uncovered.problem };
  found.push(...uncovered.syntaxErrors);
  for (const kind of ['syntactic', 'semantic'] as const) {
    for (const discovered of opened.projects) {
      found.push(...(await focusDiagnostics(opened, discovered, kind, checkpoint)));
      if (isRed())
        return resultOf(
          [opened.workspace.projects.forConfig(discovered.config)],
          `the edited files only (${names})`,
          `: they have ${kind === 'syntactic' ? 'syntax' : 'type'} errors, so the rest was not checked`,
        );
    }
  }
  let dependents = 0;
  for (const discovered of opened.projects) {
    if (discovered.forFocusOnly) continue;
    const project = opened.workspace.projects.forConfig(discovered.config);
    for await (const diagnostics of project.dependentDiagnostics(opened.focus, checkpoint)) {
      const counted = thatCount(opened, discovered, diagnostics);
      found.push(...counted);
      dependents++;
      if (counted.length > 0 && isRed())
        return resultOf(
          [project],
          `the edited files (${names}) and ${plural(dependents, 'dependent file')}`,
          ', up to the first with errors',
        );
    }
  }
  return resultOf(projects, `the edited files (${names}) and ${plural(dependents, 'dependent file')}`);
}

/** Checks nothing but syntax and types of the files in focus, whatever else is wrong. */
export async function checkFiles(everything: OpenedWorkspace, checkpoint: Checkpoint): Promise<CheckResult> {
  const opened = await withoutRedSiblings(everything);
  const { root } = opened.workspace;
  const projects = projectsOf(opened);
  const found: Diagnostic[] = [...(await findFilesWithoutProject(opened)).syntaxErrors];
  for (const kind of ['syntactic', 'semantic'] as const)
    for (const discovered of opened.projects)
      found.push(...(await focusDiagnostics(opened, discovered, kind, checkpoint)));
  return {
    ...compilerFields(projects, root),
    diagnostics: mergeDiagnostics(found),
    whole: false,
    checked: `${describeCompiler(projects)} checked ${plural(opened.focus.length, 'file')}`,
  };
}

/** Checks everything, as `tsc --noEmit -p` would for each project. */
export async function checkAll(everything: OpenedWorkspace, checkpoint: Checkpoint): Promise<Checked> {
  const opened = await withoutRedSiblings(everything);
  const { root } = opened.workspace;
  const unreadable = opened.unreadable.filter(({ forFocusOnly }) => !forFocusOnly);
  const found: Diagnostic[] = unreadable.flatMap((config) => unreadableDiagnostics(root, config));
  let sources = 0;
  for (const discovered of opened.projects) {
    await checkpoint();
    const project = opened.workspace.projects.forConfig(discovered.config);
    found.push(...thatCount(opened, discovered, await project.allDiagnostics(checkpoint)));
    sources += discovered.only?.size ?? project.fileCount();
  }
  const projects = projectsOf(opened);
  const uncovered = await findFilesWithoutProject(opened);
  if (uncovered.problem) return { problem: uncovered.problem };
  found.push(...uncovered.syntaxErrors);
  const namesOf = (files: readonly string[]) => files.map((file) => path.posix.relative(root, file)).join(', ');
  const unreadableNames = namesOf(unreadable.map(({ file }) => file));
  const uncoveredNames = namesOf(uncovered.files);
  const unbuilt = (opened.unbuilt ?? []).map(
    ({ file, place }) =>
      `; ${namesOf([file])} was not checked, because its files import ${namesOf([place])}, which is not built`,
  );
  return {
    ...compilerFields(projects, root),
    diagnostics: mergeDiagnostics(found),
    whole: true,
    checked:
      `${describeCompiler(projects)} checked ${whatIn(root, projects, sources)}` +
      (unreadableNames ? `; ${unreadableNames} cannot be read, so what only it covers was not checked` : '') +
      unbuilt.join('') +
      (uncoveredNames ? `; no tsconfig covers ${uncoveredNames}: only the syntax was checked there` : ''),
  };
}

/**
 * Leaves out the configs that were only taken in for some files and are red by themselves: no one checks types
 * with such a config, it lends its options to another tool.
 */
async function withoutRedSiblings(opened: OpenedWorkspace): Promise<OpenedWorkspace> {
  const judged: DiscoveredProject[] = [];
  for (const discovered of opened.projects) {
    const isSibling = discovered.only !== undefined;
    const errors = isSibling ? await opened.workspace.projects.forConfig(discovered.config).optionErrors() : [];
    if (errors.length === 0) judged.push(discovered);
  }
  return judged.length === opened.projects.length || judged.length === 0 ? opened : { ...opened, projects: judged };
}

async function focusDiagnostics(
  opened: OpenedWorkspace,
  discovered: DiscoveredProject,
  kind: 'syntactic' | 'semantic',
  checkpoint: Checkpoint,
): Promise<readonly Diagnostic[]> {
  const project = opened.workspace.projects.forConfig(discovered.config);
  const found: Diagnostic[] = [];
  for (const file of opened.focus) {
    if (discovered.only && !discovered.only.has(file)) continue;
    await checkpoint();
    found.push(...thatCount(opened, discovered, await project.fileDiagnostics(file, kind)));
  }
  return found;
}

/** The project's diagnostics without those of files that it was not taken in for. */
function thatCount(
  { workspace: { root, files } }: OpenedWorkspace,
  { only, config }: DiscoveredProject,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const own = only ? diagnostics.filter((item) => only.has(path.posix.join(root, item.path))) : diagnostics;
  return withoutForeignImports(own, root, config.options, files.fileExists);
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
  bundled: 'bundled: the workspace names none',
};

function describeCompiler(projects: readonly Project[]): string {
  const { version, engine } = compilerFields(projects, '/');
  return `TypeScript ${version} (${ENGINES[engine]})`;
}

function whatIn(root: string, projects: readonly Project[], sources: number): string {
  if (sources === 0 && projects.every(isImplied)) return 'nothing: there are no sources yet';
  return `${configNames(root, projects)} (${plural(sources, 'source file')})`;
}

function isImplied({ configFile }: Project): boolean {
  return !existsSync(configFile);
}

function configNames(root: string, projects: readonly Project[]): string {
  return projects
    .map((project) => (isImplied(project) ? 'sources without a config' : configNameOf(root, project)))
    .join(', ');
}

function configNameOf(root: string, project: Project): string {
  return path.posix.relative(root, project.configFile);
}
