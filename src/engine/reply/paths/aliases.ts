import { compilerPathsIn, isCompilerConfig } from '../../workspace/imports/compiler-paths';
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
    .filter(isCompilerConfig)
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .slice(0, MAX_CONFIGS);
  const found = new Map<string, Set<string>>();
  for (const path of configs) {
    const file = await snapshot.read(path);
    if (file?.kind !== 'text') continue;
    for (const { prefix, targets } of aliasesIn(path, file.text)) {
      const all = found.get(prefix) ?? new Set();
      for (const target of targets) all.add(target);
      found.set(prefix, all);
    }
  }
  return [...found].map(([prefix, targets]) => ({ prefix, targets: [...targets] }));
}

function aliasesIn(config: string, text: string): Alias[] {
  const { baseUrl, patterns } = compilerPathsIn(config, text);
  const aliases = patterns.flatMap(({ pattern, targets }): Alias[] => {
    if (!pattern.endsWith('/*')) return [];
    const starred = targets.filter((target) => target.endsWith('*'));
    return [{ prefix: pattern.slice(0, -1), targets: starred.map((target) => folderOf(target.slice(0, -1))) }];
  });
  return baseUrl === undefined || folderOf(baseUrl) === ''
    ? aliases
    : [...aliases, { prefix: '', targets: [folderOf(baseUrl)] }];
}

/** `src/` for the folder `src`; empty for the workspace folder. */
function folderOf(path: string): string {
  const folder = path.replace(/\/$/, '');
  return folder === '.' || folder === '' ? '' : `${folder}/`;
}
