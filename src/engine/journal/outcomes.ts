import type { Action, Emit, EventBody, ReplyFormat } from '../contract/events';
import type { Stage } from '../contract/evidence';
import { REPLY_FORMATS, STAGES } from '../contract/plain/names';

/** What a run's events say of the single choices in it. The same for a live run and for one that is read back. */
export interface Outcomes {
  readonly moves: readonly MoveOutcome[];
  /** Absent where no reply was read. */
  readonly replies?: ReplyOutcomes | undefined;
}

/** What followed a red verdict, and what came of it. */
export interface MoveOutcome {
  /** What was red, and the number of the attempt: `type-mismatch 1`. */
  readonly situation: string;
  readonly action: Action;
  /** 1: the next candidate was green; 0.5: it got further; 0: neither. */
  readonly success: number;
}

/** The replies in the format that was asked for at first. */
export interface ReplyOutcomes {
  readonly format: ReplyFormat;
  /** How many could be applied, and how many could not. */
  readonly read: number;
  readonly refused: number;
  /** Mean output tokens of a call. */
  readonly tokens: number;
}

/** After so many refused replies another format is asked for. */
const REFUSED_BEFORE_CHANGE = 2;

interface Red {
  readonly stage: Stage;
  readonly findings: number;
}

/** Takes a run's events one after the other. */
export function createOutcomeLog(): { add(event: EventBody): void; outcomes(): Outcomes } {
  const moves: MoveOutcome[] = [];
  let open: (Omit<MoveOutcome, 'success'> & { readonly from: Red; success: number; judged: boolean }) | undefined;
  let findings = 0;
  let red: Red = { stage: 'reply', findings: 0 };
  const replies = createReplyLog();
  const close = (): void => {
    if (open?.judged) moves.push({ situation: open.situation, action: open.action, success: open.success });
    open = undefined;
  };
  return {
    add(event) {
      replies.add(event);
      if (event.type === 'stage-end' && !event.ok) findings = event.evidence.length;
      if (event.type === 'verdict') {
        red = { stage: event.stage, findings };
        if (!open) return;
        open.judged = true;
        open.success = Math.max(open.success, event.ok ? 1 : isFurther(red, open.from) ? 0.5 : 0);
      }
      if (event.type !== 'decision') return;
      // A branch is one move, however many candidates it has.
      if (event.action === 'branch' && open?.action === 'branch') return;
      close();
      const { situation } = event;
      if (event.action === 'accept' || event.action === 'stop' || situation === undefined) return;
      open = { situation, action: event.action, from: red, success: 0, judged: false };
    },
    outcomes() {
      close();
      return { moves, replies: replies.outcomes() };
    },
  };
}

/** Takes the events of a live run on their way. */
export function withOutcomes(emit: Emit): { readonly emit: Emit; readonly outcomes: () => Outcomes } {
  const log = createOutcomeLog();
  return {
    emit(event) {
      log.add(event);
      emit(event);
    },
    outcomes: log.outcomes,
  };
}

/** A later stage, or fewer findings in the same one. */
function isFurther(now: Red, before: Red): boolean {
  const later = STAGES.indexOf(now.stage) - STAGES.indexOf(before.stage);
  return later > 0 || (later === 0 && now.findings < before.findings);
}

function createReplyLog() {
  let format: ReplyFormat = REPLY_FORMATS[0];
  let [read, refused, tokens, calls] = [0, 0, 0, 0];
  return {
    add(event: EventBody): void {
      if (event.type === 'strategy' && event.format) ({ format } = event);
      // A file that is shown as an excerpt can only be changed by edits.
      if (event.type === 'context' && event.parts.some(({ lines }) => lines)) [format] = REPLY_FORMATS;
      if (event.type === 'call-end' && event.ok) {
        tokens += event.outputTokens;
        calls += 1;
      }
      if (event.type !== 'stage-end' || event.stage !== 'reply' || refused >= REFUSED_BEFORE_CHANGE) return;
      if (event.ok) read += 1;
      else refused += 1;
    },
    outcomes: (): ReplyOutcomes | undefined =>
      read + refused > 0 ? { format, read, refused, tokens: tokens / Math.max(1, calls) } : undefined,
  };
}
