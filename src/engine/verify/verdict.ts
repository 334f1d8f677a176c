import type { Evidence, Stage } from '../contract/evidence';
import { STAGES } from '../contract/plain/names';
import { TEST_TIERS, type TestTier, type Verdict } from '../contract/verdict';
import { plural } from '../platform/plural';

/**
 * Positive when `a` got further than `b`: it leaves nothing red but what was so before, or less of it, then it
 * reached a later stage (within the tests a later tier), then fewer failing tests, then less evidence. Zero when
 * neither is ahead.
 */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  if (a.ok !== b.ok) return a.ok ? 1 : -1;
  return (
    Number(a.asBefore !== undefined) - Number(b.asBefore !== undefined) ||
    Number(a.progress !== undefined) - Number(b.progress !== undefined) ||
    STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) ||
    tierOf(a) - tierOf(b) ||
    b.failingTests - a.failingTests ||
    b.evidence.length - a.evidence.length
  );
}

function tierOf({ tier = 'whole' }: Verdict): number {
  return TEST_TIERS.indexOf(tier);
}

/** `note`: what a person should know besides the evidence. */
export function redVerdict(
  stage: Stage,
  evidence: readonly Evidence[],
  more: { readonly tier?: TestTier | undefined; readonly note?: string | undefined } = {},
): Verdict {
  const { tier, note } = more;
  const failingTests = evidence.filter((item) => item.test !== undefined).length;
  const summary = summarise(stage, evidence, failingTests);
  return {
    ok: false,
    stage,
    evidence,
    failingTests,
    summary: note === undefined ? summary : `${summary}; ${note}`,
    ...(tier === undefined ? {} : { tier }),
  };
}

function summarise(stage: Stage, evidence: readonly Evidence[], failingTests: number): string {
  const first = evidence[0];
  const place = first?.path ? ` in ${first.path}${first.line ? `:${first.line}` : ''}` : '';
  const code = first?.code ? `${first.code}: ` : '';
  const said = firstLine(first?.message ?? '');
  const head = first ? `${code}${place === '' ? said : said.replace(/\.$/, '')}${place}` : 'no details';
  switch (stage) {
    case 'reply':
      return `The reply couldn't be applied: ${head}`;
    case 'guard':
      return `The candidate changes protected files: ${head}`;
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

/** Joins what is said in several sentences, each with or without its period; empty ones are left out. */
export function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').reduce((text, part) => `${text.replace(/\.$/, '')}. ${part}`);
}

/** Of a candidate that is only type-checked so far. */
export const WAITS_FOR_TESTS: Verdict = {
  ok: false,
  stage: 'types',
  evidence: [],
  failingTests: 0,
  summary: 'The types are green; the tests wait for the other candidates of the branch',
  waits: true,
};
