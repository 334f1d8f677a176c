import path from 'node:path';
import { createCircuitBreakers } from '../../src/engine/call/resilience/circuit-breaker';
import type { Evidence } from '../../src/engine/contract/evidence';
import type { FunctionCoverage } from '../../src/engine/contract/test-run';
import { createEngine } from '../../src/engine/create-engine';
import type { Engine } from '../../src/engine/engine';
import { systemClock } from '../../src/engine/platform/clock';
import { readerOver, testEvidence, typeEvidence } from '../../src/engine/verify/to-evidence';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import { memoryStore } from '../support/memory-store';

/** Of one run of the test files; what they do not end in is taken for nothing that fails. */
const TEST_TIMEOUT_MS = 180_000;
const signal = new AbortController().signal;

/** What is red, and what the failing tests ran. */
export interface Failures {
  readonly evidence: readonly Evidence[];
  readonly coverage?: FunctionCoverage | undefined;
}

export interface Ran extends Failures {
  /** What the run says, as far as its failures don't: in a few words. */
  readonly says: string;
}

/** What fails in these test files; nothing where they can't be run in time. */
export async function failuresOf(
  tests: readonly string[],
  snapshot: Snapshot,
  unsaved: ReadonlyMap<string, string>,
  run: {
    readonly engine: Engine;
    readonly testCommand: string;
    readonly timeoutMs?: number;
    /** Runs them once and records that; otherwise as a run does, which runs what is red once more. */
    readonly isOnce?: boolean;
  },
): Promise<Ran> {
  const { engine, testCommand, timeoutMs = TEST_TIMEOUT_MS, isOnce = false } = run;
  const command = testCommand.replaceAll('{files}', tests.join(' '));
  // The command names them already, so that this changes nothing of it.
  const files = isOnce ? { files: tests.map((path) => ({ path, names: [] })) } : {};
  const options = { unsaved, testCommand: command, testTimeoutMs: timeoutMs, coverage: true, signal, ...files };
  const report = await engine.test(options);
  if ('problem' in report) return { evidence: [], says: firstLine(report.problem.message) };
  const { executed, failed, errors, coverage } = report;
  const broken = errors[0] ? `, outside of tests: ${firstLine(errors[0].message)}` : '';
  const says = `${failed.length} of ${executed ?? 'unknown'} tests fail${broken}`;
  return { evidence: await testEvidence(report, readerOver(snapshot, unsaved)), coverage, says };
}

function firstLine(message: string): string {
  return (message.trim().split('\n')[0] ?? '').slice(0, 120);
}

/** The type errors in these test files; nothing where types can't be checked. */
export async function typeErrorsIn(
  tests: readonly string[],
  snapshot: Snapshot,
  unsaved: ReadonlyMap<string, string>,
  { engine }: { readonly engine: Engine },
): Promise<Evidence[]> {
  const report = await engine.types({ unsaved, edited: tests, signal });
  if ('problem' in report) return [];
  const isTest = new Set(tests);
  const here = report.diagnostics.filter((diagnostic) => isTest.has(diagnostic.path));
  return typeEvidence(here, readerOver(snapshot, unsaved));
}

export function engineFor(workspace: string, stateDir: string): Engine {
  const patterns = memoryStore();
  const dist = path.resolve(__dirname, '../../dist');
  return createEngine({
    workspace,
    stateDir,
    patterns,
    services: { types: path.join(dist, 'type-service.js'), commands: path.join(dist, 'command-service.js') },
    env: process.env,
    log: () => {},
    warn: (line) => console.error(line),
    breakers: createCircuitBreakers(systemClock),
  });
}
