// The test command as it is run. A line is split into words (shell-line.ts), each of its commands is classified
// (classify.ts, package-manager.ts), and this file adds flags to those that run tests. detect.ts finds the command,
// plan.ts prepares one run of it, and narrowing.ts makes the arguments by which only some tests run.
import { posix } from 'node:path';
import { type Package, withHooks } from '../../workspace/packages/manifest';
import { isPlaceholder } from '../../workspace/packages/packages';
import { type Classified, classify } from './classify';
import { editRunner, runnerCommand } from './edit-runner';
import { type InstrumentContext, type Instrumented, joined, NOTHING, type Step } from './instrumented';
import { formatterBehind } from './other-runners';
import { isAssignment, TRANSPARENT } from './program-name';
import { missingManager, withoutManager } from './scripts/missing-manager';
import { allOf, inFolder, inSequence } from './scripts/script-lines';
import { type NamedScript, selectScripts } from './scripts/script-runner';
import { selectPackages } from './scripts/select-packages';
import { applyEdits, type Edit, endOf, parseLine, quote, type Segment, startOf } from './shell-line';
import { stepsLeftOut } from './steps';

/** Scripts call scripts. Beyond this depth they are taken for a cycle. */
const MAX_DEPTH = 8;

/**
 * Changes each runner in the line and leaves the rest of the line as it is. If a script of package.json runs a runner,
 * the call of that script is replaced by its own text, including its pre and post scripts, because only there can
 * flags be put next to the runner. A call for several packages is replaced by the scripts of each of them. `dir` is
 * the folder in which the line runs; `outer` names the scripts around it. Calls of a package manager that is not
 * installed are replaced by what it would start, where that is there.
 */
export async function instrument(
  line: string,
  context: InstrumentContext,
  dir = '',
  outer: readonly string[] = [],
): Promise<Instrumented> {
  const segments = parseLine(line);
  const steps: Step[] = [];
  let here = dir;
  for (const [index, segment] of segments.entries()) {
    const found = classify(segment);
    if (found.kind === 'cd') here = posix.join(here, found.folder);
    const call = { line, segment, next: segments[index + 1], here, outer };
    steps.push(
      await (found.kind === 'script' ? scriptStep({ ...call, found }, context) : stepOf(found, call, context)),
    );
  }
  const tests = new Set(segments.filter((_, index) => steps[index]?.isTest));
  const own = context.onlyTests ? ((await context.packages.at(dir))?.scripts ?? {}) : undefined;
  const leftOut = own ? stepsLeftOut({ line, segments, tests, scripts: own }) : [];
  const isLeftOut = (segment: Segment | undefined): boolean => {
    const span = segment && { start: startOf(segment), end: endOf(segment) };
    return span !== undefined && leftOut.some((out) => isWithin(span, out));
  };
  const kept = steps.flatMap(({ edits }, index) => (isLeftOut(segments[index]) ? [] : edits));
  return { ...joined(steps), line: applyEdits(line, [...leftOut, ...kept]) };
}

function isWithin(part: Omit<Edit, 'text'>, whole: Edit): boolean {
  return part.start >= whole.start && part.end <= whole.end;
}

/** A command of a line, and where it stands. */
interface Call {
  readonly line: string;
  readonly segment: Segment;
  readonly next: Segment | undefined;
  readonly here: string;
  /** The scripts around the call, outermost first, each with its folder and text. */
  readonly outer: readonly string[];
}

/** What a command does that calls no script. */
function stepOf(found: Exclude<Classified, { kind: 'script' }>, call: Call, context: InstrumentContext): Step {
  const { line, segment, here } = call;
  const missing = missingIn(call, context);
  const bare = missing?.edit ? [missing.edit] : [];
  const absent = missing?.edit ? [missing.name] : [];
  if (found.kind === 'runner') {
    const words = segment.words.slice(found.word + 1).map(({ text }) => text);
    const instrumentation = context.instrumentationFor(found.runner, here, words);
    const unwatched = found.unwatched === undefined ? '' : ` ${found.unwatched}`;
    const added = { ...instrumentation, flags: `${instrumentation.flags}${unwatched}` };
    const flags = editRunner(segment, found.word, added);
    const formatter = formatterBehind(line, segment, call.next);
    const kept = flags.filter((edit) => !bare.some((out) => isWithin(edit, out)));
    // The formatter begins where flags may be inserted, and must be gone before.
    const edits = [...(formatter ? [formatter.edit] : []), ...kept, ...bare];
    const commands = here === '' ? [runnerCommand(line, segment, found)] : [];
    return { ...NOTHING, edits, isTest: true, runners: [found.runner], absent, commands };
  }
  const plain = { ...NOTHING, edits: bare, absent };
  if (found.kind === 'unreadable') return { ...plain, hints: [found.hint] };
  const formatter = formatterBehind(line, segment, call.next);
  const withoutFormatter = formatter ? [...bare, formatter.edit] : bare;
  if (found.kind === 'tap') {
    const at = segment.words[found.word]?.end ?? 0;
    const option = found.option === undefined ? [] : [{ start: at, end: at, text: ` ${found.option}` }];
    return { ...plain, edits: [...withoutFormatter, ...option], isTest: true, tap: [found.name] };
  }
  if (!formatter || found.kind === 'cd') return plain;
  return { ...plain, edits: withoutFormatter, isTest: true, tap: [formatter.input] };
}

/** What the call of a script does. */
async function scriptStep(call: ScriptCall, context: InstrumentContext): Promise<Step> {
  const { segment, found, outer } = call;
  if (outer.length >= MAX_DEPTH) return NOTHING;
  const withoutTasks = found.tasks && managerOfTasks(context);
  if (found.tasks && !context.expandTasks && withoutTasks === undefined)
    return { ...NOTHING, hints: found.hint === undefined ? [] : [found.hint], startsTasks: true };
  const missing = found.tasks ? withoutTasks : missingIn(call, context);
  const expanded = await expandScript(call, context);
  const hints = [...(found.hint === undefined ? [] : [found.hint]), ...(expanded?.hints ?? [])];
  const absent = [...(missing ? [missing.name] : []), ...(expanded?.absent ?? [])];
  const edits = expanded ? [{ start: startOf(segment), end: endOf(segment), text: expanded.line }] : [];
  if (expanded && expanded.runners.length + expanded.tap.length > 0)
    return { ...expanded, edits, isTest: true, hints, scripts: [found.script, ...expanded.scripts], absent };
  // For several packages the manager knows which comes first.
  if (expanded?.isOne && absent.length > 0) return { ...NOTHING, edits, hints, absent };
  if (!expanded && missing?.edit) return { ...NOTHING, edits: [missing.edit], hints, absent };
  return { ...NOTHING, hints, startsTasks: expanded?.startsTasks ?? false };
}

/** The package manager that turbo and nx start scripts with, if it is not installed. */
function managerOfTasks({ manager, hasProgram }: InstrumentContext): ReturnType<typeof missingIn> {
  const isMissing = manager !== undefined && hasProgram !== undefined && !hasProgram(manager, '');
  return isMissing ? { name: manager, edit: undefined } : undefined;
}

/** The package manager of the command, if it is not installed, with the edit that does without it if there is one. */
function missingIn(
  { segment, here }: Call,
  { hasProgram }: InstrumentContext,
): { readonly name: string; readonly edit: Edit | undefined } | undefined {
  const missing = hasProgram && missingManager(segment, here, hasProgram);
  return missing && { name: missing.name, edit: withoutManager(segment, missing, here, hasProgram) };
}

interface ScriptCall extends Call {
  readonly found: Extract<Classified, { kind: 'script' }>;
}

/** What a call of a script runs, in one package or in several. */
interface Expanded extends Instrumented {
  readonly isOne: boolean;
}

/** Undefined if the call can't be replaced. */
async function expandScript(call: ScriptCall, context: InstrumentContext): Promise<Expanded | undefined> {
  const { line, segment, found, here } = call;
  const variables = assignments(line, segment, found.at);
  if (variables === undefined && process.platform === 'win32') return undefined;
  const selected = await selectPackages(found.selection, here, context.packages);
  const callable = selected.filter((member) => scriptsOf(found, member).length > 0);
  const included =
    callable.length > 1 && context.includesPackage
      ? callable.filter(({ dir }) => context.includesPackage?.(dir))
      : callable;
  if (included.length === 0) return undefined;
  const parts: Instrumented[] = [];
  for (const member of included) {
    const part = await runScripts(call, member, context);
    parts.push({
      ...part,
      line: member.dir === here ? part.line : inFolder(posix.relative(here, member.dir), part.line),
    });
  }
  const contents = { ...joined(parts), isOne: callable.length === 1 };
  const lines = parts.map((part) => part.line);
  const inner = lines.length === 1 ? (lines[0] ?? '') : allOf(lines);
  if (variables !== undefined) return { ...contents, line: `(${variables}${inner})` };
  const wrapper = line.slice(startOf(segment), segment.words[found.at]?.start);
  return { ...contents, line: `${wrapper}sh -c ${quote(inner)}` };
}

/** The scripts that a call runs in one package; none if the package doesn't have them. */
function scriptsOf({ script, several }: ScriptCall['found'], { scripts }: Package): NamedScript[] {
  if (several) return selectScripts(several, scripts) ?? [];
  return isPlaceholder(scripts[script] ?? '') ? [] : [{ name: script, passed: '' }];
}

/** Runs the scripts one after the other. npm-run-all stops at the first that fails. */
async function runScripts(call: ScriptCall, member: Package, context: InstrumentContext): Promise<Instrumented> {
  const { line, segment, found, outer } = call;
  const rest = segment.words[found.rest];
  const words = rest ? ` ${line.slice(rest.start, endOf(segment))}` : '';
  const parts: Instrumented[] = [];
  for (const { name, passed } of scriptsOf(found, member)) {
    // A pattern may select the script that holds it; pnpm leaves it out, too. A target of nx only has the same name.
    const key = [member.dir, name, member.scripts[name]].join(':');
    if (found.several && outer.includes(key)) continue;
    const text = withHooks(member.scripts, name, passed + words);
    parts.push(await instrument(text, context, member.dir, [...outer, key]));
  }
  const lines = parts.map((part) => part.line);
  const join = found.several?.kind === 'npm-run-all' ? inSequence : allOf;
  return { ...joined(parts), line: lines.length === 1 ? (lines[0] ?? '') : join(lines.map((each) => `(${each})`)) };
}

/** The variables set before the package manager, for the shell; undefined if there is anything else before it. */
function assignments(line: string, segment: Segment, at: number): string | undefined {
  const before = segment.words.slice(0, at);
  if (!before.every((word) => isAssignment(word) || TRANSPARENT.has(word.text))) return undefined;
  const texts = before.filter(isAssignment).map(({ start, end }) => line.slice(start, end));
  return texts.map((text) => (process.platform === 'win32' ? `set "${text}"&& ` : `export ${text}; `)).join('');
}
