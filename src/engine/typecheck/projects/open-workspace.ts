import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { TypeProblem } from '../../contract/type-check';
import { createFiles, type Files, toSlashes } from '../files/files';
import type { Compilers } from './compilers';
import { type Config, createConfigs } from './configs';
import { discoverProjects } from './discover';
import { createProjects, type Projects } from './projects';

export interface Workspace {
  readonly root: string;
  readonly files: Files;
  readonly projects: Projects;
}

export interface OpenedProject {
  readonly config: Config;
  /** Not a project of the workspace as such: only what it says of the focus counts. */
  readonly forFocusOnly: boolean;
}

export interface OpenedWorkspace {
  readonly workspace: Workspace;
  /** As they were asked for, made absolute. */
  readonly focus: readonly string[];
  /** Those that contain a file of the focus first. */
  readonly projects: readonly OpenedProject[];
}

export interface WorkspaceOpener {
  /** Brings a workspace to the disk as it is with this overlay, and finds its projects; focus is workspace-relative. */
  open(
    root: string,
    overlay: ReadonlyMap<string, string | null>,
    focus: readonly string[],
  ): OpenedWorkspace | { readonly problem: TypeProblem };
  dispose(): void;
}

export function createWorkspaceOpener(compilers: Compilers): WorkspaceOpener {
  let current: Workspace | undefined;

  const workspaceOf = (given: string): Workspace => {
    const root = toSlashes(realpathSync.native(given));
    if (current?.root !== root) {
      // One workspace at a time is worked in; another's programs would only hold memory.
      current?.projects.dispose();
      const files = createFiles(isCaseSensitive());
      current = { root, files, projects: createProjects(root, files) };
    }
    return current;
  };

  const open: WorkspaceOpener['open'] = (given, overlay, focus) => {
    const workspace = workspaceOf(given);
    const { root, files } = workspace;
    const absolute = (relative: string) => path.posix.join(root, toSlashes(relative));
    files.refresh(new Map([...overlay].map(([file, text]) => [absolute(file), text])));
    const wanted = focus.map(absolute);
    const discovered = discoverProjects(
      root,
      wanted.filter(files.fileExists),
      files,
      createConfigs(files, compilers),
      compilers,
    );
    if ('problem' in discovered) return discovered;
    workspace.projects.prepare(discovered.map(({ config }) => config));
    const hasFocus = ({ config }: OpenedProject) => wanted.some((file) => config.fileNames.includes(file));
    const projects = discovered.map(({ config, forFocusOnly: forEditedOnly }) => ({
      config,
      forFocusOnly: forEditedOnly,
    }));
    return {
      workspace,
      focus: wanted,
      projects: [...projects.filter(hasFocus), ...projects.filter((project) => !hasFocus(project))],
    };
  };

  return {
    open,
    dispose() {
      current?.projects.dispose();
      current = undefined;
    },
  };
}

/** Asked of the disk itself, as the compiler does: is this file there under a name in the other case? */
function isCaseSensitive(): boolean {
  return !existsSync(
    __filename.replace(/\w/g, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  );
}
