import { posix } from 'node:path';
import { parseManifest } from '../../workspace/packages/manifest';
import type { Snapshot } from '../../workspace/snapshot';
import type { Leveled } from './leveled';
import { eslintSays } from './lint-configs/eslint';
import type { LintLevel } from './lint-configs/lint-level';
import { biomeSays, oxlintSays, tslintSays } from './lint-configs/other-linters';
import { sharedSays } from './lint-configs/shared';

/** Which file is whose configuration. They are read as text, and never run. */
const CONFIGS: readonly (readonly [name: RegExp, read: (text: string) => LintLevel | undefined])[] = [
  [/^(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.(?:json|[cm]?js|ya?ml))?)$/, eslintSays],
  [/^package\.json$/, inManifest],
  [/^\.?biome\.jsonc?$/, biomeSays],
  [/^\.oxlintrc\.jsonc?$/, oxlintSays],
  [/^tslint\.json$/, tslintSays],
];

/**
 * What the lint configuration says of new `any` in this file: the nearest one above it that says anything.
 * Undefined where none does.
 */
export async function readLintConfig(
  path: string,
  snapshot: Snapshot,
  cached: <T>(key: string, read: () => Promise<T>) => Promise<T>,
): Promise<Leveled | undefined> {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const found = await cached(`lint ${folder}`, () => configIn(folder === '.' ? '' : `${folder}/`, snapshot));
    if (found || folder === '.') return found;
  }
}

async function configIn(prefix: string, snapshot: Snapshot): Promise<Leveled | undefined> {
  const said: { readonly path: string; readonly level: LintLevel }[] = [];
  for (const path of snapshot.files) {
    if (!path.startsWith(prefix)) continue;
    const read = CONFIGS.find(([name]) => name.test(path.slice(prefix.length)))?.[1];
    const file = read && (await snapshot.read(path));
    const level =
      file?.kind === 'text' ? (read?.(file.text) ?? (await inPackages(prefix, file.text, snapshot))) : undefined;
    if (level) said.push({ path, level });
  }
  const strictest =
    said.find(({ level }) => level === 'error') ?? said.find(({ level }) => level === 'warn') ?? said[0];
  if (!strictest) return undefined;
  const { path, level } = strictest;
  if (level === 'error') return { level: 'refuse', why: `the lint rules in ${path} don't allow \`any\`` };
  return {
    level: 'tell',
    why: level === 'off' ? `the lint rules in ${path} allow \`any\`` : `the lint rules in ${path} only warn of \`any\``,
  };
}

/** What the configurations of installed packages say that this one names. */
async function inPackages(prefix: string, text: string, snapshot: Snapshot): Promise<LintLevel | undefined> {
  for (const folder of new Set([prefix, ''])) {
    const level = await sharedSays(text, eslintSays, async (path) => {
      const file = await snapshot.read(folder + path);
      return file?.kind === 'text' ? file.text : undefined;
    });
    if (level) return level;
  }
  return undefined;
}

/** ESLint's configuration in a package.json. */
function inManifest(text: string): LintLevel | undefined {
  const config = parseManifest(text)?.fields['eslintConfig'];
  return config === undefined ? undefined : eslintSays(JSON.stringify(config));
}
