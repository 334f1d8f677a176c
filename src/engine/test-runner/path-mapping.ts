import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { escapeRegExp } from '../platform/escape-reg-exp';
import { withoutMirror } from '../workspace/scratch/dependencies/package-mirror';

/** Maps paths that a runner reports, which lie in the scratch copy, to paths of the workspace. */
export interface PathMapping {
  /** Workspace-relative path of an absolute path or a file URL; undefined outside of the copy and in packages. */
  path(file: string): string | undefined;
  /** Returns the text without colours and with relative paths in place of those in the copy. */
  text(text: string): string;
  /** Stack frames in the workspace's own code, innermost first. */
  frames(stack: string): Frame[];
}

export interface Frame {
  readonly path: string;
  readonly line: number;
  /** The frame as it is shown: `at sum (src/sum.ts:7:22)`. */
  readonly text: string;
}

const FRAME = /^\s*at (?:(.*?) \()?(?:async )?((?:file:\/\/)?[^()\n]+?):(\d+)(?::(\d+))?\)?$/;
const SCRIPT = /^[^:]+\.[cm]?[jt]sx?$/;

export function createPathMapping(dir: string): PathMapping {
  const roots = [...new Set([dir, realpathSync(dir)])];
  const prefixes = roots
    .flatMap((root) => [`${pathToFileURL(root).href}/`, `/@fs${root}/`, `${root}${sep}`, `${root}/`])
    .sort((a, b) => b.length - a.length);

  const path = (file: string): string | undefined => {
    const absolute = absolutePath(file);
    if (absolute === undefined) return undefined;
    for (const root of roots) {
      const inside = relative(root, absolute);
      if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) {
        const slashed = inside.split(sep).join('/');
        return `/${slashed}`.includes('/node_modules/') ? undefined : slashed;
      }
    }
    return undefined;
  };

  /** Node-tap and some formatters write paths from the folder in which the tests run. */
  const ofRelative = (file: string): string | undefined => {
    const isFile = SCRIPT.test(file) && !isAbsolute(file) && existsSync(resolve(dir, file));
    return isFile ? path(resolve(dir, file)) : undefined;
  };

  const frames = (stack: string): Frame[] =>
    stripVTControlCharacters(stack)
      .split('\n')
      .flatMap((line) => {
        const [, name, file, row, column] = FRAME.exec(line) ?? [];
        const own = file === undefined ? undefined : (path(file) ?? ofRelative(file));
        if (own === undefined || row === undefined) return [];
        const location = `${own}:${row}${column === undefined ? '' : `:${column}`}`;
        return [{ path: own, line: Number(row), text: name ? `at ${name} (${location})` : `at ${location}` }];
      });

  const rootItself = new RegExp(`(?:${roots.map(escapeRegExp).join('|')})(?![\\w.-])`, 'g');
  const text = (raw: string): string =>
    withoutMirror(
      prefixes.reduce((clean, prefix) => clean.replaceAll(prefix, ''), stripVTControlCharacters(raw)),
    ).replace(rootItself, '.');

  return { path, text, frames };
}

/** Undefined for anything but an absolute path or a file URL, such as `node:internal/…` and `<anonymous>`. */
function absolutePath(file: string): string | undefined {
  const plain = file.replace(/\?[^/\\]*$/, '');
  if (!plain.startsWith('file://')) return isAbsolute(plain) ? plain : undefined;
  try {
    return fileURLToPath(plain);
  } catch {
    return undefined;
  }
}
