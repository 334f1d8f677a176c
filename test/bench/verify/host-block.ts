import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { systemClock } from '../../../src/engine/platform/clock';
import { createCommandService } from '../../../src/engine/test-runner/command-service';
import { createTypeChecker } from '../../../src/engine/typecheck/type-checker';
import { createJudge } from '../../../src/engine/verify/judge';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { openScratch } from '../../../src/engine/workspace/scratch/open-scratch';
import { createSecondCopy } from '../../../src/engine/workspace/scratch/second-copy';
import { takeSnapshot } from '../../../src/engine/workspace/take-snapshot';
import { seeded } from '../../support/seeded';
import { SERVICES } from '../../support/services';
import { createSourceWorkspace, type SourceName } from '../../support/source-workspaces';
import { median } from '../measure';
import { EDITS } from './types';

const never = new AbortController().signal;

/** Milliseconds for which the calling process (in the editor: the extension host) could do nothing else. */
export interface HostBlock {
  readonly medianMs: number;
  readonly longestMs: number;
  /** The longest block without any verdict in the same run, which shows what the machine itself adds. */
  readonly idleMs: number;
}

/** Measures the longest block of the event loop during verdicts: types, tests in the scratch copy, integrity. */
export async function measureHostBlock(name: SourceName): Promise<HostBlock> {
  const { root, files } = createSourceWorkspace(name, 'typescript');
  mkdirSync(path.join(root, 'test'), { recursive: true });
  writeFileSync(path.join(root, 'test/any.test.mjs'), "import test from 'node:test';\ntest('any', () => {});\n");
  const base = await mkdtemp(path.join(tmpdir(), 'loopcraft-bench-'));
  const log = () => undefined;
  const { types, commands: commandsPath, execArgv } = SERVICES;
  const commands = createCommandService({ servicePath: commandsPath, env: process.env, log, execArgv });
  const checker = createTypeChecker({
    servicePath: types,
    env: process.env,
    log,
    execArgv,
    runProcess: commands.runProcess,
  });
  const runner = commands.testRunner(process.env);
  const snapshot = await takeSnapshot(root, new Map(), never);
  const scratch = await openScratch(snapshot, { baseDir: base, log }, never);
  try {
    const command = await runner.detect(root, 'node --test test/any.test.mjs');
    if ('problem' in command) throw new Error(command.problem.message);
    const task = { kind: 'generate' as const, text: '', files: [], allow: NO_PERMISSIONS };
    const judge = createJudge({
      task,
      snapshot,
      checker,
      runner,
      command,
      testTimeoutMs: 60_000,
      scratch,
      typesCopy: createSecondCopy(async () => scratch),
      clock: systemClock,
      emit: () => undefined,
    });
    const baseline = await judge.baseline(never);
    if ('impossible' in baseline) throw new Error(baseline.impossible.message);
    const random = seeded(3);
    const blocks: number[] = [];
    for (let at = 0; at < EDITS; at++) {
      const file = files[Math.floor(random() * files.length)] ?? '';
      const candidate = createCandidate(
        new Map([[file, `${readFileSync(path.join(root, file), 'utf8')}\nexport const added${at} = ${at};\n`]]),
      );
      blocks.push(
        await longestBlock(async () => {
          const verdict = await judge.judge(candidate, baseline, never);
          if (!verdict.ok) throw new Error(`expected green: ${verdict.summary}`);
        }),
      );
    }
    const idle = await longestBlock(() => delay(3000));
    return { medianMs: median(blocks), longestMs: Math.max(...blocks), idleMs: idle };
  } finally {
    await checker.dispose();
    await commands.dispose();
    await scratch.dispose();
    await rm(base, { recursive: true, force: true });
  }
}

async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  return delays.max / 1e6;
}
