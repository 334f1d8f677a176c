import { posix } from 'node:path';
import { readJsonc } from '../../platform/read-jsonc';

/** Whether a file configures the compiler, of a workspace in TypeScript or in JavaScript. */
export function isCompilerConfig(path: string): boolean {
  return /(?:^|\/)[jt]sconfig(?:\.[\w-]+)*\.json$/.test(path);
}

/** What a configuration says of paths, as far as it is written there itself. */
export interface CompilerPaths {
  /** Where paths without a dot begin, workspace-relative; undefined: nowhere. */
  readonly baseUrl: string | undefined;
  /** `#src/*` → `src/*`, workspace-relative; a pattern has at most one star. */
  readonly patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

/** Reads `baseUrl` and `paths`. https://www.typescriptlang.org/tsconfig/#paths */
export function compilerPathsIn(config: string, text: string): CompilerPaths {
  const options = readJsonc(text)?.['compilerOptions'];
  const { baseUrl, paths } = isRecord(options) ? options : {};
  const base = posix.join(posix.dirname(config), typeof baseUrl === 'string' ? baseUrl : '.');
  const patterns = Object.entries(isRecord(paths) ? paths : {}).flatMap(([pattern, targets]) => {
    const texts = Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [];
    return texts.length === 0 ? [] : [{ pattern, targets: texts.map((target) => posix.join(base, target)) }];
  });
  return { baseUrl: typeof baseUrl === 'string' ? base : undefined, patterns };
}

/** The paths that a specifier stands for; of several patterns the one with the longest beginning holds. */
export function targetsOf(specifier: string, { patterns }: CompilerPaths): string[] {
  const matching = patterns.flatMap(({ pattern, targets }) => {
    const [start = '', end] = pattern.split('*');
    if (end === undefined) return pattern === specifier ? [{ length: Number.POSITIVE_INFINITY, targets }] : [];
    const isMatch =
      specifier.length >= start.length + end.length && specifier.startsWith(start) && specifier.endsWith(end);
    const starred = specifier.slice(start.length, specifier.length - end.length);
    const filled = targets.map((target) => posix.normalize(target.replace('*', () => starred)));
    return isMatch ? [{ length: start.length, targets: filled }] : [];
  });
  return [...(matching.sort((a, b) => b.length - a.length)[0]?.targets ?? [])];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
