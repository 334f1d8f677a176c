import path from 'node:path';
import type { Diagnostic } from '../../contract/type-check';
import type { Config } from './configs';

/** "Cannot find module …": of an import (2307, 2792), of an import for its side effects (2882). */
const MISSING_MODULE = new Set([2307, 2792, 2882]);
/** Endings that the compiler itself looks for. */
const COMPILED = /\.(?:[cm]?[jt]sx?|json|node)$/;

/**
 * Leaves out the errors about imports of files that exist and that another program reads: components, styles,
 * pictures. The bundler finds them; the compiler knows nothing of them.
 */
export function withoutForeignImports(
  diagnostics: readonly Diagnostic[],
  root: string,
  options: Pick<Config, 'options'>['options'],
  fileExists: (file: string) => boolean,
): readonly Diagnostic[] {
  return diagnostics.filter(({ code, path: importer, message }) => {
    if (!MISSING_MODULE.has(code)) return true;
    const specifier = /'([^']+)'/.exec(message)?.[1]?.replace(/[?#].*$/, '') ?? '';
    if (COMPILED.test(specifier) || path.posix.extname(specifier) === '') return true;
    return !placesOf(specifier, path.posix.dirname(path.posix.join(root, importer)), options).some(fileExists);
  });
}

/** Where the imported file may be: beside the importer, or where an alias of `paths` leads. */
function placesOf(specifier: string, folder: string, options: Config['options']): string[] {
  if (/^\.\.?\//.test(specifier)) return [path.posix.join(folder, specifier)];
  const base = options.baseUrl ?? options['pathsBasePath'];
  if (typeof base !== 'string') return [];
  return Object.entries(options.paths ?? {}).flatMap(([pattern, targets]) => {
    const [start = '', end] = pattern.split('*');
    if (end === undefined) return pattern === specifier ? targets.map((target) => path.posix.join(base, target)) : [];
    if (!specifier.startsWith(start) || !specifier.endsWith(end)) return [];
    const middle = specifier.slice(start.length, specifier.length - end.length);
    return targets.map((target) =>
      path.posix.resolve(
        base,
        target.replace('*', () => middle),
      ),
    );
  });
}
