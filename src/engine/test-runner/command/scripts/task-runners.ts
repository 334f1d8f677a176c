import type { Word } from '../shell-line';
import type { Selection } from './package-manager';

/** A call of turbo or nx, which start the tasks of packages. */
export interface TaskCall {
  readonly program: 'turbo' | 'nx';
  /** Names of the tasks, of which each package may have some. */
  readonly names: readonly string[];
  /** Index of the first word that is passed on to the tasks. */
  readonly rest: number;
  readonly selection: Selection;
}

/** Options whose value is the next word. */
const TURBO_VALUES =
  /^--(?:concurrency|cache-dir|cache|output-logs|log-order|log-prefix|env-mode|ui|cwd|api|token|team|profile)$/;
const NX_VALUES =
  /^(?:--parallel|--runner|--configuration|-c|--output-style|--outputStyle|--maxParallel|--base|--head|--exclude)$/;
const FILTERS = /^(?:--filter|-F|--projects|-p)$/;
const TARGETS = /^(?:--targets?|-t)$/;
/** What selects by git's history, by dependents or by leaving out. */
const NOT_UNDERSTOOD = /^(?:--affected|--exclude|--since|--scope)\b/;
const TURBO_OTHERS = /^(?:watch|prune|login|logout|link|unlink|daemon|gen|generate|ls|query|boundaries|info|bin|scan)$/;

/** Reads a call of turbo or nx (the word at `at`); undefined for what selects packages in another way than by name. */
export function readTasks(program: string, words: readonly Word[], at: number): TaskCall | undefined {
  const texts = words.slice(at + 1).map(({ text }) => text);
  const end = texts.indexOf('--');
  const own = end === -1 ? texts : texts.slice(0, end);
  const rest = end === -1 ? words.length : at + 1 + end + 1;
  if (own.some((text) => NOT_UNDERSTOOD.test(text))) return undefined;
  if (program === 'turbo') return turboCall(own, rest);
  return program === 'nx' ? nxCall(own, rest) : undefined;
}

function turboCall(own: readonly string[], rest: number): TaskCall | undefined {
  const { plain, filters } = read(own, TURBO_VALUES);
  const names = plain[0] === 'run' ? plain.slice(1) : plain;
  if (names.length === 0 || TURBO_OTHERS.test(names[0] ?? '') || names.some((name) => name.includes('#')))
    return undefined;
  if (filters.some((text) => /\.\.\.|[[\]!^]/.test(text))) return undefined;
  const selection: Selection = filters.length > 0 ? { kind: 'named', names: filters } : { kind: 'members' };
  return { program: 'turbo', names, rest, selection };
}

function nxCall(own: readonly string[], rest: number): TaskCall | undefined {
  const { plain, filters, targets } = read(own, NX_VALUES);
  const [verb = '', first = '', ...more] = plain;
  const found = (names: readonly string[], projects: readonly string[]): TaskCall | undefined =>
    names.length === 0 || projects.some((text) => /[!:]/.test(text))
      ? undefined
      : { program: 'nx', names, rest, selection: { kind: 'projects', names: projects } };
  if (verb === 'run-many') return found([...targets, ...plain.slice(1)], filters);
  if (verb === 'run' && more.length === 0) {
    const [project = '', target = ''] = first.split(':');
    return target === '' ? undefined : found([target], [project]);
  }
  // `nx test`, `nx test shop`; any other verb is one of nx itself.
  return /^(?:test|e2e|unit)(?::|$)/.test(verb) ? found([verb], first === '' ? [] : [first]) : undefined;
}

/** The words of a call: those that are no options, and the values of those that select. */
function read(own: readonly string[], withValue: RegExp) {
  const [plain, filters, targets]: [string[], string[], string[]] = [[], [], []];
  const split = (text: string): string[] => text.split(',').filter((part) => part !== '');
  for (let index = 0; index < own.length; index++) {
    const [name = '', value] = (own[index] ?? '').split(/=(.*)/s);
    const list = FILTERS.test(name) ? filters : TARGETS.test(name) ? targets : undefined;
    if (list) list.push(...split(value ?? own[++index] ?? ''));
    else if (!name.startsWith('-')) plain.push(own[index] ?? '');
    else if (value === undefined && withValue.test(name)) index += 1;
  }
  return { plain, filters, targets };
}
