import type { ChatMessage } from '../../call/ports';
import type { Emit } from '../../contract/events';
import type { Person, Question, Reply, StuckQuestion } from '../../contract/person';
import type { Stop } from '../../contract/stop';
import type { Clock } from '../../platform/clock';
import { untilAborted } from '../../platform/until-aborted';
import { hintsText } from '../../prompt/hints';
import type { Deadline } from '../limits/deadline';

/** The run's side of the person who steers it. */
export interface Listening {
  /** Before a call of a model: waits while the run is paused, then takes what the person has added. */
  beforeCall(signal: AbortSignal): Promise<void>;
  /** The messages with all that the person has added in this run. */
  withHints(messages: readonly ChatMessage[]): readonly ChatMessage[];
  /** Asks the person where the run is to ask; it ends if they stop it. */
  confirm(question: Question, signal: AbortSignal): Promise<Pick<Reply, 'plan'> | Stop>;
  /** Whether the person has added something that no call knows yet. */
  hasHints(): boolean;
  /** How many hints the calls so far know of. */
  hintsHeard(): number;
  /** Whether somebody can be asked for a hint. */
  readonly canHelp: boolean;
  /** Asks for a hint where the run gets nowhere; says whether there is one. */
  help(question: StuckQuestion, signal: AbortSignal): Promise<{ readonly isHinted: boolean } | Stop>;
}

interface ListenDeps {
  readonly person?: Person | undefined;
  readonly emit: Emit;
  readonly deadline: Deadline;
  readonly clock: Pick<Clock, 'now'>;
}

const STOPPED: Stop = {
  reason: 'cancelled',
  message: 'You ended the run.',
  next: 'Nothing was changed. Look at the best candidate, or continue the run with a hint.',
};

/** The time that the person takes is none of the run's. */
export function listenTo({ person, emit, deadline, clock }: ListenDeps): Listening {
  const heard: string[] = [];
  const hear = (hints: readonly string[]): void => {
    for (const text of hints) emit({ type: 'hint', text });
    heard.push(...hints);
  };
  const held = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
    const release = deadline.hold();
    try {
      return await untilAborted(work, signal);
    } finally {
      release();
    }
  };
  /** The words of a reply that the next call is to know. */
  const hearHint = (hint = ''): boolean => {
    const text = hint.trim();
    if (text !== '') hear([text]);
    return text !== '';
  };
  return {
    async beforeCall(signal) {
      for (let paused = person?.paused(); paused; paused = person?.paused()) {
        emit({ type: 'pause' });
        const since = clock.now();
        await held(paused, signal);
        emit({ type: 'resume', ms: Math.max(0, clock.now() - since) });
      }
      hear(person?.takeHints() ?? []);
    },
    withHints(messages) {
      if (heard.length === 0) return messages;
      const last = messages.findLastIndex(({ role, toolResults }) => role === 'user' && toolResults === undefined);
      return messages.map((message, index) =>
        index === last ? { ...message, content: `${message.content}\n\n${hintsText(heard)}` } : message,
      );
    },
    async confirm(question, signal) {
      if (!person?.confirm) return {};
      const { stop, hint, plan } = await held(person.confirm(question, signal), signal);
      if (stop) return STOPPED;
      hearHint(hint);
      return { plan };
    },
    hasHints: () => person?.hasHints() ?? false,
    hintsHeard: () => heard.length,
    canHelp: person?.help !== undefined,
    async help(question, signal) {
      if (!person?.help) return { isHinted: false };
      const { stop, hint } = await held(person.help(question, signal), signal);
      return stop ? STOPPED : { isHinted: hearHint(hint) };
    },
  };
}
