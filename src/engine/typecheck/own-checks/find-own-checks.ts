import type { CheckedComponents } from '../../contract/type-check';
import { classify } from '../../test-runner/command/classify';
import { isAssignment, programName, TRANSPARENT } from '../../test-runner/command/program-name';
import { FINDERS, MANAGERS } from '../../test-runner/command/scripts/package-manager';
import { applyEdits, type Edit, endOf, parseLine, type Segment, startOf } from '../../test-runner/command/shell-line';
import { areInSequence, onlyChecks, stepsLeftOut } from '../../test-runner/command/steps';
import { type Package, type Scripts, withHooks } from '../../workspace/packages/manifest';
import { isPlaceholder } from '../../workspace/packages/packages';
import { COMPILER, TYPE_SCRIPT, WATCHES } from './type-scripts';

/** A check of types that a script of the workspace runs beside the compiler. */
export interface OwnCheck {
  /** As people call it: `svelte-check`, `astro check`, or the call of the script. */
  readonly name: string;
  /** The script that has it. */
  readonly script: string;
  /** Workspace-relative folder of its package; '' for the root. */
  readonly dir: string;
  /** The line to run there. */
  readonly line: string;
  /** Ending of the components that it reads, for example `.svelte`. */
  readonly reads?: CheckedComponents['ending'] | undefined;
  /** Whether its warnings make it red as well. */
  readonly failsOnWarnings?: boolean | undefined;
}

/** A program that checks components, too. */
interface ComponentChecker {
  readonly name: string;
  readonly program: string;
  readonly subcommand?: string;
  readonly reads: CheckedComponents['ending'];
  /** Options to add, so that its output can be read. */
  readonly options: string;
  /** Options of the script that would change what it prints, each with a value. */
  readonly dropped: readonly string[];
  readonly failsOnWarnings: RegExp;
}

const CHECKERS: readonly ComponentChecker[] = [
  {
    name: 'svelte-check',
    program: 'svelte-check',
    reads: '.svelte',
    options: '--output machine-verbose',
    dropped: ['--output', '--threshold'],
    failsOnWarnings: /--fail-on-warnings\b/,
  },
  {
    name: 'astro check',
    program: 'astro',
    subcommand: 'check',
    reads: '.astro',
    options: '',
    dropped: ['--minimumSeverity'],
    failsOnWarnings: /--minimumFailingSeverity[ =](?:warning|hint)\b/,
  },
];

const CHECKS = /type|check|lint|test|verify|validate/i;
/** Programs that start the scripts of packages, each of which is looked at itself. */
const TASK_RUNNER = /^(?:turbo|nx|lerna|moon|wireit|lage|rush|concurrently)$/;
const CHECKS_NOTHING = /^(?:cd|echo|rimraf|rm|mkdir|cp|mv|true|exit|time|date)$/;
/** Words that may stand before a program which a package manager starts. */
const STARTS_PROGRAM = /^(?:exec|dlx|x|--|-.*)$/;

/**
 * The checks of types that the package's scripts run and that say more than the compiler does: those of components,
 * and a script for types in which no compiler is run by itself.
 */
export function ownChecksOf({ dir, scripts }: Package): OwnCheck[] {
  const names = Object.keys(scripts)
    .filter((name) => !WATCHES.test(name) && !isPlaceholder(scripts[name] ?? ''))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const ofComponents = CHECKERS.flatMap((checker) => {
    const found = names.flatMap((script) => componentCheck(checker, script, { dir, scripts }) ?? []);
    return found.slice(0, 1);
  });
  const ofTypes = names.filter((name) => TYPE_SCRIPT.test(name) && saysMore(scripts[name] ?? '', scripts));
  return [...ofComponents, ...ofTypes.map((script) => typeScript(script, { dir, scripts }))];
}

function rankOf(script: string): number {
  if (TYPE_SCRIPT.test(script)) return 0;
  return script === 'check' ? 1 : CHECKS.test(script) ? 2 : 3;
}

type Place = Pick<Package, 'dir' | 'scripts'>;

/** The checker with what its script runs in front of it, such as `svelte-kit sync`, without other checks. */
function componentCheck(checker: ComponentChecker, script: string, { dir, scripts }: Place): OwnCheck | undefined {
  const line = withHooks(scripts, script);
  const segments = parseLine(line);
  for (const segment of segments) {
    const at = indexOfChecker(segment, checker);
    if (at === undefined) continue;
    const words = line.slice(startOf(segment), endOf(segment));
    if (WATCHES.test(words)) return undefined;
    const edits = editsOf(segment, at, checker);
    const isSequence = areInSequence(line, segments);
    const leftOut = isSequence ? stepsLeftOut({ line, segments, tests: new Set([segment]), scripts }) : [];
    const text = applyEdits(line, [...leftOut, ...edits]);
    const own = applyEdits(
      words,
      edits.map((edit) => moved(edit, -startOf(segment))),
    );
    return {
      name: checker.name,
      script,
      dir,
      line: isSequence ? text : own,
      reads: checker.reads,
      failsOnWarnings: checker.failsOnWarnings.test(words),
    };
  }
  return undefined;
}

/** Index of the word that names the checker, if the command starts it. */
function indexOfChecker({ words }: Segment, { program, subcommand }: ComponentChecker): number | undefined {
  const at = words.findIndex(
    (word) =>
      !isAssignment(word) &&
      !TRANSPARENT.has(word.text) &&
      !MANAGERS.has(word.text) &&
      !FINDERS.has(word.text) &&
      !STARTS_PROGRAM.test(word.text),
  );
  if (programName(words[at]?.text ?? '') !== program) return undefined;
  if (subcommand === undefined) return at;
  return words[at + 1]?.text === subcommand ? at + 1 : undefined;
}

function editsOf({ words }: Segment, at: number, { options, dropped }: ComponentChecker): Edit[] {
  const name = words[at];
  if (!name) return [];
  const edits: Edit[] = options === '' ? [] : [{ start: name.end, end: name.end, text: ` ${options}` }];
  for (const [index, word] of words.entries()) {
    const [option = ''] = word.text.split('=', 1);
    if (index <= at || !dropped.includes(option)) continue;
    const last = option === word.text ? (words[index + 1] ?? word) : word;
    edits.push({ start: word.start, end: last.end, text: '' });
  }
  return edits;
}

function moved({ start, end, text }: Edit, by: number): Edit {
  return { start: start + by, end: end + by, text };
}

/** Whether no compiler is run by the line itself, whose projects would be checked anyway, but another program is. */
function saysMore(line: string, scripts: Scripts): boolean {
  if (WATCHES.test(line)) return false;
  let hasOther = false;
  for (const segment of parseLine(line)) {
    const { words } = segment;
    if (words.some(({ text }) => COMPILER.test(programName(text)))) return false;
    if (CHECKERS.some((checker) => indexOfChecker(segment, checker) !== undefined)) return false;
    if (!isNeutral(line, segment, scripts)) hasOther = true;
  }
  return hasOther;
}

/** Whether the command checks no types by itself: it calls other scripts, or does something else. */
function isNeutral(line: string, segment: Segment, scripts: Scripts): boolean {
  const found = classify(segment);
  if (found.kind === 'cd' || found.kind === 'runner' || found.kind === 'tap') return true;
  if (found.kind === 'script')
    return found.several !== undefined || found.selection.kind !== 'here' || scripts[found.script] !== undefined;
  const name = programName(segment.words.find((word) => !isAssignment(word))?.text ?? '');
  if (TASK_RUNNER.test(name) || CHECKS_NOTHING.test(name)) return true;
  return onlyChecks(line.slice(startOf(segment), endOf(segment)), scripts);
}

function typeScript(script: string, { dir, scripts }: Place): OwnCheck {
  const line = withHooks(scripts, script);
  const readsVue = /\bnuxt?i? typecheck\b/.test(line);
  return { name: `npm run ${script}`, script, dir, line, ...(readsVue ? { reads: '.vue' } : {}) };
}
