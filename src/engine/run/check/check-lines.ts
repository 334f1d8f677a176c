import { stripVTControlCharacters } from 'node:util';
import { diagnosticCode } from '../../contract/fingerprint';
import { plural } from '../../platform/plural';
import { wentOnText } from '../../test-runner/went-on';
import type { CheckResult, CheckStep } from './check-once';

/** Findings of each kind that the command line prints; `--json` has all of them. */
const SHOWN_FINDINGS = 10;
/** Lines of a command's output that are printed: its end, where commands say what went wrong. */
const SHOWN_OUTPUT = 15;

/** How the compiler says that the types of Node are not installed; it also speaks of a tsconfig where there is none. */
const NODE_MISSING = /\btype definitions for node\b/i;
const NODE_HINT =
  '  Install the types of Node (npm install --save-dev @types/node); only where a tsconfig lists `types`, name ' +
  '"node" there. What is red before a run does not count against its change.';

/** A step of a check as lines for people, with at most `findings` of each kind. */
export function checkLines(step: CheckStep, findings = SHOWN_FINDINGS): string[] {
  if (step.kind === 'types-start') return ['types: checking …'];
  if (step.kind === 'tests-start') return [`tests: \`${step.command}\` is running (${step.why}) …`];
  return step.kind === 'types-end' ? typeLines(step.types, findings) : testLines(step.tests, findings);
}

function typeLines(types: CheckResult['types'], most: number): string[] {
  if ('problem' in types) return [`types: ${types.problem.message}`];
  const { checked, diagnostics } = types;
  const found = diagnostics.map(
    ({ path, line, column, message, ...item }) =>
      `${path === '' ? '' : `${path}:${line}:${column} `}${diagnosticCode(item)} ${message}`,
  );
  const count = `types: ${checked}: ${plural(diagnostics.length, 'diagnostic')}`;
  const isNodeMissing = most > 0 && diagnostics.some(({ message }) => NODE_MISSING.test(message));
  return [count, ...firstOf(found, most), ...(isNodeMissing ? [NODE_HINT] : [])];
}

function testLines(tests: CheckResult['tests'], most: number): string[] {
  if ('problem' in tests) return [`tests: ${tests.problem.message}`];
  const { command, runner, executed, exitCode, failed, errors, inFront, wentOn } = tests;
  const { copyDifferences = [], staleBuild = [], absentManager } = tests;
  const without = absentManager === undefined ? [] : [`${absentManager}.`];
  const notes = [...copyDifferences].concat(staleBuild, without);
  const exit = `exit code ${exitCode ?? 'none'}`;
  const counts =
    executed === null
      ? `${exit}; no results that can be read`
      : `${plural(executed, 'test')} run, ${failed.length} failed`;
  const isOnlyExit = executed !== null && executed > 0 && failed.length + errors.length === 0 && exitCode !== 0;
  return [
    `tests: \`${command}\` (${runner}): ${counts}${isOnlyExit ? `, but ${exit}` : ''}`,
    ...firstOf(
      failed.map(({ name, path, line, message }) => `${placeOf(path, line)}${name}: ${firstLine(message)}`),
      most,
    ),
    ...firstOf(
      errors.map(({ path, line, message }) => `${placeOf(path, line)}${message}`),
      most,
    ),
    ...(isOnlyExit || (!executed && errors.length === 0) ? outputLines(tests.output) : []),
    ...(executed || copyDifferences.length > 0 ? [] : [`  ${wayOut(tests)}`]),
    ...notes.map((note) => `  ${note}`),
    ...(wentOn ? [`tests: ${wentOnText(wentOn)}`] : []),
    ...(inFront
      ? [
          `tests: a step in front of them ended with exit code ${inFront.exitCode}; they ran without it.`,
          ...outputLines(inFront.output),
        ]
      : []),
  ];
}

/** What to do when a command showed nothing about any test. */
function wayOut({ executed, hint }: Exclude<CheckResult['tests'], { problem: unknown }>): string {
  if (executed !== null)
    return (
      'No test was executed. See above why, add a test where the command finds it, or set another ' +
      'loopcraft.testCommand (--test-command).'
    );
  return (
    hint ??
    'Let it write JUnit (for example to junit.xml) or TAP, or set loopcraft.testCommand (--test-command) to a ' +
      'command of vitest, jest, mocha, node:test, playwright or bun.'
  );
}

function outputLines(output: string): string[] {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  if (lines.every((line) => line.trim() === '')) return ['  It printed nothing.'];
  const shown = lines.slice(-SHOWN_OUTPUT);
  const omitted = lines.length - shown.length;
  return [
    omitted > 0 ? `  The last ${shown.length} of ${lines.length} lines that it printed:` : '  It printed:',
    ...shown.map((line) => `  | ${line}`),
  ];
}

function firstOf(findings: readonly string[], most: number): string[] {
  if (most === 0) return [];
  const rest = findings.length - most;
  const shown = findings.slice(0, most).map((finding) => `  ${finding}`);
  return rest > 0 ? [...shown, `  … and ${rest} more; --json lists all of them.`] : shown;
}

function placeOf(path: string | undefined, line: number | undefined): string {
  return path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`} `;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
