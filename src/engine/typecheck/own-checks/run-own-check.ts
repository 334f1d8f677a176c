import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../../contract/type-check';
import type { RunProcess } from '../../process/run-process';
import { withPrograms } from '../../process/script-path';
import { lineWithoutManagers } from '../../test-runner/command/scripts/without-managers';
import { isMissing, tail } from '../../test-runner/problems';
import type { OwnCheck } from './find-own-checks';
import { parseDiagnostics } from './parse-diagnostics';

export interface RunOwnCheckDeps {
  /** Absolute path of the copy. */
  readonly dir: string;
  /** The variables of the check, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly runProcess: RunProcess;
  readonly timeoutMs: number;
}

export type OwnCheckResult =
  | { readonly kind: 'ran'; readonly diagnostics: readonly Diagnostic[] }
  /** It says nothing here; `why` is a clause. */
  | { readonly kind: 'left-out'; readonly why: string };

/** Runs a check in the copy. It is red by its exit code; if no diagnostic can be read, that is the only one. */
export async function runOwnCheck(
  check: OwnCheck,
  { dir, env, runProcess, timeoutMs }: RunOwnCheckDeps,
  signal: AbortSignal,
): Promise<OwnCheckResult> {
  const cwd = join(dir, check.dir);
  const line = await lineWithoutManagers(check.line, check.dir, dir, env);
  const variables = { ...withPrograms(env, cwd), npm_lifecycle_event: check.script, ASTRO_TELEMETRY_DISABLED: '1' };
  const ended = await runProcess({ command: { shell: line }, cwd, env: variables, timeoutMs }, signal);
  if (ended.kind === 'timeout')
    return { kind: 'left-out', why: `it had not ended after ${Math.round(timeoutMs / 1000)} s` };
  if (isMissing(ended)) return { kind: 'left-out', why: 'a program that it needs is not installed' };
  if (ended.exitCode === 0) return { kind: 'ran', diagnostics: [] };
  const output = stripVTControlCharacters(ended.output);
  const counts = ({ category }: Diagnostic): boolean =>
    category === 'error' || (check.failsOnWarnings === true && category === 'warning');
  const found = parseDiagnostics(output, { cwd, root: dir })
    .filter(counts)
    .map((item) => ({ ...item, category: 'error' as const, source: check.name }));
  return { kind: 'ran', diagnostics: found.length > 0 ? found : [exitDiagnostic(check, ended.exitCode, output)] };
}

function exitDiagnostic(check: OwnCheck, exitCode: number | null, output: string): Diagnostic {
  const how = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
  return withoutPlace(check, `${how}, and no error that can be read says why.\n${tail(output.trim())}`);
}

/** For a check that ran before: `why` it says nothing any more, as a clause. */
export function noLongerEnds(check: OwnCheck, why: string): Diagnostic {
  return withoutPlace(check, `ran to its end before, and now does not, because ${why}.`);
}

function withoutPlace({ name, script, dir }: OwnCheck, what: string): Diagnostic {
  const place = dir === '' ? '' : ` in ${dir}`;
  const message = `The script \`${script}\`${place} ${what}`;
  return { path: '', line: 1, column: 1, code: 0, category: 'error', source: name, message };
}
