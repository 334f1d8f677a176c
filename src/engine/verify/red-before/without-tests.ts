import type { Stop } from '../../contract/stop';
import type { Task } from '../../contract/task';
import type { TestReport } from '../../contract/test-run';
import { protectedBy } from '../../guard/protected-paths';
import { dependencyNames, parseManifest } from '../../workspace/packages/manifest';
import type { Snapshot } from '../../workspace/snapshot';
import type { Baseline } from '../baseline';

/** Lines of the output that are shown. */
const SHOWN_LINES = 15;
const NO_TESTS_YET =
  /\bno (?:tests?|specs?)(?: files?| suites?)?(?: were| was)? found\b|\bcould not find (?:any test|['"])/i;
const NO_PROGRAM = /\b(?:command )?not found\b|is not recognized as an internal or external command|\bENOENT\b/i;
/** What stops every suite although the code of none is to blame: a missing program, a service that is not up. */
const OUTSIDE = new RegExp(
  "\\bspawn \\S+ ENOENT\\b|\\bECONNREFUSED\\b|\\bENOTFOUND\\b|Executable doesn't exist|command not found" +
    '|\\bERR_DLOPEN_FAILED\\b|invalid ELF header|compiled against a different Node',
  'i',
);
const CODE_PATH = /(?:[\w@.+~-]+\/)*[\w@.+~-]+\.(?:[cm]?[jt]sx?|vue|svelte|astro)\b/g;
/** The package in the message of a failed import; not a path, nor an alias such as `@/`, `~` or `#`. */
const MISSING_PACKAGE =
  /(?:Cannot find (?:module|package)|Failed to resolve import|Could not resolve) ["']((?:@[\w.-]+\/)?[\w-][\w.-]*)/g;

/**
 * Why no change could be verified here: the test command ended red and executed no test, and nothing says
 * that an edit could change that. A suite that does not load because of the workspace's own code is the
 * task itself, and where there are no tests yet a change may bring them.
 */
export async function withoutTests(task: Task, baseline: Baseline, snapshot: Snapshot): Promise<Stop | undefined> {
  const { report, types } = baseline;
  if (report.executed || report.exitCode === 0) return undefined;
  if (task.kind === 'generate' && NO_TESTS_YET.test(report.output)) return undefined;
  const known = new Set(snapshot.files);
  const isSource = (path: string | undefined): boolean =>
    path !== undefined && known.has(path) && protectedBy(path) === undefined;
  // A compiler in front of the tests ends the command, too.
  if (types.some(({ path }) => isSource(path))) return undefined;
  const missing = await missingDependencies(report, snapshot);
  const suites = [...report.errors, ...report.failed];
  const places = suites.map(({ path }) => path);
  const named = [...withoutEcho(report.output).matchAll(CODE_PATH)].flatMap(([path]) => endingsOf(path));
  const isOutside = suites.length > 0 && suites.every(({ message }) => OUTSIDE.test(message));
  if (missing.length === 0 && !isOutside && [...places, ...named].some(isSource)) return undefined;
  const causes = isOutside
    ? suites.flatMap(({ message }) => message.split('\n').find((line) => OUTSIDE.test(line)) ?? [])
    : [];
  return stopFor(report, missing, causes[0]?.trim());
}

/** The paths that an absolute path may mean in the workspace. */
function endingsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '.');
  return parts.includes('node_modules') ? [] : parts.map((_, index) => parts.slice(index).join('/'));
}

/** `cause`: the line that says what stopped every suite, which the end of the output may not hold. */
function stopFor(report: TestReport, missing: readonly string[], cause: string | undefined): Stop {
  const { command, exitCode, output, errors, failed } = report;
  const how = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
  const why =
    missing.length > 0 ? ` Not installed or not built, although package.json names it: ${missing.join(', ')}.` : '';
  const said = output.trim() === '' ? [...errors, ...failed].map(({ message }) => message).join('\n') : output;
  const lines = said.trim().split('\n').slice(-SHOWN_LINES);
  const tail = [...(cause === undefined || lines.some((line) => line.includes(cause)) ? [] : [cause]), ...lines].join(
    '\n',
  );
  const isSetUp = missing.length > 0 || exitCode === 127 || NO_PROGRAM.test(said);
  return {
    reason: isSetUp ? 'configuration' : 'unverifiable',
    message:
      `\`${command}\` ${how} and executed no test, so nothing would show that a change works. No model was called.` +
      `${why}\n${tail}`.trimEnd(),
    next:
      `Run \`${command}\` yourself until it executes tests: install or build what is missing, start what it needs. ` +
      'Or set another test command (loopcraft.testCommand, --test-command). Then run again.',
  };
}

/** Packages that were not found although package.json names them. */
async function missingDependencies({ output, errors, failed }: TestReport, snapshot: Snapshot): Promise<string[]> {
  const said = [output, ...[...errors, ...failed].map(({ message }) => message)].join('\n');
  const wanted = new Set([...said.matchAll(MISSING_PACKAGE)].flatMap(([, name]) => name ?? []));
  if (wanted.size === 0) return [];
  const declared = new Set<string>();
  for (const path of snapshot.files.filter((file) => /(?:^|\/)package\.json$/.test(file))) {
    const file = await snapshot.read(path);
    const manifest = file?.kind === 'text' ? parseManifest(file.text) : undefined;
    for (const name of manifest ? dependencyNames(manifest) : []) declared.add(name);
  }
  return [...wanted].filter((name) => declared.has(name));
}

/** Without the lines in which a package manager repeats the command, which may name test files. */
function withoutEcho(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/^\s*[>$]/.test(line))
    .join('\n');
}
