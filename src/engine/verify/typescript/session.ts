import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type * as ts from 'typescript';
import type { ExplainRequest, QuickFix, TypeCheckRequest, TypeProblem, TypeReport } from '../ports';
import { type Compiler, createCompilers, type Ts } from './compilers';
import { type Config, createConfigs } from './configs';
import { describeDiagnostics, mergeDiagnostics } from './diagnostics';
import { discoverProjects } from './discover';
import { explainPlace } from './explain';
import { exportedTypes } from './exported-types';
import { createFiles, type Files, toSlashes } from './files';
import { memo } from './memo';
import { createProject, createRegistry, type Project } from './project';
import type { CheckAnswer, ExportedTypes, ExportedTypesRequest, QuickFixRequest } from './protocol';
import { applyQuickFixes } from './quick-fixes';

/** Called often; lets messages in now and then, and throws when the call was given up. */
export type Pause = () => Promise<void>;

/** The workspaces that one service process has seen, each kept warm. */
export interface Session {
  check(request: TypeCheckRequest, pause: Pause): Promise<CheckAnswer>;
  exportedTypes(request: ExportedTypesRequest, pause: Pause): Promise<ExportedTypes>;
  quickFix(request: QuickFixRequest, pause: Pause): Promise<readonly QuickFix[]>;
  explain(request: ExplainRequest, pause: Pause): Promise<readonly (readonly string[])[]>;
}

interface Workspace {
  readonly root: string;
  readonly files: Files;
  readonly projects: Map<string, Project>;
}

interface OpenedProject {
  readonly project: Project;
  /** Not a project of the workspace as such: only what it says of the focus counts. */
  readonly forFocusOnly: boolean;
}

interface Opened {
  readonly workspace: Workspace;
  /** As they were asked for, made absolute. */
  readonly focus: readonly string[];
  /** Those that contain a file of the focus first. */
  readonly projects: readonly OpenedProject[];
}

export function createSession(): Session {
  const compilers = createCompilers();
  const registries = new Map<Ts, ts.DocumentRegistry>();
  const workspaces = new Map<string, Workspace>();

  const registryOf = ({ ts }: Compiler) => memo(registries, ts, () => createRegistry(ts));

  const workspaceOf = (given: string): Workspace => {
    const root = toSlashes(realpathSync.native(given));
    let workspace = workspaces.get(root);
    if (!workspace) {
      // One workspace at a time is worked in; another's programs would only hold memory.
      for (const other of workspaces.values()) for (const project of other.projects.values()) project.dispose();
      workspaces.clear();
      workspace = { root, files: createFiles(isCaseSensitive()), projects: new Map() };
      workspaces.set(root, workspace);
    }
    return workspace;
  };

  const open = (given: string, overlay: ReadonlyMap<string, string | null>, focus: readonly string[]): Opened | { readonly problem: TypeProblem } => {
    const workspace = workspaceOf(given);
    const { root, files } = workspace;
    const absolute = (relative: string) => path.posix.join(root, toSlashes(relative));
    files.refresh(new Map([...overlay].map(([file, text]) => [absolute(file), text])));
    const wanted = focus.map(absolute);
    const discovered = discoverProjects(root, wanted.filter(files.fileExists), files, createConfigs(files, compilers), compilers);
    if ('problem' in discovered) return discovered;
    const projects = discovered.map((found) => ({
      project: projectOf(workspace, found.config, registryOf(found.config.compiler)),
      forFocusOnly: found.forEditedOnly,
      hasFocus: wanted.some((file) => found.config.fileNames.includes(file)),
    }));
    return {
      workspace,
      focus: wanted,
      projects: [...projects.filter(({ hasFocus }) => hasFocus), ...projects.filter(({ hasFocus }) => !hasFocus)],
    };
  };

  return {
    async check(request, pause) {
      const started = performance.now();
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return opened;
      const early = request.scope === 'edited-first' ? await checkEdited(opened, pause) : undefined;
      const outcome = early ?? (await checkAll(opened, pause));
      return { ...outcome, ms: Math.round(performance.now() - started) };
    },
    async exportedTypes(request, pause) {
      const opened = open(request.root, request.overlay, request.files);
      if ('problem' in opened) return [];
      return exportedTypes(opened.workspace.root, opened.focus, opened.projects.map(({ project }) => project), pause);
    },
    async explain(request, pause) {
      const opened = open(request.root, request.overlay, [...new Set(request.places.map((place) => place.path))]);
      if ('problem' in opened) return request.places.map(() => []);
      const explained: (readonly string[])[] = [];
      for (const place of request.places) {
        await pause();
        const file = path.posix.join(opened.workspace.root, toSlashes(place.path));
        const holder = opened.projects.find(({ project }) => project.program().getSourceFile(file) !== undefined);
        explained.push(holder ? explainPlace(holder.project, file, place.line, place.column, place.code) : []);
      }
      return explained;
    },
    async quickFix(request, pause) {
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return [];
      const { root, files } = opened.workspace;
      const texts = new Map([...request.overlay].map(([file, text]) => [path.posix.join(root, toSlashes(file)), text]));
      const fixes = await applyQuickFixes(
        {
          projects: opened.projects.map(({ project }) => project),
          edited: opened.focus,
          read: files.read,
          write(file, text) {
            texts.set(file, text);
            files.refresh(texts);
          },
        },
        pause,
      );
      return fixes.map((fix) => ({ ...fix, path: path.posix.relative(root, fix.path) }));
    },
  };
}

function projectOf({ files, projects }: Workspace, config: Config, registry: ts.DocumentRegistry): Project {
  const old = projects.get(config.file);
  if (old?.compiler === config.compiler) {
    old.update(config);
    return old;
  }
  old?.dispose();
  const project = createProject(config, files, registry);
  projects.set(config.file, project);
  return project;
}

/** Undefined when the edited files are green; then everything else has to be looked at. */
async function checkEdited(opened: Opened, pause: Pause): Promise<Omit<TypeReport, 'ms'> | undefined> {
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

async function checkAll({ workspace: { root }, focus, projects: opened }: Opened, pause: Pause): Promise<Omit<TypeReport, 'ms'>> {
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
  return {
    ...judgeOf(projects, root),
    diagnostics: mergeDiagnostics(found),
    checked: `${compilerOf(projects)} checked ${names} (${sources} source file${sources === 1 ? '' : 's'})`,
  };
}

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

/** Asked of the disk itself, as the compiler does: is this file there under a name in the other case? */
function isCaseSensitive(): boolean {
  return !existsSync(__filename.replace(/\w/g, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())));
}
