import { type Evidence, STAGES, type Stage } from './evidence';
import { plural } from './plural';

export { plural } from './plural';

/** What the judge says of one candidate. */
export interface Verdict {
  readonly ok: boolean;
  /** The last stage reached: where it went red, or the last one when green. */
  readonly stage: Stage;
  /** Only what counts against the candidate: new, or what the task was to remove. */
  readonly evidence: readonly Evidence[];
  /** Tests among the evidence. */
  readonly failingTests: number;
  /** One sentence for a person. */
  readonly summary: string;
  /** Set when the judge could not judge at all: nobody is to blame, and another try would not help. */
  readonly impossible?: { readonly reason: 'unverifiable' | 'configuration'; readonly message: string } | undefined;
}

/**
 * Positive when `a` is further than `b`: a later stage reached, then fewer failing tests, then
 * less evidence. Zero when neither is ahead.
 */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  if (a.ok !== b.ok) return a.ok ? 1 : -1;
  return (
    STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) ||
    b.failingTests - a.failingTests ||
    b.evidence.length - a.evidence.length
  );
}

export function redVerdict(stage: Stage, evidence: readonly Evidence[]): Verdict {
  const failingTests = evidence.filter((item) => item.test !== undefined).length;
  return { ok: false, stage, evidence, failingTests, summary: summarise(stage, evidence, failingTests) };
}

function summarise(stage: Stage, evidence: readonly Evidence[], failingTests: number): string {
  const first = evidence[0];
  const place = first?.path ? ` in ${first.path}${first.line ? `:${first.line}` : ''}` : '';
  const code = first?.code && first.stage === 'types' ? `${first.code}: ` : '';
  const head = first ? `${code}${firstLine(first.message)}${place}` : 'no details';
  switch (stage) {
    case 'reply':
      return `The reply could not be applied: ${head}`;
    case 'guard':
      return `The candidate touches what it may not: ${head}`;
    case 'types':
      return `${plural(evidence.length, 'type error')}: ${head}`;
    case 'tests':
      return failingTests > 0 ? `${plural(failingTests, 'test')} failing: ${first?.test ?? ''} (${head})` : head;
    default:
      return `${plural(evidence.length, `${stage} finding`)}: ${head}`;
  }
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
}
