import { posix } from 'node:path';
import { readJsonc } from '../../platform/read-jsonc';
import type { Snapshot } from '../../workspace/snapshot';

/** `@/` → `src/`: a beginning of paths, and the beginnings in the workspace that it stands for. */
export interface Alias {
  readonly prefix: string;
  readonly targets: readonly string[];
}

/** Configurations that are read; large repositories have hundreds that say the same. */
const MAX_CONFIGS = 40;

/** The aliases in the compiler's configurations (`paths`, `baseUrl`), as far as these are written there themselves. */
export async function readAliases(snapshot: Snapshot): Promise<Alias[]> {
  const configs = snapshot.files
    .filter((path) => /(?:^|\/)[jt]sconfig(?:\.[\w-]+)*\.json$/.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .slice(0, MAX_CONFIGS);
  const found = new Map<string, Set<string>>();
  for (const path of configs) {
    const file = await snapshot.read(path);
    if (file?.kind !== 'text') continue;
    for (const { prefix, targets } of aliasesIn(posix.dirname(path), file.text)) {
      const all = found.get(prefix) ?? new Set();
      for (const target of targets) all.add(target);
      found.set(prefix, all);
    }
  }
  return [...found].map(([prefix, targets]) => ({ prefix, targets: [...targets] }));
}

function aliasesIn(folder: string, text: string): Alias[] {
  const options = compilerOptions(text);
  const baseUrl = typeof options?.baseUrl === 'string' ? options.baseUrl : undefined;
  const paths = isRecord(options?.paths) ? options.paths : {};
  const base = posix.join(folder, baseUrl ?? '.');
  const aliases = Object.entries(paths).flatMap(([pattern, targets]): Alias[] => {
    if (!pattern.endsWith('/*') || !Array.isArray(targets)) return [];
    const starred = targets.filter((target): target is string => typeof target === 'string' && target.endsWith('*'));
    return [{ prefix: pattern.slice(0, -1), targets: starred.map((target) => within(base, target.slice(0, -1))) }];
  });
  return baseUrl === undefined || within(base, '') === ''
    ? aliases
    : [...aliases, { prefix: '', targets: [within(base, '')] }];
}

/** `src/` for the folder `src`; empty for the workspace folder. */
function within(base: string, target: string): string {
  const path = posix.join(base, target).replace(/\/$/, '');
  return path === '.' || path === '' ? '' : `${path}/`;
}

function compilerOptions(text: string): Record<string, unknown> | undefined {
  const options = readJsonc(text)?.['compilerOptions'];
  return isRecord(options) ? options : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
