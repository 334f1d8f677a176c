/**
 * Integrity: can a green verdict be trusted? Its rules see what makes checks pass without the code being right.
 * `checkIntegrity` asks for the findings and turns them into evidence; `inspect-code.ts` runs the rules over the
 * syntax trees; `rules/index.ts` is the table of all rules, the one place to add one. docs/rules.md is its page.
 * `levels/levels.ts` decides which findings refuse and which are only told.
 */
import { codeFrame } from '../code/code-frame';
import { isCode, isJavaScript } from '../code/source';
import type { CodeInspector, Finding, InspectRequest } from '../contract/code-inspection';
import type { Change } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { RuleLevel } from '../contract/rule';
import type { Permissions } from '../contract/task';
import type { TypeProblem } from '../contract/type-check';
import { type Candidate, changesOf } from '../workspace/candidate';
import { usedOutside } from '../workspace/imports/used-outside';
import type { Snapshot } from '../workspace/snapshot';
import type { Leveled } from './levels/leveled';
import type { LevelOf } from './levels/levels';
import { type ErrorsWith, silencing } from './levels/silenced';
import { simplerWays } from './levels/simpler';
import { checksOf } from './rule-family';
import { FAMILIES } from './rules';

const ALWAYS_REFUSE: LevelOf = async () => ({ level: 'refuse', why: '' });
const NO_CHECK: ErrorsWith = async () => undefined;

export interface IntegrityRequest {
  readonly candidate: Candidate;
  readonly snapshot: Snapshot;
  readonly allow: Permissions;
  /** The words of the task; absent: they are not known. */
  readonly task?: string | undefined;
  readonly inspect: (request: InspectRequest) => ReturnType<CodeInspector['inspect']>;
  /** At which level a rule counts; absent: everything refuses. */
  readonly levelOf?: LevelOf | undefined;
  /** Finds the type errors that a finding hides; absent: none can be found, so that what may hide one refuses. */
  readonly errorsWith?: ErrorsWith | undefined;
}

export interface IntegrityResult {
  /** What counts against the candidate; empty when a green verdict can be trusted. */
  readonly refused: readonly Evidence[];
  /** What the person is told besides. */
  readonly told: readonly Evidence[];
  /** Rules that found something which doesn't refuse. */
  readonly lenient: ReadonlySet<string>;
}

/**
 * What the candidate adds that makes checks pass without the code being right, each at the level of its rule. What
 * the workspace had before doesn't count, wherever it moves.
 */
export async function checkIntegrity(
  request: IntegrityRequest,
): Promise<IntegrityResult | { readonly problem: TypeProblem }> {
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
          task: request.task,
          checksJs: await checksJavaScript(code, snapshot),
          root: snapshot.root,
          unsaved: snapshot.unsaved,
        })
      : [];
  if ('problem' in inCode) return inCode;
  const after = new Map(changes.map((change) => [change.path, change.after]));
  return atTheirLevels([...inPackageJson, ...inCode], after, request);
}

const UNUSED: Leveled = {
  level: 'tell',
  why: 'what used it changes with it, and nothing else in the workspace uses it',
};

/** The findings about exports that nothing uses any more. */
async function unusedOf(
  findings: readonly Finding[],
  after: ReadonlyMap<string, string | null>,
  snapshot: Snapshot,
): Promise<ReadonlySet<Finding>> {
  const unused = new Set<Finding>();
  const read = async (path: string): Promise<string | undefined> => {
    if (after.has(path)) return after.get(path) ?? undefined;
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : undefined;
  };
  const changed = new Set(after.keys());
  for (const finding of findings) {
    const { path, unlessUnused: name } = finding;
    if (name === undefined) continue;
    const used = await usedOutside({ path, names: [name], changed, read }, snapshot);
    if (!used.has(name)) unused.add(finding);
  }
  return unused;
}

async function atTheirLevels(
  findings: readonly Finding[],
  after: ReadonlyMap<string, string | null>,
  { snapshot, levelOf = ALWAYS_REFUSE, errorsWith = NO_CHECK }: IntegrityRequest,
): Promise<IntegrityResult> {
  const leveled = new Map<Finding, Leveled>();
  const unused = await unusedOf(findings, after, snapshot);
  for (const finding of findings) {
    const { rule, path, pos } = finding;
    const level = await levelOf(rule, { path, pos, text: after.get(path) ?? undefined });
    leveled.set(finding, unused.has(finding) && level.level === 'refuse' ? UNUSED : level);
  }
  const lenient = findings.filter((finding) => leveled.get(finding)?.level !== 'refuse');
  const texts = new Map([...after].map(([path, text]) => [path, text ?? '']));
  for (const [finding, why] of await silencing(lenient, texts, errorsWith))
    leveled.set(finding, { level: 'refuse', why });
  const ofLevel = (level: RuleLevel) => findings.filter((finding) => leveled.get(finding)?.level === level);
  const simpler = await simplerWays(ofLevel('refuse'), texts, errorsWith);
  const at = (level: RuleLevel) =>
    ofLevel(level).map((finding) => {
      const said = explanation(level, leveled.get(finding)?.why ?? '', simpler.get(finding));
      return evidenceOf(finding, said, level, after.get(finding.path) ?? null);
    });
  const [refused, told] = [at('refuse'), at('tell')];
  const refusing = new Set(refused.map(({ code }) => code));
  const names = lenient.map(({ rule }) => rule).filter((rule) => !refusing.has(rule));
  return { refused, told, lenient: new Set(names) };
}

/**
 * What the integrity stage looked for and did not find, in words. `tests`: whether the run may change tests, or only
 * add some. `found`: rules that found something which doesn't refuse.
 */
export function integritySummary(tests: Permissions['tests'], found: ReadonlySet<string> = new Set()): string {
  const applied = FAMILIES.filter(
    ({ rules, checks }) =>
      !rules.some(({ id }) => found.has(id)) &&
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

/** `why`: a clause; `simpler`: a sentence. */
function explanation(level: RuleLevel, why: string, simpler: string | undefined): string {
  const explained = why === '' ? [] : [level === 'tell' ? `Told, not refused: ${why}.` : `Refused: ${why}.`];
  return [...explained, ...(simpler === undefined ? [] : [simpler])].map((sentence) => ` ${sentence}`).join('');
}

/** `said`: further sentences, which the fingerprint leaves out. */
function evidenceOf(
  { rule, path, pos, message }: Finding,
  said: string,
  level: RuleLevel,
  text: string | null,
): Evidence {
  const base = {
    stage: 'integrity' as const,
    code: rule,
    path,
    message: message + said,
    fingerprint: fingerprint({ stage: 'integrity', code: rule, path, message }),
    ...(level === 'tell' ? { level } : {}),
  };
  if (pos === undefined || text === null) return base;
  const before = text.slice(0, pos).split(/\r\n|\n|\r/);
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
  return { ...base, line, column, frame: codeFrame(text, line, column) };
}
