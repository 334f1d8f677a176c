import { type Candidate, changesOf } from '../../edit/candidate';
import type { Change as TextChange } from '../../events';
import type { Allowances } from '../../task';
import type { Snapshot } from '../../workspace/snapshot';
import { type Evidence, fingerprint } from '../evidence';
import { codeFrame } from '../frame';
import { added, type Finding } from './finding';
import { importedDetection, type ReadSource } from './imported-detection';
import { hollowScripts } from './package-scripts';
import { rewrittenTests } from './rewritten-tests';
import { ALLOWED_WITH_TESTS, COMPARING, COUNTED } from './rules';
import { isCode, isJavaScript, normalised, parse, type Source, type SourceChange } from './source';

export interface IntegrityRequest {
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  readonly allow: Allowances;
}

/**
 * Whether a green verdict can be trusted: what the candidate adds that makes checks pass without
 * the code being right. What the workspace had before is not counted, wherever it moves.
 */
export async function checkIntegrity(request: IntegrityRequest): Promise<Evidence[]> {
  const { candidate, snapshot } = request;
  const texts = await changesOf(candidate, snapshot);
  const scripts = texts.flatMap(packageFindings);
  const code = texts.filter(({ path }) => isCode(path));
  const findings = code.length > 0 ? [...scripts, ...(await codeFindings(code, request))] : scripts;
  const after = new Map(texts.map(({ path, after: text }) => [path, text]));
  return findings.map((finding) => evidenceOf(finding, after.get(finding.path) ?? null));
}

async function codeFindings(code: readonly TextChange[], { snapshot, allow }: IntegrityRequest): Promise<Finding[]> {
  // Nine megabytes, needed only here: loaded when there is something to read.
  const compiler = await import('typescript');
  const checksJs = code.some(({ path }) => isJavaScript(path)) && (await checksJavaScript(snapshot));
  const source = (path: string, text: string | null): Source | undefined => (text === null ? undefined : parse(compiler, path, text, checksJs));
  const changes: SourceChange[] = code.map(({ path, before, after }) => ({ path, before: source(path, before), after: source(path, after) }));
  const before = await counted(changes.flatMap((change) => change.before ?? []), async (path) => source(path, await textAt(snapshot, path)));
  const edited = new Map(changes.map(({ path, after }) => [path, after]));
  const after = await counted(changes.flatMap((change) => change.after ?? []), async (path) => (edited.has(path) ? edited.get(path) : source(path, await textAt(snapshot, path))));
  const compared = (allow.tests === 'add' ? [...COMPARING, rewrittenTests] : COMPARING).flatMap((rule) => rule(changes));
  const texts = new Map(changes.map((change) => [change.path, normalised(change.after?.text ?? '')]));
  const isGone = (path: string, subject: string): boolean => texts.get(path)?.includes(subject) !== true;
  const findings = [...added(before, after, isGone), ...compared];
  return onePerPlace(findings.filter(({ rule }) => !(allow.tests === true && ALLOWED_WITH_TESTS.has(rule))));
}

async function counted(sources: readonly Source[], read: ReadSource): Promise<Finding[]> {
  const imported = await Promise.all(sources.map((source) => importedDetection(source, read)));
  return [...COUNTED.flatMap((rule) => sources.flatMap(rule)), ...imported.flat()];
}

async function textAt(snapshot: Snapshot, path: string): Promise<string | null> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : null;
}

/** Whether any compiler configuration has JavaScript's types checked. */
async function checksJavaScript(snapshot: Snapshot): Promise<boolean> {
  const configs = snapshot.files.filter((path) => /(?:^|\/)(?:ts|js)config[^/]*\.json$/i.test(path));
  const texts = await Promise.all(configs.map((path) => snapshot.read(path)));
  return texts.some((file) => file?.kind === 'text' && /"checkJs"\s*:\s*true/.test(file.text));
}

/** Two rules may see the same words; the first in order tells. */
function onePerPlace(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, pos }) => {
    if (pos === undefined) return true;
    const place = `${path}\u0000${pos}`;
    return !seen.has(place) && seen.add(place);
  });
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
  const base = { stage: 'integrity' as const, code: rule, path, message, fingerprint: fingerprint({ stage: 'integrity', code: rule, path, message }) };
  if (pos === undefined || text === null) return base;
  const before = text.slice(0, pos).split(/\r\n|\n|\r/);
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
  return { ...base, line, column, frame: codeFrame(text, line, column) };
}
