// Servers that speak a provider's protocol refuse some of its fields. What a server refused, and what to send instead,
// is remembered for each endpoint and model as long as the process lives.
import { memo } from '../../platform/memo';
import type { PromptLimit } from '../ports';
import { type Alternative, alternativeOf, alternativesFor, type Body, oneByOne, WITHOUT_TOOLS } from './fields';
import { fittingLimit, hasRoom, type KnownLimits, limitIn, limitsFrom, setLimit } from './output-limit';
import { createPromptLimit } from './prompt-limit';
import type { Refusal } from './refusal';

/** The host creates this once per process and passes it to every model. */
export interface RequestAdjustments {
  forModel(model: { readonly provider: string; readonly endpoint: string; readonly model: string }): ModelAdjustments;
}

export interface ModelAdjustments {
  readonly promptLimit: PromptLimit;
  /** False once the server refused a request for its tools. */
  takesTools(): boolean;
  /** Changes the body of a request to what the server is known to take. `estimated`: the prompt's tokens. */
  apply(body: Body, estimated: number): Body;
  /**
   * Reads why the server refused `body`, as it was sent. Returns what will be sent instead, in words; undefined if the
   * refusal names nothing that can be replaced or left out, or if that was tried.
   */
  learn(refusal: Refusal, body: Body, estimated: number): string | undefined;
  /** The server took a request: what was tried is kept. */
  confirm(): void;
  /** The server refused it all the same: forgets what was tried since the last request that it took. */
  forget(): void;
}

/** How often one request's output limit is lowered. */
const MAX_LIMITS = 3;

interface Known {
  readonly ids: readonly string[];
  readonly limits: KnownLimits;
}
const NOTHING: Known = { ids: [], limits: {} };

export function createRequestAdjustments(): RequestAdjustments {
  const models = new Map<string, ModelAdjustments>();
  return {
    forModel: ({ provider, endpoint, model }) =>
      memo(models, JSON.stringify([provider, endpoint, model]), createModelAdjustments),
  };
}

export function createModelAdjustments(): ModelAdjustments {
  let confirmed = NOTHING;
  let known = NOTHING;
  let limitChanges = 0;

  const learnLimit = (refusal: Refusal, body: Body, estimated: number): string | undefined => {
    const sent = limitIn(body);
    const limits = sent === undefined ? undefined : limitsFrom(refusal, sent, estimated);
    if (sent === undefined || limits === undefined || limitChanges >= MAX_LIMITS) return undefined;
    known = { ...known, limits: { ...known.limits, ...limits } };
    const next = fittingLimit(sent, estimated, known.limits);
    // Where the prompt alone is too long, another limit does not help.
    if (next >= sent || !hasRoom(estimated, known.limits)) return undefined;
    limitChanges += 1;
    return `asking for at most ${next} output tokens instead of ${sent}.`;
  };
  const learnOne = (refusal: Refusal, body: Body): string | undefined => {
    const isNew = ({ id, change }: Alternative): boolean => !known.ids.includes(id) && change(structuredClone(body));
    const alternative = alternativesFor(refusal).find(isNew);
    if (!alternative) return undefined;
    known = { ...known, ids: [...known.ids, alternative.id] };
    return alternative.told;
  };
  const learnFields = (refusal: Refusal, body: Body): string | undefined => {
    const told = oneByOne(refusal).flatMap((each) => learnOne(each, body) ?? []);
    // What is named only in words, such as the system role.
    return told.length > 0
      ? told
          .map((text) => text.replace(/\.$/, ''))
          .join(', ')
          .concat('.')
      : learnOne(refusal, body);
  };

  return {
    promptLimit: createPromptLimit(),
    takesTools: () => !known.ids.includes(WITHOUT_TOOLS),
    apply(body, estimated) {
      for (const id of known.ids) alternativeOf(id)?.change(body);
      const limit = limitIn(body);
      if (limit !== undefined) setLimit(body, fittingLimit(limit, estimated, known.limits));
      return body;
    },
    learn: (refusal, body, estimated) => learnLimit(refusal, body, estimated) ?? learnFields(refusal, body),
    confirm() {
      confirmed = known;
      limitChanges = 0;
    },
    forget() {
      known = { ids: confirmed.ids, limits: known.limits };
      limitChanges = 0;
    },
  };
}
