import { codeFrame } from '../code/code-frame';
import { isCode, isJavaScript } from '../code/source';
import type { CodeInspector, Finding, InspectRequest } from '../contract/code-inspection';
import type { Change as TextChange } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Permissions } from '../contract/task';
import type { TypeProblem } from '../contract/type-check';
import { type Candidate, changesOf } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { hollowScripts } from './rules/tests/package-scripts';

export interface IntegrityRequest {
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  readonly allow: Permissions;
  readonly inspect: (request: InspectRequest) => ReturnType<CodeInspector['inspect']>;
}

/**
 * Whether a green verdict can be trusted: what the candidate adds that makes checks pass without
 * the code being right. What the workspace had before is not counted, wherever it moves.
 */
export async function checkIntegrity(
  request: IntegrityRequest,
): Promise<Evidence[] | { readonly problem: TypeProblem }> {
  const { candidate, snapshot, allow } = request;
  const texts = await changesOf(candidate, snapshot);
  const scripts = texts.flatMap(packageFindings);
  const code = texts.filter(({ path }) => isCode(path));
  const inspected =
    code.length > 0
      ? await request.inspect({
          changes: code,
          tests: allow.tests,
          checksJs: await checksJavaScript(code, snapshot),
          root: snapshot.root,
          unsaved: snapshot.unsaved,
        })
      : [];
  if ('problem' in inspected) return inspected;
  const findings = [...scripts, ...inspected];
  const after = new Map(texts.map(({ path, after: text }) => [path, text]));
  return findings.map((finding) => evidenceOf(finding, after.get(finding.path) ?? null));
}

/** Whether any compiler configuration has JavaScript's types checked. */
async function checksJavaScript(code: readonly TextChange[], snapshot: Snapshot): Promise<boolean> {
  if (!code.some(({ path }) => isJavaScript(path))) return false;
  const configs = snapshot.files.filter((path) => /(?:^|\/)(?:ts|js)config[^/]*\.json$/i.test(path));
  const texts = await Promise.all(configs.map((path) => snapshot.read(path)));
  return texts.some((file) => file?.kind === 'text' && /"checkJs"\s*:\s*true/.test(file.text));
}

function packageFindings({ path, before, after }: TextChange): Finding[] {
  if (after === null || !/(?:^|\/)package\.json$/.test(path)) return [];
  return hollowScripts(before, after).map(({ name, command }) => ({
    rule: 'hollow-test-script',
    path,
    pos: Math.max(0, after.indexOf(JSON.stringify(name))),
    key: name,
    owner: '',
    message:
      command === undefined
        ? `The script \`${name}\` is gone, so that nothing runs the tests. Put it back.`
        : `The script \`${name}\` became \`${command}\`, which succeeds whatever the tests say. Put the command back that runs the tests.`,
  }));
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
