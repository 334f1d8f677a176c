import { notKnown, typeFingerprint } from '../../contract/fingerprint';
import type {
  CheckedComponents,
  Diagnostic,
  TypeChecker,
  TypeCheckRequest,
  TypeReport,
} from '../../contract/type-check';
import type { RunProcess } from '../../process/run-process';
import { readPackages } from '../../workspace/packages/packages';
import { mergeDiagnostics } from '../projects/diagnostics';
import { type OwnCheck, ownChecksOf } from './find-own-checks';
import { noLongerEnds, runOwnCheck } from './run-own-check';

export interface OwnChecksDeps {
  readonly runProcess: RunProcess;
  /** The variables of a check in the copy at this absolute path, without secrets. */
  readonly envIn: (dir: string) => Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  /** How long one check may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 5 * 60_000;

/** What is known of checks, by script and folder. */
interface KnownChecks {
  /** Why a check says nothing here. It is not run again. */
  readonly leftOut: Map<string, string>;
  /** Checks that ran to their end. One that no longer does so is kept from it by the change. */
  readonly ran: Set<string>;
}

/**
 * A type checker whose checks of everything also run the workspace's own checks: those of components
 * (`svelte-check`, `astro check`) and its script for types, on a copy. What the compiler found already is not
 * reported twice. Where there is no tsconfig, they are all that is checked.
 */
export function withOwnChecks(checker: Pick<TypeChecker, 'check'>, deps: OwnChecksDeps): Pick<TypeChecker, 'check'> {
  const known: KnownChecks = { leftOut: new Map(), ran: new Set() };
  return {
    async check(request, signal) {
      const answer = await checker.check(request, signal);
      if (!request.createScratchCopy || ('problem' in answer && answer.problem.kind !== 'no-tsconfig')) return answer;
      const checks = 'problem' in answer || answer.whole ? await findOwnChecks(request.root) : [];
      const canRun = (): boolean => checks.some((check) => !known.leftOut.has(keyOf(check)));
      if (checks.length === 0 || ('problem' in answer && !canRun())) return answer;
      const report = 'problem' in answer ? withoutCompiler(request) : answer;
      if (!report.whole) return report;
      const startedAt = performance.now();
      const dir = canRun() ? await request.createScratchCopy(signal) : '';
      let result = report;
      for (const check of checks) result = await withCheck(result, check, { ...deps, dir, known }, signal);
      if ('problem' in answer && !canRun()) return answer;
      return { ...result, ms: report.ms + Math.round(performance.now() - startedAt) };
    },
  };
}

/** What the compiler finds where nothing tells it what to check, such as in a workspace of components in JavaScript. */
function withoutCompiler({ scope }: TypeCheckRequest): TypeReport {
  const nothing = { projects: [], diagnostics: [], checked: 'no tsconfig.json is there', ms: 0 };
  return { version: 'none', engine: 'tsc', ...nothing, whole: scope === 'whole' };
}

async function findOwnChecks(root: string): Promise<readonly OwnCheck[]> {
  const packages = readPackages(root);
  const own = await packages.at('');
  const members = (await packages.members()).filter(({ dir }) => dir !== '');
  return [...(own ? [own] : []), ...members].flatMap(ownChecksOf);
}

function keyOf({ dir, script, name }: OwnCheck): string {
  return JSON.stringify([dir, script, name]);
}

async function withCheck(
  report: TypeReport,
  check: OwnCheck,
  { dir, known, log, timeoutMs = TIMEOUT_MS, ...deps }: OwnChecksDeps & { dir: string; known: KnownChecks },
  signal: AbortSignal,
): Promise<TypeReport> {
  const key = keyOf(check);
  const place = check.dir === '' ? '' : ` of ${check.dir}`;
  const name = `the script \`${check.script}\`${place}`;
  const leftOut = (why: string): TypeReport => {
    known.leftOut.set(key, why);
    return { ...report, checked: `${report.checked}; ${name} was not counted, because ${why}` };
  };
  const before = known.leftOut.get(key);
  if (before !== undefined) return leftOut(before);
  log(`types: running ${check.line} in the copy, which is ${name}`);
  const result = await runOwnCheck(check, { ...deps, env: deps.envIn(dir), dir, timeoutMs }, signal);
  if (result.kind === 'left-out' && !known.ran.has(key)) return leftOut(result.why);
  if (result.kind === 'ran') known.ran.add(key);
  const diagnostics = result.kind === 'ran' ? result.diagnostics : [noLongerEnds(check, result.why)];
  const program = check.name === `npm run ${check.script}` ? name : `${check.name} (${name})`;
  return {
    ...report,
    diagnostics: mergeDiagnostics([...report.diagnostics, ...newIn(diagnostics, report.diagnostics)]),
    withComponents: [...(report.withComponents ?? []), ...componentsOf(check)],
    checked: `${report.checked}; ${program} was run on a copy as well`,
  };
}

/** What is not among the known errors, which the compiler reports with the same words. */
function newIn(found: readonly Diagnostic[], known: readonly Diagnostic[]): Diagnostic[] {
  const errors = known.filter(({ category }) => category === 'error').map(typeFingerprint);
  const items = mergeDiagnostics(found).map((item) => ({ item, fingerprint: typeFingerprint(item) }));
  return notKnown(items, errors).map(({ item }) => item);
}

function componentsOf({ dir, reads }: OwnCheck): CheckedComponents[] {
  return reads === undefined ? [] : [{ folder: dir, ending: reads }];
}
