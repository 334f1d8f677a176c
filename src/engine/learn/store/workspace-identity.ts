import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { workspaceKey } from '../../platform/workspace-key';

/** Keys under which a workspace's patterns are stored. */
export interface WorkspaceKeys {
  readonly key: string;
  /** The key by the folder's path alone, under which an earlier version stored them, or this one before a remote. */
  readonly pathKey: string;
}

/**
 * Identifies a workspace by git's remote and the folder in the repository, so that what was learned survives a rename
 * and holds for other clones; without a remote on another machine, by its path.
 */
export async function workspaceKeys(workspace: string): Promise<WorkspaceKeys> {
  const pathKey = workspaceKey(workspace);
  const repository = await findRepository(resolve(workspace));
  const url = repository && remoteUrl(await readText(join(repository.config, 'config')));
  const remote = url && normalizedRemote(url);
  if (!remote) return { key: pathKey, pathKey };
  const folder = relative(repository.root, resolve(workspace)).split(sep).join('/');
  const key = createHash('sha256').update(`remote\0${remote}\0${folder}`).digest('hex').slice(0, 24);
  return { key, pathKey };
}

/** The repository around a folder: its root, and the folder with its configuration. */
async function findRepository(folder: string): Promise<{ readonly root: string; readonly config: string } | undefined> {
  for (let root = folder; ; root = dirname(root)) {
    const git = join(root, '.git');
    const found = await stat(git).catch(() => undefined);
    if (found?.isDirectory()) return { root, config: git };
    if (found?.isFile()) {
      // Of a worktree or a submodule; a worktree shares the configuration that `commondir` names.
      const link = /^gitdir: (.+)$/m.exec(await readText(git))?.[1]?.trim();
      if (link === undefined) return undefined;
      const own = resolve(root, link);
      const shared = (await readText(join(own, 'commondir'))).trim();
      return { root, config: resolve(own, shared || '.') };
    }
    if (dirname(root) === root) return undefined;
  }
}

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** The address of `origin` in git's configuration, otherwise of the only remote; undefined: none, or several. */
function remoteUrl(config: string): string | undefined {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split('\n')) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) remote = /^remote "(.*)"$/.exec(section)?.[1];
    const url = /^\s*url\s*=\s*(.+?)\s*$/i.exec(line)?.[1];
    if (remote !== undefined && url !== undefined && !urls.has(remote)) urls.set(remote, url);
  }
  return urls.get('origin') ?? (urls.size === 1 ? [...urls.values()][0] : undefined);
}

/**
 * One form for the ways to write one remote (`git@host:owner/name.git`, `https://user:key@host/owner/name`), without
 * user and key. Undefined for a folder, which names no place that another machine knows.
 */
export function normalizedRemote(url: string): string | undefined {
  const withScheme = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/+(.+)$/i.exec(url);
  // A host has two letters at least: `C:/folder` is a drive.
  const [, host, path] = withScheme ?? /^(?:[^@/:]+@)?([^/:@]{2,}):(?!\/\/)\/*(.+)$/.exec(url) ?? [];
  if (host === undefined || path === undefined) return undefined;
  return `${host.toLowerCase()}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
