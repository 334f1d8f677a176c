/**
 * Integrity: can a green verdict be trusted? Its rules see what makes checks pass without the code being right.
 * `checkIntegrity` asks for the findings and turns them into evidence; `inspect-code.ts` runs the rules over the
 * syntax trees; `rules/index.ts` is the table of all rules, the one place to add one. docs/rules.md is its page.
 */
import { codeFrame } from '../code/code-frame';
import { isCode, isJavaScript } from '../code/source';
import type { CodeInspector, Finding, InspectRequest } from '../contract/code-inspection';
import type { Change } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Permissions } from '../contract/task';
import type { TypeProblem } from '../contract/type-check';
import { type Candidate, changesOf } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { checksOf } from './rule-family';
import { FAMILIES } from './rules';

export interface IntegrityRequest {
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  readonly allow: Permissions;
  readonly inspect: (request: InspectRequest) => ReturnType<CodeInspector['inspect']>;
}

/**
 * What the candidate adds that makes checks pass without the code being right; empty when a green verdict can be
 * trusted. What the workspace had before doesn't count, wherever it moves.
 */
export async function checkIntegrity(
  request: IntegrityRequest,
): Promise<Evidence[] | { readonly problem: TypeProblem }> {
  const { candidate, snapshot, allow } = request;
  const changes = await changesOf(candidate, snapshot);
  const inPackageJson = changes
    .filter(({ path }) => /(?:^|\/)package\.json$/.test(path))
    .flatMap((change) => checksOf(FAMILIES, 'package-json').flatMap(({ find }) => find(change)));
  const code = changes.filter(({ path }) => isCode(path));
  const inCode =
    code.length > 0
      ? await request.inspect({
          changes: code,
          tests: allow.tests,
          checksJs: await checksJavaScript(code, snapshot),
          root: snapshot.root,
          unsaved: snapshot.unsaved,
        })
      : [];
  if ('problem' in inCode) return inCode;
  const after = new Map(changes.map((change) => [change.path, change.after]));
  return [...inPackageJson, ...inCode].map((finding) => evidenceOf(finding, after.get(finding.path) ?? null));
}

/** What the integrity stage looked for, in words. `tests`: whether the run may change tests, or only add some. */
export function integritySummary(tests: Permissions['tests']): string {
  const applied = FAMILIES.filter(
    ({ rules, checks }) =>
      !(tests === true && rules.every((rule) => rule.isAllowedWithTests)) &&
      (tests === 'add' || checks.some(({ kind }) => kind !== 'difference-while-adding-tests')),
  );
  const phrases = [...new Set(applied.map(({ looksFor }) => looksFor))];
  return `no ${phrases.slice(0, -1).join(', ')} or ${phrases.at(-1)}`;
}

/** Whether any compiler configuration has JavaScript's types checked. */
async function checksJavaScript(code: readonly Change[], snapshot: Snapshot): Promise<boolean> {
  if (!code.some(({ path }) => isJavaScript(path))) return false;
  const configs = snapshot.files.filter((path) => /(?:^|\/)(?:ts|js)config[^/]*\.json$/i.test(path));
  const texts = await Promise.all(configs.map((path) => snapshot.read(path)));
  return texts.some((file) => file?.kind === 'text' && /"checkJs"\s*:\s*true/.test(file.text));
}

function evidenceOf({ rule, path, pos, message }: Finding, text: string | null): Evidence {
  const base = {
    stage: 'integrity' as const,
    code: rule,
    path,
    message,
    fingerprint: fingerprint({ stage: 'integrity', code: rule, path, message }),
  };
  if (pos === undefined || text === null) return base;
  const before = text.slice(0, pos).split(/\r\n|\n|\r/);
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
  return { ...base, line, column, frame: codeFrame(text, line, column) };
}
