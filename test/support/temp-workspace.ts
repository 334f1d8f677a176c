import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A workspace in the system's folder for temporary files. */
export interface TempWorkspace {
  /** Absolute path with links resolved. */
  readonly root: string;
  write(files: Readonly<Record<string, string | Buffer>>): Promise<void>;
  link(path: string, target: string): Promise<void>;
  /** Adds links to packages of this repository and to their programs. */
  install(...packages: readonly string[]): Promise<void>;
  git(...args: readonly string[]): string;
  /** Time and hash of every file, and target of every link, by path. If two results are equal, nothing changed. */
  fingerprint(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

/** Creates a workspace with these files. */
export async function tempWorkspace(files: Readonly<Record<string, string | Buffer>> = {}): Promise<TempWorkspace> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-workspace-')));
  const root = join(base, 'project');
  await mkdir(root);
  const workspace: TempWorkspace = {
    root,
    async write(more) {
      for (const [path, content] of Object.entries(more)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
    },
    async link(path, target) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(target, join(root, path));
    },
    async install(...packages) {
      for (const name of packages) {
        const folder = resolve(__dirname, '../../node_modules', name);
        await workspace.link(`node_modules/${name}`, folder);
        const { bin = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
          bin?: string | Record<string, string>;
        };
        const programs = typeof bin === 'string' ? { [name]: bin } : bin;
        for (const [program, path] of Object.entries(programs))
          await workspace.link(`node_modules/.bin/${program}`, join('..', name, path));
      }
    },
    git(...args) {
      const identity = [
        '-c',
        'user.name=Test',
        '-c',
        'user.email=test@example.org',
        '-c',
        'protocol.file.allow=always',
      ];
      return execFileSync('git', [...identity, ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    },
    fingerprint: () => fingerprint(root),
    remove: () => rm(base, { recursive: true, force: true }),
  };
  await workspace.write(files);
  return workspace;
}

async function fingerprint(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await pathsBelow(root)) {
    const file = join(root, path);
    const info = await lstat(file);
    if (info.isSymbolicLink()) found[path] = `-> ${await readlink(file)}`;
    else if (info.isFile())
      found[path] = `${info.mtimeMs} ${createHash('sha1')
        .update(await readFile(file))
        .digest('hex')}`;
  }
  return found;
}

/** Sorted paths of every file, link and folder. Node's recursive `readdir` follows links to folders, even cycles. */
export async function pathsBelow(root: string, base = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, base), { withFileTypes: true })) {
    found.push(base + entry.name);
    if (entry.isDirectory()) found.push(...(await pathsBelow(root, `${base}${entry.name}/`)));
  }
  return found.sort();
}
