import { existsSync } from 'node:fs';
import path from 'node:path';
import type * as typescript from 'typescript';
import { seeded } from '../../support/seeded';
import { createSourceWorkspace, type SourceName } from '../../support/source-workspaces';
import { temporaryFolder } from '../../support/vscode/workspace';
import { createJudge, type Judge } from '../judge';
import { createProgramOracle, createTextCopy, createTscOracle, type PlacedDiagnostic } from '../oracle';
import { type PlanConfig, planSteps, type Step } from './plan';

export interface CampaignConfig extends PlanConfig {
  readonly source: SourceName;
  /** A compiler by its folder of `node_modules`. */
  readonly compiler: string;
  readonly seed: number;
  /** Steps after which the oracle itself is held against the command line, where it is not that already. */
  readonly verifiedSteps: number;
}

/** Where judge and compiler, or compiler and compiler, tell different places or codes. */
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
  /** Steps whose right answer has diagnostics. */
  readonly red: number;
  readonly diagnostics: number;
  /** How often each code was told. */
  readonly codes: Readonly<Record<string, number>>;
  readonly kinds: readonly string[];
  readonly differences: readonly Difference[];
  /** Diagnostics with the right place and code but other words, with the first few of them. */
  readonly reworded: number;
  readonly rewordings: readonly { readonly place: string; readonly expected: string; readonly found: string }[];
  /** Steps at which the oracle was held against the command line. */
  readonly verified: number;
  readonly judgeMs: number;
  readonly oracleMs: number;
}

/** Before every so-manieth step a check is begun and given up. */
const CANCEL_EVERY = 6;
const CANCEL_WITHIN_MS = 400;

/** Lets the warm judge and the oracle look at the same texts, one step after the other. */
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
        tally.prove(at, expected.answer, await commandLine.diagnostics());
    }
    return tally.result();
  } finally {
    await judge.dispose();
    await folder.remove();
  }
}

interface JudgeAnswer {
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

/** The first step with broken syntax, and then the last ones. */
function isVerifiedStep({ verifiedSteps }: CampaignConfig, steps: readonly Step[], at: number): boolean {
  if (verifiedSteps === 0) return false;
  const broken = steps.findIndex(({ breaksSyntax }) => breaksSyntax);
  return at === broken || at >= steps.length - (broken < 0 ? verifiedSteps : verifiedSteps - 1);
}

function createTally(config: CampaignConfig, version: string, steps: readonly Step[], folder: string) {
  const codes: Record<string, number> = {};
  const differences: Difference[] = [];
  const rewordings: { place: string; expected: string; found: string }[] = [];
  const counts = { red: 0, diagnostics: 0, reworded: 0, verified: 0, judgeMs: 0, oracleMs: 0 };

  const compare = (
    at: number,
    between: Difference['between'],
    expected: readonly PlacedDiagnostic[],
    found: readonly PlacedDiagnostic[],
    whole = true,
  ) => {
    const missing = whole ? onlyInFirst(expected, found) : [];
    const extra = onlyInFirst(found, expected);
    if (missing.length + extra.length === 0) return;
    const { kinds = [], overlay = new Map() } = steps[at] ?? {};
    differences.push({ step: at, between, kinds, files: [...overlay.keys()], missing, extra });
  };

  return {
    add(
      at: number,
      { near, whole, ms }: JudgeAnswer,
      { answer: expected, ms: oracleMs }: { answer: readonly PlacedDiagnostic[]; ms: number },
    ) {
      compare(at, 'whole', expected, whole);
      // An early answer may say less than the command line, and with an error in the syntax or the options of any file, more.
      if (!steps[at]?.breaksSyntax && expected.every(({ place }) => /^.+\.[jt]sx?\(/.test(place)))
        compare(at, 'near', expected, near, false);
      for (const { place } of expected) {
        const code = place.slice(place.lastIndexOf(' ') + 1);
        codes[code] = (codes[code] ?? 0) + 1;
      }
      const wordings = differentWordings(expected, whole, folder);
      counts.reworded += wordings.length;
      rewordings.push(...wordings.slice(0, 3 - rewordings.length));
      counts.red += expected.length > 0 ? 1 : 0;
      counts.diagnostics += expected.length;
      counts.judgeMs += ms;
      counts.oracleMs += oracleMs;
    },
    prove(at: number, oracle: readonly PlacedDiagnostic[], commandLine: readonly PlacedDiagnostic[]) {
      const whole = (diagnostics: readonly PlacedDiagnostic[]) =>
        diagnostics.map(({ place, message }) => ({ place: `${place}: ${message}`, message }));
      compare(at, 'oracle and command line', whole(commandLine), whole(oracle));
      counts.verified++;
    },
    result: (): CampaignResult => ({
      version,
      mutations: config.mutations,
      steps: steps.length,
      kinds: [...new Set(steps.flatMap(({ kinds }) => kinds))],
      codes,
      differences,
      rewordings,
      ...counts,
    }),
  };
}

/** Places that `told` has more often than `other`; one that is told twice in the same words counts once. */
function onlyInFirst(diagnostics: readonly PlacedDiagnostic[], other: readonly PlacedDiagnostic[]): string[] {
  const left = placesOf(other);
  return placesOf(diagnostics).filter((place) => {
    const at = left.indexOf(place);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function placesOf(diagnostics: readonly PlacedDiagnostic[]): string[] {
  return [...new Map(diagnostics.map((item) => [JSON.stringify(item), item.place])).values()];
}

/** Messages that are told at the right place with the right code, but in other words. `folder` holds both copies of the workspace, which some messages name. */
function differentWordings(expected: readonly PlacedDiagnostic[], found: readonly PlacedDiagnostic[], folder: string) {
  const plain = ({ place, message }: PlacedDiagnostic) => ({
    place,
    message: message.replace(new RegExp(`${folder}/\\w+/`, 'g'), ''),
  });
  const foundPlain = found.map(plain);
  return expected.map(plain).flatMap(({ place, message }) => {
    const samePlace = foundPlain.filter((item) => item.place === place);
    const [first] = samePlace;
    return !first || samePlace.some((item) => item.message === message)
      ? []
      : [{ place, expected: message, found: first.message }];
  });
}
