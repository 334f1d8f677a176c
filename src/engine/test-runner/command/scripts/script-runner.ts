import { escapeRegExp } from '../../../platform/escape-reg-exp';
import type { Scripts } from '../../../workspace/packages/manifest';
import { isPlaceholder } from '../../../workspace/packages/packages';
import type { Word } from '../shell-line';

/** Scripts of one package, in the order in which they run. */
export interface ScriptNames {
  /** Names, patterns of pnpm (`/^test:/`), or for npm-run-all globs with words to pass on (`test:* --silent`). */
  readonly names: readonly string[];
  /** `tasks`: those of turbo or nx, of which a package may have only some. */
  readonly kind: 'pnpm' | 'npm-run-all' | 'tasks';
}

/** A script to run, with the text that is passed on to it. */
export interface NamedScript {
  readonly name: string;
  readonly passed: string;
}

const RUN_ALL = new Set(['npm-run-all', 'npm-run-all2', 'run-s', 'run-p']);
const RUN_ALL_VALUES = new Set(['--max-parallel', '--npm-path']);
const RUN_ALL_GROUPS = new Set(['-s', '--sequential', '--serial', '-p', '--parallel']);

/**
 * The scripts that npm-run-all, run-s or run-p (the word at `at`) runs; undefined for any other program, for scripts
 * that race, because the first that ends stops the others, and for arguments that it fills in itself.
 */
export function readRunAll(program: string, words: readonly Word[], at: number): ScriptNames | undefined {
  if (!RUN_ALL.has(program)) return undefined;
  const names: string[] = [];
  for (let index = at + 1; index < words.length; index++) {
    const text = words[index]?.text ?? '';
    if (text === '--' || text === '--race' || text.includes('{') || /^-[a-z]*r/.test(text)) return undefined;
    if (RUN_ALL_VALUES.has(text)) index += 1;
    else if (!text.startsWith('-') && !RUN_ALL_GROUPS.has(text)) names.push(text);
  }
  return names.length === 0 ? undefined : { names, kind: 'npm-run-all' };
}

/** The scripts of a package that the names select; undefined if one of them selects none, which is an error. */
export function selectScripts({ names, kind }: ScriptNames, scripts: Scripts): NamedScript[] | undefined {
  if (kind === 'tasks')
    return names.flatMap((name) => (isPlaceholder(scripts[name] ?? '') ? [] : [{ name, passed: '' }]));
  const found = names.map((text): NamedScript[] => {
    const [name = text, passed = ''] = kind === 'pnpm' ? [text] : text.split(/(?= )(.*)/s);
    const matcher = kind === 'pnpm' ? regExpOf(name) : globOf(name);
    return Object.keys(scripts)
      .filter((each) => (matcher ? matcher.test(each) : each === name) && !isPlaceholder(scripts[each] ?? ''))
      .map((each) => ({ name: each, passed }));
  });
  return found.some((each) => each.length === 0) ? undefined : found.flat();
}

/** The pattern between slashes, by which pnpm selects scripts; undefined for a name. */
function regExpOf(name: string): RegExp | undefined {
  const source = /^\/(.+)\/$/.exec(name)?.[1];
  try {
    return source === undefined ? undefined : new RegExp(source);
  } catch {
    return undefined;
  }
}

/** In a glob of npm-run-all, `*` stays between colons and `**` does not. */
function globOf(name: string): RegExp | undefined {
  if (!name.includes('*')) return undefined;
  const parts = name.split(/(\*+)/).map((part) => {
    if (part === '') return '';
    return part === '*' ? '[^:]*' : part.startsWith('*') ? '.*' : escapeRegExp(part);
  });
  return new RegExp(`^${parts.join('')}$`);
}
