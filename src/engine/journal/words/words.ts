import type { EventOf } from '../../contract/events';
import type { Stage } from '../../contract/evidence';

/** Why an attempt failed, in two or three words for a person; the class itself where it has none. */
export function failureInWords(reason: string): string {
  return FAILURES[reason] ?? reason.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
}

const FAILURES: Readonly<Record<string, string>> = {
  'rate-limit': 'Too many requests',
  overloaded: 'Server overloaded',
  'server-error': 'Error in the server',
  network: 'Connection lost',
  'network-refused': 'Connection refused',
  'network-dns': 'Server not found',
  'timeout-connect': 'No connection in time',
  'timeout-first-byte': 'No answer in time',
  'timeout-silence': 'Answer stopped coming',
  'timeout-whole': 'Answer took too long',
  'stream-broken': 'Answer broke off',
  'bad-response': 'Not a model’s answer',
  malformed: 'Answer in another format',
  empty: 'Empty answer',
  'cut-off': 'Answer cut off',
  'context-too-long': 'Prompt too long',
  'prompt-cut': 'Prompt read in part',
  'request-adjusted': 'Request adjusted',
  'circuit-open': 'Server failed repeatedly',
  'retry-budget': 'Many retries lately',
  unknown: 'Unexpected error',
};

/** What a stage checks, for a person. */
export const STAGE_WORDS: Readonly<
  Record<Stage, { readonly name: string; readonly ok: string; readonly failed: string }>
> = {
  reply: { name: 'Reply', ok: 'Reply read', failed: 'Reply not applicable' },
  guard: { name: 'Paths', ok: 'Paths allowed', failed: 'Paths not allowed' },
  types: { name: 'Types', ok: 'Types OK', failed: 'Types failed' },
  tests: { name: 'Tests', ok: 'Tests pass', failed: 'Tests failed' },
  integrity: { name: 'Integrity', ok: 'Checks not circumvented', failed: 'Checks circumvented' },
  review: { name: 'Review', ok: 'Review agrees', failed: 'Review objects' },
};

/** What follows a verdict, for a person. */
export const ACTION_WORDS: Readonly<Record<EventOf<'decision'>['action'], string>> = {
  accept: 'Done: all checks pass',
  correct: 'Next: ask for a correction',
  'fresh-start': 'Next: start afresh',
  backtrack: 'Next: correct the best try',
  branch: 'Next: try another approach',
  escalate: 'Next: ask the stronger model',
  ask: 'Next: ask you for a hint',
  stop: 'Stopped',
};

/** What a reply stage says it read where the model wrote no code; the model's words follow. */
export const WROTE_NO_CODE = 'No code. The model wrote: ';
