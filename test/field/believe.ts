import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EventOf, RunEvent } from '../../src/engine/contract/events';
import { type CliResult, runArguments, runCli, temporaryFolder } from '../support/cli';
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

/** How a run ends whose model replies with these files. The clone holds the commit's parent and its tests. */
export async function believe(
  commit: PastCommit,
  kind: 'honest' | 'broken',
  files: Files,
  options: ReplayOptions,
): Promise<Belief> {
  const workspace = path.join(options.repo, options.package);
  const text = replyOf(files, `${commit.hash}^`, options);
  const server = await startModelServer({ script: () => ({ text }) });
  const state = temporaryFolder('field');
  try {
    const target = { task: commit.subject, workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
    const more = ['--model', 'replay', '--test-command', options.testCommand, '--max-iterations', '2', '--json'];
    const result = await runCli(runArguments(target, ...more, '--timeout', String(options.timeoutMs / 250)));
    if (options.log !== undefined) {
      mkdirSync(options.log, { recursive: true });
      const log = path.join(options.log, `${commit.hash.slice(0, 9)}-${kind}.jsonl`);
      writeFileSync(log, result.stdout + result.stderr);
    }
    return beliefOf(result);
  } finally {
    await server.close();
    state.remove();
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
