import type { Evidence } from '../../contract/evidence';
import { redactSecrets } from '../../journal/redact-secrets';

/** What a finding looked like, without the code. */
export interface Situation {
  readonly kind: string;
  /** The failing test's name. */
  readonly title?: string | undefined;
  readonly looked: string;
  readonly path?: string | undefined;
}

/** Characters of a finding's message that are kept. */
const MAX_LOOKED = 240;
/** Situations of one verdict: the later ones mostly follow from the first. */
const MAX_SITUATIONS = 3;
const TIMED_OUT = /\btimed? ?out\b|timeout of \d+ ?ms/i;
const ERROR_NAME = /\b([A-Z]\w*(?:Error|Exception))\b/;
/** What differs from run to run, or may be data of a person. */
const LITERAL = /(["'`])(?:(?!\1)[^\n])*\1/g;
/** Characters of a literal that may be a name. */
const MAX_NAME = 40;
const PLACE = /(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+){2,}/g;

/** The different situations that findings describe, the first ones. */
export function situationsOf(evidence: readonly Evidence[]): Situation[] {
  return placedSituationsOf(evidence).map(({ situation }) => situation);
}

/** The same, each with where its first finding is. */
export function placedSituationsOf(
  evidence: readonly Evidence[],
): { readonly situation: Situation; readonly at: Pick<Evidence, 'path' | 'line'> }[] {
  const found = new Map<string, { readonly situation: Situation; readonly at: Evidence }>();
  for (const item of evidence) {
    const situation = situationOf(item);
    const key = JSON.stringify(situation);
    if (situation.looked !== '' && !found.has(key)) found.set(key, { situation, at: item });
    if (found.size === MAX_SITUATIONS) break;
  }
  return [...found.values()];
}

function situationOf({ code, stage, message, expected, path, test }: Evidence): Situation {
  const [first = ''] = message.trim().split('\n', 1);
  const kind = code ?? (stage === 'tests' ? kindOfFailure(message, expected) : stage);
  return { kind, ...(test === undefined ? {} : { title: plain(test) }), looked: plain(first), path };
}

function plain(text: string): string {
  const short = text.slice(0, 2000).replace(LITERAL, (found) => (found.length > MAX_NAME ? '"…"' : found));
  return redactSecrets(short.replace(PLACE, '…')).replace(/\s+/g, ' ').trim().slice(0, MAX_LOOKED);
}

function kindOfFailure(message: string, expected: string | undefined): string {
  if (TIMED_OUT.test(message)) return 'timeout';
  const name = ERROR_NAME.exec(message)?.[1];
  return expected !== undefined || name === undefined || name === 'AssertionError' ? 'assertion' : name;
}
