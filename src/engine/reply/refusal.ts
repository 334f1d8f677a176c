import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { RefusalCode } from './rules';

/** Refusals of one reply after which no more are looked for. */
export const MAX_REFUSALS = 1000;

/**
 * Evidence that a reply is refused, and why. `identity` decides whether a later refusal is the same one:
 * it is the edit's own text, not its place in the reply or the file.
 */
export function refusal(
  code: RefusalCode,
  message: string,
  about: { path?: string; identity?: string } = {},
): Evidence {
  const { path, identity = '' } = about;
  return {
    stage: 'reply',
    code,
    message,
    fingerprint: fingerprint({ stage: 'reply', code, path, message: identity }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Refuses a change that is written in a format of another tool. `what` names it. */
export function foreignFormat(line: number, what: string): Evidence {
  const message =
    `Line ${line} of the reply starts ${what}, which is not a format that can be applied here. ` +
    'Use SEARCH/REPLACE blocks below the path of their file, or whole files in a fence that names the path.';
  return refusal('foreign-format', message, { identity: what });
}

const CUT_OFF: RefusalCode = 'cut-off';

/** Refuses a reply that was still incomplete at the output limit after the model had continued it. */
export const CUT_OFF_AT_OUTPUT_LIMIT: Evidence = {
  stage: 'reply',
  code: CUT_OFF,
  fingerprint: CUT_OFF,
  message:
    'The reply was cut off at the output limit, even after it was continued. ' +
    'Answer with short SEARCH/REPLACE edits of the lines that change, not with whole files.',
};
