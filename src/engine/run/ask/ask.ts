import type { Stop } from '../../contract/stop';
import type { Toolbox } from '../../search/tools/toolbox';
import type { Render } from '../dialogue/dialogue';
import type { Budget } from '../limits/budget';
import { type Answer, createLook, type LookAt } from './look';
import { createSend, type IsUseful, type Purpose, type SendDeps, textOf, type Writer } from './send';

export interface AskDeps extends SendDeps {
  /** With what the model may look before it answers; absent: it may not. */
  readonly toolbox?: Toolbox | undefined;
}

export interface AskOptions {
  readonly isUseful?: IsUseful | undefined;
  /** What the tools show; absent: the model gets no tools. */
  readonly lookAt?: LookAt | undefined;
  /** Default: the usual one. */
  readonly writer?: Writer | undefined;
}

export type Ask = (
  purpose: Purpose,
  render: Render,
  signal: AbortSignal,
  options?: AskOptions,
) => Promise<Answer | Stop>;

/** The entry to loop 1: asks, and lets the model look with tools before it answers. */
export function createAsk(deps: AskDeps, budget: Budget): Ask {
  const send = createSend(deps, budget);
  const look = deps.toolbox && createLook(send, { ...deps, toolbox: deps.toolbox, budget });
  return async (purpose, render, signal, { isUseful, lookAt, writer } = {}) => {
    if (look && lookAt) return look({ purpose, writer, render, isUseful }, lookAt, signal);
    const sent = await send({ purpose, writer, render, isUseful }, signal);
    return 'reason' in sent ? sent : { ...textOf(sent.reply), omitted: sent.omitted, looked: [] };
  };
}
