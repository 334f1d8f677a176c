import type { Stop, StopReason } from '../contract/stop';
import type { ChatModel, ChatReply } from './ports';
import { type FailureClass, type ModelError, POLICIES } from './resilience/failure';

/** Why a call has no reply. */
export interface CallFailure extends Stop {
  readonly ok: false;
  readonly next: string;
  /** The class of the failure, or the stop reason if the budget or the user stopped the call. */
  readonly failureClass: FailureClass | StopReason;
  /** The model's context size in tokens, if its error names it (context-too-long). */
  readonly contextLimit?: number | undefined;
}

export type CallResult = { readonly ok: true; readonly reply: ChatReply } | CallFailure;

/** A failure with the reason and the next step that `POLICIES` has for its class. */
export function failureFor(failureClass: FailureClass, message: string): CallFailure {
  const { reason, next } = POLICIES[failureClass];
  return { ok: false, reason, failureClass, message, next };
}

/** The message with one full stop at its end. */
export function sentence(message: string): string {
  return `${message.replace(/[.!?…]$/, '')}.`;
}

/** The failure of a call whose last attempt failed. `delayMs` is the wait before a next attempt, if it is too long. */
export function failedCall(error: ModelError, attempts: number, delayMs?: number): CallFailure {
  const attemptsText = attempts > 1 ? ` Tried ${attempts} times.` : '';
  const waitText =
    delayMs === undefined
      ? ''
      : ` The next attempt would have to wait ${Math.ceil(delayMs / 1000)} s, longer than a call may take.`;
  return {
    ...failureFor(error.failureClass, `${sentence(error.message)}${attemptsText}${waitText}`),
    contextLimit: error.details.contextLimit,
  };
}

export function refusedCall(model: ChatModel, reply: ChatReply): CallFailure {
  const refusalText = reply.text.trim().slice(0, 300);
  return failureFor('refusal', `${model.model} declined to answer${refusalText ? `: ${refusalText}` : '.'}`);
}

export function budgetExhausted({ reason, message, next }: Stop): CallFailure {
  return {
    ok: false,
    reason,
    failureClass: reason,
    message,
    next: next ?? 'Raise the limit in the settings, or look at the best result so far.',
  };
}

export function cancelledCall(): CallFailure {
  return {
    ok: false,
    reason: 'cancelled',
    failureClass: 'cancelled',
    message: 'The call was cancelled.',
    next: 'Run it again when you are ready.',
  };
}
