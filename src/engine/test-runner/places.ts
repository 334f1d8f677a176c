import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { escapeRegExp } from '../platform/escape-reg-exp';

/** Turns what a runner says about the copy into what is true of the workspace. */
export interface Places {
  /** Workspace-relative path of an absolute path or file URL; undefined outside, and in packages. */
  path(file: string): string | undefined;
  /** Text without colours, and with paths in the copy made relative. */
  text(text: string): string;
  /** Frames in the workspace's own code, innermost first. */
  frames(stack: string): Frame[];
}

export interface Frame {
  readonly path: string;
  readonly line: number;
  /** As shown: `at sum (src/sum.ts:7:22)`. */
  readonly text: string;
}

const FRAME = /^\s*at (?:(.*?) \()?(?:async )?((?:file:\/\/)?[^()\n]+?):(\d+)(?::(\d+))?\)?$/;

export function createPlaces(dir: string): Places {
  const roots = [...new Set([dir, realpathSync(dir)])];
  const prefixes = roots
    .flatMap((root) => [`${pathToFileURL(root).href}/`, `/@fs${root}/`, `${root}${sep}`, `${root}/`])
    .sort((a, b) => b.length - a.length);

  const path = (file: string): string | undefined => {
    const place = localPath(file);
    if (place === undefined) return undefined;
    for (const root of roots) {
      const inside = relative(root, place);
      if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) {
        const slashed = inside.split(sep).join('/');
        return `/${slashed}`.includes('/node_modules/') ? undefined : slashed;
      }
    }
    return undefined;
  };

  const frames = (stack: string): Frame[] =>
    stripVTControlCharacters(stack)
      .split('\n')
      .flatMap((line) => {
        const [, name, file, row, column] = FRAME.exec(line) ?? [];
        const own = file === undefined ? undefined : path(file);
        if (own === undefined || row === undefined) return [];
        const place = `${own}:${row}${column === undefined ? '' : `:${column}`}`;
        return [{ path: own, line: Number(row), text: name ? `at ${name} (${place})` : `at ${place}` }];
      });

  const itself = new RegExp(`(?:${roots.map(escapeRegExp).join('|')})(?![\\w.-])`, 'g');
  const text = (raw: string): string =>
    prefixes
      .reduce((clean, prefix) => clean.replaceAll(prefix, ''), stripVTControlCharacters(raw))
      .replace(itself, '.');

  return { path, text, frames };
}

/** Undefined for what is neither absolute nor a file URL: `node:internal/…`, `<anonymous>`. */
function localPath(file: string): string | undefined {
  const plain = file.replace(/\?[^/\\]*$/, '');
  if (!plain.startsWith('file://')) return isAbsolute(plain) ? plain : undefined;
  try {
    return fileURLToPath(plain);
  } catch {
    return undefined;
  }
}
