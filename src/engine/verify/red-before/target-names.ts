import type { TestReport, TestTarget } from '../../contract/test-run';
import { similarity } from '../../typecheck/explain/similar-names';
import { looseName } from './test-names';

/** What is said of a name that no test has names at most this many others, and only those that are this similar. */
const MAX_SIMILAR = 3;
const SIMILAR_FROM = 0.4;

/** A failure, or a suite that did not load: it has no test, or one that is named after the file. */
interface Failure {
  readonly path?: string | undefined;
  readonly test?: string | undefined;
}

/**
 * Matches what the targets mean among the tests that ran: the full name; otherwise a name that differs only in
 * what varies from run to run; otherwise the name without those of its groups. A target that did not run
 * is in a suite that did not load.
 */
export function targetFilter(targets: readonly TestTarget[], report: TestReport): (item: Failure) => boolean {
  const known = testNames(report);
  const wanted = targets.map((target) => {
    const names = new Set(namesMeant(target.name, known));
    return { target, names, hasRun: known.some((name) => names.has(name)) };
  });
  return (item) =>
    wanted.some(({ target, names, hasRun }) =>
      hasRun
        ? item.test !== undefined && names.has(item.test) && mayBeIn(item, target)
        : isSuite(item) && mayBeIn(item, target),
    );
}

/** The targets that no test of the report is named after, each with the most similar names. */
export function unknownTargets(
  targets: readonly TestTarget[],
  report: TestReport,
): readonly { readonly name: string; readonly similar: readonly string[] }[] {
  const known = testNames(report);
  const ofTests = new Set(known);
  const suites = [...report.failed.map(({ name, path }) => ({ test: name, path })), ...report.errors].filter(isSuite);
  return targets
    .filter((target) => !namesMeant(target.name, known).some((meant) => ofTests.has(meant)))
    .filter((target) => !suites.some((suite) => mayBeIn(suite, target)))
    .map(({ name }) => ({ name, similar: mostSimilar(name, known) }));
}

function isSuite({ test, path }: Failure): boolean {
  return path !== undefined && (test === undefined || test === path);
}

function mayBeIn({ path }: Failure, target: TestTarget): boolean {
  return target.path === undefined || path === undefined || path === target.path;
}

function testNames({ tests, failed }: TestReport): string[] {
  return [...new Set([...tests, ...failed].map(({ name }) => name))];
}

function namesMeant(wanted: string, known: readonly string[]): readonly string[] {
  if (known.includes(wanted)) return [wanted];
  const loose = looseName(wanted);
  const sameButForNumbers = loose === wanted ? [] : known.filter((name) => looseName(name) === loose);
  if (sameButForNumbers.length > 0) return sameButForNumbers;
  const ending = known.filter((name) => name.endsWith(` > ${wanted}`));
  return ending.length > 0 ? ending : [wanted];
}

function mostSimilar(wanted: string, known: readonly string[]): string[] {
  const rated = known.map((name) => ({
    name,
    rating: Math.max(similarity(name, wanted), similarity(name.split(' > ').at(-1) ?? '', wanted)),
  }));
  return rated
    .filter(({ rating }) => rating >= SIMILAR_FROM)
    .sort((a, b) => b.rating - a.rating)
    .slice(0, MAX_SIMILAR)
    .map(({ name }) => name);
}
