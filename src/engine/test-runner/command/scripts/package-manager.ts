import type { Word } from '../shell-line';

/** The packages for which a package manager's command runs. */
export type Selection =
  | { readonly kind: 'here' }
  /** `folder` is relative to where the command runs. */
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'members' }
  /** `names` are names, folders, or patterns with `*`. */
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** Projects of nx, of which not all are packages; no names: all of them. */
  | { readonly kind: 'projects'; readonly names: readonly string[] };

export type ManagerCommand =
  /** Runs a script. `rest` is the index of the first word that is passed on to it. */
  | { readonly kind: 'script'; readonly script: string; readonly rest: number; readonly selection: Selection }
  /** Runs the program named by one of the words from this index on. */
  | { readonly kind: 'program'; readonly from: number }
  /** `yarn jest`, `pnpm vitest`: a script if there is one of that name, otherwise a program. */
  | { readonly kind: 'either'; readonly script: string; readonly from: number; readonly selection: Selection };

export const MANAGERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun']);
/** Programs of package managers that find an installed program and start it. */
export const FINDERS: ReadonlySet<string> = new Set(['npx', 'pnpx', 'bunx', 'nlx']);

const FOLDER_OPTIONS = new Set(['--prefix', '-C', '--dir', '--cwd']);
const NAME_OPTIONS = new Set(['--filter', '-F', '--workspace']);
const ALL_OPTIONS = new Set(['--workspaces', '-ws', '-r', '--recursive']);
const RUN_VERBS = new Set(['run', 'run-script']);
const TEST_VERBS = new Set(['test', 't', 'tst']);
const PROGRAM_VERBS = new Set(['exec', 'dlx', 'x']);
/** Commands of yarn and pnpm themselves, which are no scripts. */
const OWN_VERBS = new Set([
  'install',
  'add',
  'i',
  'ci',
  'create',
  'build-only',
  'remove',
  'up',
  'link',
  'pack',
  'publish',
]);

/** Reads the command of `npm`, `pnpm`, `yarn` or `bun` (the word at `at`); undefined for any other task. */
export function readManager(manager: string, words: readonly Word[], at: number): ManagerCommand | undefined {
  const reader = createReader(manager, words, at + 1);
  reader.options();
  if (manager === 'yarn') reader.yarnWorkspaces();
  const verb = reader.take();
  if (verb === undefined) return undefined;
  if (PROGRAM_VERBS.has(verb)) return { kind: 'program', from: reader.index() };
  if (RUN_VERBS.has(verb)) {
    reader.options();
    const script = reader.take();
    return script === undefined
      ? undefined
      : { kind: 'script', script, rest: reader.rest(), selection: reader.selection() };
  }
  if (TEST_VERBS.has(verb) && manager !== 'bun')
    return { kind: 'script', script: 'test', rest: reader.rest(), selection: reader.selection() };
  if (manager === 'npm' || manager === 'bun' || OWN_VERBS.has(verb)) return undefined;
  return { kind: 'either', script: verb, from: reader.index() - 1, selection: reader.selection() };
}

function createReader(manager: string, words: readonly Word[], from: number) {
  let next = from;
  let selection: Selection = { kind: 'here' };
  const select = (names: readonly string[]): void => {
    selection = { kind: 'named', names: selection.kind === 'named' ? [...selection.names, ...names] : names };
  };

  /** Reads one option and, if it has one, its value. */
  const option = (text: string): void => {
    next += 1;
    const [name = text, inlineValue] = text.split(/=(.*)/s);
    const value = (): string => inlineValue ?? words[next++]?.text ?? '';
    if (FOLDER_OPTIONS.has(name)) selection = { kind: 'folder', folder: value() };
    else if (NAME_OPTIONS.has(name) || (manager === 'npm' && name === '-w')) select([value()]);
    else if (ALL_OPTIONS.has(name)) selection = { kind: 'members' };
  };

  const options = (): void => {
    for (let text = words[next]?.text; text?.startsWith('-') && text !== '--'; text = words[next]?.text) option(text);
  };

  return {
    options,
    take: (): string | undefined => words[next++]?.text,
    index: () => next,
    selection: () => selection,
    /** npm keeps the options before `--` for itself; the other managers pass everything on. */
    rest(): number {
      if (manager === 'npm') options();
      if (words[next]?.text === '--') next += 1;
      return next;
    },
    /** `yarn workspace NAME …`, `yarn workspaces run …`, `yarn workspaces foreach --all run …`. */
    yarnWorkspaces(): void {
      const verb = words[next]?.text;
      if (verb === 'workspace') {
        select([words[next + 1]?.text ?? '']);
        next += 2;
      } else if (verb === 'workspaces') {
        selection = { kind: 'members' };
        next += words[next + 1]?.text === 'foreach' ? 2 : 1;
        while (words[next]?.text.startsWith('-')) next += 1;
      }
    },
  };
}
