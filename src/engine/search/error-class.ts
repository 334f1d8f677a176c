import type { Verdict } from '../contract/verdict';

/** Families of the compiler's codes, as far as other moves may help against them. */
const FAMILIES: readonly (readonly [name: string, codes: RegExp])[] = [
  ['type-syntax', /^TS1\d{3}$/],
  ['type-name', /^TS(?:2304|2305|2306|2307|2318|2339|2503|2551|2552|2613|2614|2693|2724|2792)$/],
  ['type-arguments', /^TS(?:2345|2554|2555|2556|2558|2769)$/],
  ['type-mismatch', /^TS(?:2322|2352|2367|2416|2420|2430|2559|2739|2740|2741|2820)$/],
  ['type-null', /^TS(?:2531|2532|2533|2722|1804[6-9])$/],
  ['type-any', /^TS7\d{3}$/],
];
const TIMED_OUT = /\btimed? ?out\b|timeout of \d+ ?ms/i;
const ASSERTION = /\bAssertionError\b|\bexpect(?:ed)?\b/i;
const EXCEPTION = /\b[A-Z]\w*(?:Error|Exception)\b/;

/** Attempts from this one on are alike. */
const LATE = 3;

/** What is known when a move is chosen: what kind of thing is red, after how many attempts. `type-mismatch 1`. */
export function situationAfter(verdict: Verdict, attempts: number): string {
  return `${errorClassOf(verdict)} ${Math.min(LATE, attempts)}`;
}

/** By the first finding: the others mostly follow from it. */
function errorClassOf({ stage, evidence: [first] }: Verdict): string {
  if (stage === 'types') return FAMILIES.find(([, codes]) => codes.test(first?.code ?? ''))?.[0] ?? 'type-other';
  if (stage !== 'tests') return stage === 'reply' ? 'malformed' : stage;
  const { message = '', expected } = first ?? {};
  if (TIMED_OUT.test(message)) return 'timeout';
  return expected === undefined && EXCEPTION.test(message) && !ASSERTION.test(message) ? 'exception' : 'assertion';
}
