import { existsSync } from 'node:fs';
import path from 'node:path';
import type * as typescript from 'typescript';
import { seeded } from '../../support/seeded';
import { createSourceWorkspace, type SourceName } from '../../support/source-workspaces';
import { temporaryFolder } from '../../support/vscode/workspace';
import { createJudge, type Judge } from '../judge';
import { createProgramOracle, createTextCopy, createTscOracle, type PlacedDiagnostic } from '../oracle';
import { type PlanConfig, planSteps, type Step } from './plan';
import { createTally } from './tally';

export interface CampaignConfig extends PlanConfig {
  readonly source: SourceName;
  /** A compiler by its folder of `node_modules`. */
  readonly compiler: string;
  readonly seed: number;
  /** The number of steps at which the oracle's answer is compared with the command line's, if it is another one. */
  readonly verifiedSteps: number;
}

/** A step where judge and compiler, or oracle and command line, report different places or codes. */
export interface Difference {
  readonly step: number;
  readonly between: 'whole' | 'near' | 'oracle and command line';
  readonly kinds: readonly string[];
  readonly files: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

export interface CampaignResult {
  readonly version: string;
  readonly mutations: number;
  readonly steps: number;
  /** The number of steps with at least one expected diagnostic. */
  readonly red: number;
  readonly diagnostics: number;
  /** How often each code was expected. */
  readonly codes: Readonly<Record<string, number>>;
  readonly kinds: readonly string[];
  readonly differences: readonly Difference[];
  /** The number of diagnostics with the expected place and code but another wording; `rewordings` has the first few. */
  readonly reworded: number;
  readonly rewordings: readonly { readonly place: string; readonly expected: string; readonly found: string }[];
  /** The number of steps at which the oracle was compared with the command line. */
  readonly verified: number;
  readonly judgeMs: number;
  readonly oracleMs: number;
}

/** Before every sixth step a check is started and aborted within this time. */
const CANCEL_EVERY = 6;
const CANCEL_WITHIN_MS = 400;

/** Compares the warm judge with the oracle over the same texts, one step after the other. */
export async function runCampaign(config: CampaignConfig): Promise<CampaignResult> {
  const folder = await temporaryFolder('loopcraft-exact-');
  const { root, files } = createSourceWorkspace(config.source, config.compiler, path.join(folder.path, 'judged'));
  const copy = createSourceWorkspace(config.source, config.compiler, path.join(folder.path, 'compiled')).root;
  const judge = createJudge();
  try {
    const random = seeded(config.seed);
    const steps = planSteps(root, files, config, random);
    const commandLine = createTscOracle(copy);
    const library = path.join(copy, 'node_modules/typescript/lib/typescript.js');
    const oracle = existsSync(library)
      ? createProgramOracle(((await import(library)) as { default: typeof typescript }).default, copy)
      : commandLine;
    const { version } = require(path.join(copy, 'node_modules/typescript/package.json')) as { version: string };
    const tally = createTally(config, version, steps, folder.path);
    const texts = createTextCopy(copy);
    for (const [at, step] of steps.entries()) {
      texts.take(step.overlay);
      if (at % CANCEL_EVERY === CANCEL_EVERY - 1)
        await judge.checkAndCancel(root, step.overlay, random() * CANCEL_WITHIN_MS);
      const [asked, expected] = await Promise.all([askJudge(judge, root, step), timed(() => oracle.diagnostics())]);
      tally.add(at, asked, expected);
      if (oracle !== commandLine && isVerifiedStep(config, steps, at))
        tally.compareOracles(at, expected.answer, await commandLine.diagnostics());
    }
    return tally.result();
  } finally {
    await judge.dispose();
    await folder.remove();
  }
}

export interface JudgeAnswer {
  readonly near: readonly PlacedDiagnostic[];
  readonly whole: readonly PlacedDiagnostic[];
  readonly ms: number;
}

async function askJudge(judge: Judge, root: string, { overlay }: Step): Promise<JudgeAnswer> {
  const { answer, ms } = await timed(async () => ({
    near: await judge.near(root, overlay),
    whole: await judge.whole(root, overlay),
  }));
  return { ...answer, ms };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> {
  const started = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - started };
}

/** Picks the first step with broken syntax, and the last ones. */
function isVerifiedStep({ verifiedSteps }: CampaignConfig, steps: readonly Step[], at: number): boolean {
  if (verifiedSteps === 0) return false;
  const broken = steps.findIndex(({ breaksSyntax }) => breaksSyntax);
  return at === broken || at >= steps.length - (broken < 0 ? verifiedSteps : verifiedSteps - 1);
}
