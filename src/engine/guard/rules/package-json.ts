import { parseManifest } from '../../workspace/packages/manifest';
import type { GuardRule } from './rule';

type JsonObject = Readonly<Record<string, unknown>>;

export const packageJson = {
  id: 'package-json',
  summary:
    'Refuses changes of a package.json that alter what is installed, run or resolved, unless the person allows ' +
    'configuration.',
  appliesTo: 'package.json files',
  permission: 'config',
  check: ({ path, before, after }) => {
    const keys = isPackageJson(path) ? changedKeys(before, after) : [];
    return keys.length === 0
      ? undefined
      : {
          why: `would change what is installed or run (${keys.join(', ')}).`,
          next:
            'Use the installed packages and the existing scripts. If a new dependency is needed, say so; the person ' +
            'can then allow changes of configuration.',
        };
  },
} as const satisfies GuardRule;

export function isPackageJson(path: string): boolean {
  return /(?:^|\/)package\.json$/i.test(path);
}

/** Keys of a package.json that neither install, run nor resolve anything. */
const DESCRIPTIVE = new Set([
  'description',
  'keywords',
  'author',
  'contributors',
  'license',
  'homepage',
  'repository',
  'bugs',
  'funding',
]);

/** Scripts that a package manager or a test run starts by itself; their `pre` and `post` scripts run with them. */
const STARTED_AUTOMATICALLY =
  /^(?:test(?:[:.-].*)?|install|uninstall|prepare|prepublish(?:Only)?|publish|pack|version|dependencies)$/;

/** The changed keys that alter what is installed, run or resolved; "the whole file" where a text is no JSON object. */
function changedKeys(before: string | null, after: string | null): string[] {
  const [oldJson, newJson] = [before, after].map((text) => (text === null ? undefined : parseManifest(text)?.fields));
  if (!oldJson || !newJson) return ['the whole file'];
  const keys = new Set([...Object.keys(oldJson), ...Object.keys(newJson)]);
  return [...keys].filter(
    (key) =>
      !DESCRIPTIVE.has(key) &&
      !(key === 'scripts' && onlyAddsManualScripts(oldJson[key], newJson[key])) &&
      JSON.stringify(oldJson[key]) !== JSON.stringify(newJson[key]),
  );
}

/** A new script changes nothing that runs, as long as only people start it. */
function onlyAddsManualScripts(before: unknown, after: unknown): boolean {
  const [oldScripts, newScripts] = [asObject(before) ?? {}, asObject(after)];
  if (!newScripts) return false;
  const isStartedAutomatically = (name: string): boolean => {
    const around = /^(?:pre|post)(.+)$/.exec(name)?.[1];
    return (
      STARTED_AUTOMATICALLY.test(name) ||
      (around !== undefined && (Object.hasOwn(newScripts, around) || STARTED_AUTOMATICALLY.test(around)))
    );
  };
  return (
    Object.keys(oldScripts).every((name) => oldScripts[name] === newScripts[name]) &&
    Object.keys(newScripts).every((name) => Object.hasOwn(oldScripts, name) || !isStartedAutomatically(name))
  );
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
