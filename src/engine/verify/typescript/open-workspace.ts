import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type * as ts from 'typescript';
import type { TypeProblem } from '../ports';
import { type Compiler, createCompilers, type Ts } from './compilers';
import { type Config, createConfigs } from './configs';
import { discoverProjects } from './discover';
import { createFiles, type Files, toSlashes } from './files';
import { memo } from './memo';
import { createProject, createRegistry, type Project } from './project';

export interface Workspace {
  readonly root: string;
  readonly files: Files;
  readonly projects: Map<string, Project>;
}

export interface OpenedProject {
  readonly project: Project;
  /** Not a project of the workspace as such: only what it says of the focus counts. */
  readonly forFocusOnly: boolean;
}

export interface Opened {
  readonly workspace: Workspace;
  /** As they were asked for, made absolute. */
  readonly focus: readonly string[];
  /** Those that contain a file of the focus first. */
  readonly projects: readonly OpenedProject[];
}

/** Brings a workspace to the disk as it is with this overlay, and finds its projects; focus is workspace-relative. */
export type Open = (
  root: string,
  overlay: ReadonlyMap<string, string | null>,
  focus: readonly string[],
) => Opened | { readonly problem: TypeProblem };

export function createOpener(): Open {
  const compilers = createCompilers();
  const registries = new Map<Ts, ts.DocumentRegistry>();
  let current: Workspace | undefined;

  const registryOf = ({ ts }: Compiler) => memo(registries, ts, () => createRegistry(ts));

  const workspaceOf = (given: string): Workspace => {
    const root = toSlashes(realpathSync.native(given));
    if (current?.root !== root) {
      // One workspace at a time is worked in; another's programs would only hold memory.
      for (const project of current?.projects.values() ?? []) project.dispose();
      current = { root, files: createFiles(isCaseSensitive()), projects: new Map() };
    }
    return current;
  };

  return (given, overlay, focus) => {
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

/** Asked of the disk itself, as the compiler does: is this file there under a name in the other case? */
function isCaseSensitive(): boolean {
  return !existsSync(__filename.replace(/\w/g, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())));
}
