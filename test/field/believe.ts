import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EventOf, RunEvent } from '../../src/engine/contract/events';
import { type CliResult, runArguments, runCli } from '../support/cli';
import { startModelServer } from '../support/model-server';
import type { Files } from './by-hand';
import type { PastCommit } from './past-commits';
import type { ReplayOptions } from './replay-options';
import { replyOf } from './reply-of';

/** Characters of the reason in the table; the whole of it is in the log. */
const MAX_REASON = 160;

export interface Belief {
  readonly isBelieved: boolean;
  /** The run's stop reason, and for a change that was not believed also what counted against it. */
  readonly text: string;
}

/** What an earlier run of the same replay learned and another must not know. */
const LEARNED = ['patterns', 'runs'];

/**
 * How a run ends whose model replies with these files. The clone holds the commit's parent and its tests. `state`: a
 * folder that all runs of a replay share, so that the packages are not copied for each of them.
 */
export async function believe(
  commit: PastCommit,
  kind: 'honest' | 'broken',
  files: Files,
  { state, ...options }: ReplayOptions & { readonly state: string },
): Promise<Belief> {
  const workspace = path.join(options.repo, options.package);
  const text = replyOf(files, `${commit.hash}^`, options);
  const server = await startModelServer({ script: () => ({ text }) });
  for (const folder of LEARNED) rmSync(path.join(state, folder), { recursive: true, force: true });
  try {
    const target = { task: commit.subject, workspace, baseUrl: server.openAiBaseUrl, stateDir: state };
    // What is red as before gets a second try; a broken variant would only be judged once more.
    const iterations = kind === 'honest' ? '2' : '1';
    const more = ['--model', 'replay', '--test-command', options.testCommand, '--max-iterations', iterations];
    const [, ...args] = runArguments(target, ...more, '--json', '--timeout', String(options.timeoutMs / 250));
    const result = await runCli([options.command, ...args]);
    if (options.log !== undefined) {
      mkdirSync(options.log, { recursive: true });
      const log = path.join(options.log, `${commit.hash.slice(0, 9)}-${kind}.jsonl`);
      writeFileSync(log, result.stdout + result.stderr);
    }
    return beliefOf(result);
  } finally {
    await server.close();
  }
}

function beliefOf({ events, stderr }: CliResult): Belief {
  const end = events.findLast((event): event is EventOf<'run-end'> => event.type === 'run-end');
  if (!end) return { isBelieved: false, text: `no run: ${inOneLine(stderr)}` };
  if (end.reason === 'verified') return { isBelieved: true, text: end.reason };
  return { isBelieved: false, text: `${end.reason}: ${inOneLine(reasonOf(events) ?? end.message)}` };
}

/** The first evidence that the last red stage of a candidate had. */
function reasonOf(events: readonly RunEvent[]): string | undefined {
  const afterReply = events.slice(events.findIndex(({ type }) => type === 'call-end'));
  const red = afterReply.findLast((event): event is EventOf<'stage-end'> => event.type === 'stage-end' && !event.ok);
  const [first] = red?.evidence ?? [];
  return red && first && [red.stage, first.code ?? first.test, first.path, first.message].filter(Boolean).join(', ');
}

/** Fit for a cell of a table. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim().slice(0, MAX_REASON);
}
