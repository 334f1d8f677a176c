import type { Stop, StopReason } from '../contract/stop';
import type { ChatModel, ChatReply } from './ports';
import { type FailureClass, type ModelError, POLICIES } from './resilience/failure';

/** Why a call gave no reply. */
export interface CallFailure extends Stop {
  readonly ok: false;
  readonly next: string;
  /** The class of the failure; the reason itself where a budget or the person stopped the call. */
  readonly failureClass: FailureClass | StopReason;
  /** Tokens the model can read, where its error tells (context-too-long). */
  readonly contextLimit?: number | undefined;
}

export type CallResult = { readonly ok: true; readonly reply: ChatReply } | CallFailure;

export function failureFor(failureClass: FailureClass, message: string): CallFailure {
  const { reason, next } = POLICIES[failureClass];
  return { ok: false, reason, failureClass, message, next };
}

/** `delayMs`: the wait that would have been needed and is too long. */
export function gaveUp(error: ModelError, attempts: number, delayMs?: number): CallFailure {
  const tried = attempts > 1 ? ` Tried ${attempts} times.` : '';
  const tooLong =
    delayMs === undefined
      ? ''
      : ` The next try would have to wait ${Math.ceil(delayMs / 1000)} s, longer than a call may take.`;
  return {
    ...failureFor(error.failureClass, `${error.message.replace(/[.!?…]$/, '')}.${tried}${tooLong}`),
    contextLimit: error.details.contextLimit,
  };
}

export function refused(model: ChatModel, reply: ChatReply): CallFailure {
  const said = reply.text.trim().slice(0, 300);
  return failureFor('refusal', `${model.model} declined to answer${said ? `: ${said}` : '.'}`);
}

export function spent({ reason, message }: Stop): CallFailure {
  return {
    ok: false,
    reason,
    failureClass: reason,
    message,
    next: 'Raise the limit in the settings, or look at the best result so far.',
  };
}

export function cancelled(): CallFailure {
  return {
    ok: false,
    reason: 'cancelled',
    failureClass: 'cancelled',
    message: 'The call was cancelled.',
    next: 'Run it again when you are ready.',
  };
}
