import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import { namedPlaces } from '../../prompt/context/named/named-files';
import type { Red } from '../../prompt/context/preview-context';
import type { Baseline } from '../../verify/baseline';
import { isTestNamed } from '../../verify/red-before/requested';

/** In so many files at most, failures may be what a request is about that names none of them. */
const FEW_FILES = 3;
/** Requests that are about whatever is red: "make the failing tests pass", "fix the type errors". */
const ABOUT_FAILURES = [
  /\b(?:fail(?:s|ing|ures?)?|broken|red)\b[^.]*\btests?\b/i,
  /\btests?\b[^.]*\b(?:fail(?:s|ing|ures?)?|broken|red|pass|green)\b/i,
  /\b(?:type|compil\w*|tsc|build)\b[^.]*\berrors?\b/i,
];

/**
 * What the context is chosen by: the goals; where there are none, what of all that is red the request is about. What
 * the compiler says of the goals' own tests is no goal, because only the code can be changed, but names what these
 * miss. A request that does not speak of what is red may be about it, where it is little; many such failures are the
 * workspace's state, as where packages are not built, and would lead away from the code that it is about.
 */
export function redAboutTask(
  task: Task,
  { goals, types, tests, report: { coverage } }: Baseline,
  files: readonly string[],
): Red {
  if (goals.length > 0) {
    const failing = new Set(goals.flatMap(({ stage, path }) => (stage === 'tests' ? (path ?? []) : [])));
    const inTests = types.filter((item) => item.path !== undefined && failing.has(item.path) && !goals.includes(item));
    return { evidence: [...goals, ...inTests], coverage };
  }
  const red = [...types, ...tests].filter(isOfWorkspace);
  const named = new Set([
    ...task.files,
    ...(task.selection ? [task.selection.path] : []),
    ...namedPlaces(task.text, files).map(({ path }) => path),
  ]);
  const isNamed = (item: Evidence): boolean =>
    (item.path !== undefined && named.has(item.path)) ||
    (item.code !== undefined && task.text.includes(item.code)) ||
    isTestNamed(item, task);
  const requested = red.filter(isNamed);
  if (requested.length > 0) return { evidence: requested, coverage };
  if (ABOUT_FAILURES.some((words) => words.test(task.text))) return { evidence: red, coverage };
  const isLittle = new Set(red.map(({ path }) => path)).size <= FEW_FILES;
  return isLittle ? { evidence: red, coverage, isUncertain: true } : { evidence: [] };
}

/** The rest is in installed packages, where no change of the workspace helps. */
function isOfWorkspace({ path = '' }: Evidence): boolean {
  return !/(?:^|\/)node_modules\//.test(path);
}
