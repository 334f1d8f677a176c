import { createInterface } from 'node:readline';
import type { Question, Reply, StuckQuestion } from '../engine/contract/person';
import { createSteering, type Steering } from '../engine/run/person/steering';
import type { Io } from './io';

/** Questions on the terminal, while a run works and after it. */
export interface Terminal {
  readonly person: Steering['person'];
  /** The line that the person answers, trimmed; undefined at the end of standard input. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

const STOP = 'stop';
const PAUSE = 'pause';
const HOW_TO_STEER =
  `Type a hint at any time, or "${PAUSE}". At a question, Enter goes on, words are a hint, ` +
  `and "${STOP}" ends the run.\n`;

/**
 * At a terminal, a line that answers no question is a hint, or pauses the run. Where standard input is no terminal, all
 * lines are there at once: they are the answers, in order. At its end, the run goes on as it is.
 */
export function openTerminal(io: Pick<Io, 'input' | 'err' | 'signal'>): Terminal {
  const lines = createInterface({ input: io.input });
  const answers: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let isClosed = false;

  const ask = (question: string): Promise<string | undefined> => {
    io.err(`${question}\n> `);
    const known = answers.shift();
    if (known !== undefined || isClosed || io.signal.aborted) return Promise.resolve(known);
    return new Promise((resolve) => {
      waiting = resolve;
    });
  };
  const answer = (line: string | undefined): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(line);
  };
  const asked = async (question: Question | StuckQuestion) => replyOf(await ask(textOf(question)));
  const steering = createSteering({ confirm: asked, help: asked });
  const pause = async (): Promise<void> => {
    steering.pause();
    const words = await ask('Paused before the next call. Enter goes on, and words are a hint.');
    steering.hint(words ?? '');
    steering.resume();
  };
  lines.on('line', (line) => {
    const words = line.trim();
    if (waiting) answer(words);
    else if (!io.input.isTTY) answers.push(words);
    else if (words === PAUSE) void pause();
    else steering.hint(words);
  });
  const close = (): void => {
    isClosed = true;
    answer(undefined);
  };
  lines.on('close', close);
  io.signal.addEventListener('abort', close, { once: true });
  io.err(HOW_TO_STEER);
  return { person: steering.person, ask, close: () => lines.close() };
}

function textOf(question: Question | StuckQuestion): string {
  if (question.kind === 'stuck')
    return (
      `\nNothing else is left to try that pays. The best candidate: ${question.summary}\n` +
      'Words are a hint, Enter ends.'
    );
  if (question.kind === 'plan')
    return (
      `\nThe plan:\n\n${question.plan.trim()}\n\n` +
      `Enter follows it, words say what to do otherwise, "${STOP}" ends the run.`
    );
  return `Next: ${question.action}. Enter goes on, words are a hint, "${STOP}" ends the run.`;
}

function replyOf(line: string | undefined): Reply {
  if (line === STOP) return { stop: true };
  return line ? { hint: line } : {};
}
