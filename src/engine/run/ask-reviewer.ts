import { callModel } from '../call/call';
import type { ChatModel } from '../call/ports';
import type { ReviewerDeps } from '../verify/review/reviewer';
import type { AskDeps } from './ask/ask';
import { exchangeOf } from './ask/exchange';
import type { Budget } from './limits/budget';

/** Returns how one call to the reviewer's model is made, within what the budget leaves. */
export function createAskReviewer(
  deps: AskDeps & { readonly reviewer?: ChatModel | undefined },
  budget: Budget,
): ReviewerDeps['send'] {
  const { clock, emit, priceOf, breakers, retryNow, listening } = deps;
  // A reviewer of its own has no fallback: the change is green without a review, too.
  const models = deps.reviewer ? { model: deps.reviewer } : { model: deps.model, fallbacks: deps.fallbacks };
  return async (request, signal) => {
    await listening?.beforeCall(signal);
    const sent = { ...request, messages: listening?.withHints(request.messages) ?? request.messages };
    const call = budget.openCall();
    const result = await callModel(
      sent,
      {
        ...models,
        spending: budget,
        clock,
        emit,
        call,
        purpose: 'review',
        priceOf,
        breakers,
        retryNow,
      },
      signal,
    );
    emit(exchangeOf(call, sent, result));
    return result;
  };
}
