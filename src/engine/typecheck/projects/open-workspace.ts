import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { TypeProblem } from '../../contract/type-check';
import { createFiles, type Files, toSlashes } from '../files/files';
import type { Compilers } from './compilers';
import { createConfigs } from './configs';
import { type DiscoveredProject, type Discovery, discoverProjects } from './discover';
import { createProjects, type Projects } from './projects';

export interface Workspace {
  readonly root: string;
  readonly files: Files;
  readonly projects: Projects;
}

/** A workspace as one request sees it. */
export interface OpenedWorkspace {
  readonly workspace: Workspace;
  /** Absolute paths of the files that the request is about. */
  readonly focus: readonly string[];
  /** Those that contain a file of the focus come first. */
  readonly projects: readonly DiscoveredProject[];
  readonly unreadable: Discovery['unreadable'];
  readonly unbuilt?: Discovery['unbuilt'];
}

export interface WorkspaceOpener {
  /**
   * Updates a workspace to the disk as it is now with this overlay, and finds its projects. `focus` holds
   * workspace-relative paths.
   */
  open(
    root: string,
    overlay: ReadonlyMap<string, string | null>,
    focus: readonly string[],
  ): OpenedWorkspace | { readonly problem: TypeProblem };
  dispose(): void;
}

export function createWorkspaceOpener(compilers: Compilers): WorkspaceOpener {
  let current: Workspace | undefined;

  const workspaceAt = (folder: string): Workspace => {
    const root = toSlashes(realpathSync.native(folder));
    if (current?.root !== root) {
      // Only one workspace is kept: the programs of another one would only hold memory.
      current?.projects.dispose();
      const files = createFiles(isCaseSensitive());
      current = { root, files, projects: createProjects(root, files) };
    }
    return current;
  };

  const open: WorkspaceOpener['open'] = (folder, overlay, relativeFocus) => {
    const workspace = workspaceAt(folder);
    const { root, files } = workspace;
    const absolute = (relative: string) => path.posix.join(root, toSlashes(relative));
    files.refresh(new Map([...overlay].map(([file, text]) => [absolute(file), text])));
    const focus = relativeFocus.map(absolute);
    const existing = focus.filter(files.fileExists);
    const found = discoverProjects(root, existing, files, createConfigs(files, compilers), compilers);
    if ('problem' in found) return found;
    const { projects, unreadable, unbuilt } = found;
    workspace.projects.prepare(projects.map(({ config }) => config));
    const hasFocus = ({ config }: DiscoveredProject) => focus.some((file) => config.fileNames.includes(file));
    return {
      workspace,
      focus,
      projects: [...projects.filter(hasFocus), ...projects.filter((project) => !hasFocus(project))],
      unreadable,
      unbuilt,
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

/** Asks the disk, as the compiler does: is this file missing under its name in the other case? */
function isCaseSensitive(): boolean {
  return !existsSync(
    __filename.replace(/\w/g, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  );
}
