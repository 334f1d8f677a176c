// The test command as it is run. A line is split into words (shell-line.ts), each of its commands is classified
// (classify.ts, package-manager.ts), and this file adds flags to those that run tests. detect.ts finds the command,
// plan.ts prepares one run of it, and narrowing.ts makes the arguments by which only some tests run.
import { posix } from 'node:path';
import { isPlaceholder, type Package, type Packages } from '../../workspace/packages/packages';
import type { Instrumentation, KnownRunner } from '../runners/runner-adapter';
import { type Classified, classify, isAssignment } from './classify';
import { editRunner } from './edit-runner';
import { formatterBehind } from './other-runners';
import { type NamedScript, selectScripts } from './scripts/script-runner';
import { selectPackages } from './scripts/select-packages';
import { applyEdits, type Edit, endOf, parseLine, quote, type Segment, startOf } from './shell-line';
import { stepsLeftOut } from './steps';

export interface InstrumentContext {
  readonly packages: Packages;
  /** `dir` is the package's folder, in which the runner starts; `words` are those after its name. */
  readonly instrumentationFor: (runner: KnownRunner, dir: string, words: readonly string[]) => Instrumentation;
  /** Says which of several selected packages to run; all of them if absent. */
  readonly includesPackage?: ((dir: string) => boolean) | undefined;
  /** Leave out the steps that the tests don't need: checks in front of them, and what follows them in their script. */
  readonly onlyTests?: boolean | undefined;
}

export interface Instrumented {
  /** The line for the shell. */
  readonly line: string;
  /** The runners in the order of the line. */
  readonly runners: readonly KnownRunner[];
  /** Programs that print TAP, as people call them. */
  readonly tap: readonly string[];
  /** What to do about programs whose results can't be read, as sentences. */
  readonly hints: readonly string[];
  /** Scripts whose text replaced the call of a package manager, outermost first. */
  readonly scripts: readonly string[];
}

/** Programs that only set variables for the command behind them. */
const TRANSPARENT = new Set(['cross-env', 'cross-env-shell', 'env']);
/** Scripts call scripts. Beyond this depth they are taken for a cycle. */
const MAX_DEPTH = 8;

/**
 * Changes each runner in the line and leaves the rest of the line as it is. If a script of package.json runs a runner,
 * the call of that script is replaced by its own text, including its pre and post scripts, because only there can
 * flags be put next to the runner. A call for several packages is replaced by the scripts of each of them. `dir` is
 * the folder in which the line runs; `outer` names the scripts around it.
 */
export async function instrument(
  line: string,
  context: InstrumentContext,
  dir = '',
  outer: readonly string[] = [],
): Promise<Instrumented> {
  const edits: Edit[] = [];
  const runners: KnownRunner[] = [];
  const scripts: string[] = [];
  const tap: string[] = [];
  const hints: string[] = [];
  const tests = new Set<Segment>();
  let here = dir;
  const segments = parseLine(line);
  for (const segment of segments) {
    const found = classify(segment);
    const formatter = formatterBehind(line, segment, segments[segments.indexOf(segment) + 1]);
    if (formatter && (found.kind === 'tap' || found.kind === 'other')) {
      edits.push(formatter.edit);
      if (found.kind === 'other') tap.push(formatter.input);
      tests.add(segment);
    }
    if (found.kind === 'cd') here = posix.join(here, found.folder);
    if (found.kind === 'runner' || found.kind === 'tap') tests.add(segment);
    if (found.kind === 'runner') {
      runners.push(found.runner);
      const words = segment.words.slice(found.word + 1).map(({ text }) => text);
      edits.push(...editRunner(segment, found.word, context.instrumentationFor(found.runner, here, words)));
    } else if (found.kind === 'tap') {
      tap.push(found.name);
      const at = segment.words[found.word]?.end ?? 0;
      if (found.option !== undefined) edits.push({ start: at, end: at, text: ` ${found.option}` });
    } else if (found.kind === 'unreadable') {
      hints.push(found.hint);
    } else if (found.kind === 'script' && outer.length < MAX_DEPTH) {
      const expanded = await expandScript({ line, segment, found, here, outer }, context);
      hints.push(...(found.hint === undefined ? [] : [found.hint]), ...(expanded?.hints ?? []));
      if (!expanded || expanded.runners.length + expanded.tap.length === 0) continue;
      tests.add(segment);
      tap.push(...expanded.tap);
      runners.push(...expanded.runners);
      scripts.push(found.script, ...expanded.scripts);
      edits.push({ start: startOf(segment), end: endOf(segment), text: expanded.line });
    }
  }
  const own = context.onlyTests ? ((await context.packages.at(dir))?.scripts ?? {}) : undefined;
  const leftOut = own ? stepsLeftOut({ line, segments, tests, scripts: own }) : [];
  return { line: applyEdits(line, [...leftOut, ...edits]), runners, tap, hints, scripts };
}

interface ScriptCall {
  readonly line: string;
  readonly segment: Segment;
  readonly found: Extract<Classified, { kind: 'script' }>;
  readonly here: string;
  /** The scripts around the call, outermost first, each with its folder. */
  readonly outer: readonly string[];
}

/** Undefined if the call can't be replaced. */
async function expandScript(call: ScriptCall, context: InstrumentContext): Promise<Instrumented | undefined> {
  const { line, segment, found, here } = call;
  const variables = assignments(line, segment, found.at);
  if (variables === undefined && process.platform === 'win32') return undefined;
  const selected = await selectPackages(found.selection, here, context.packages);
  const callable = selected.filter((member) => scriptsOf(found, member).length > 0);
  const included =
    callable.length > 1 && context.includesPackage
      ? callable.filter(({ dir }) => context.includesPackage?.(dir))
      : callable;
  const parts: Instrumented[] = [];
  for (const member of included) {
    const part = await runScripts(call, member, context);
    parts.push({
      ...part,
      line: member.dir === here ? part.line : inFolder(posix.relative(here, member.dir), part.line),
    });
  }
  const contents = joined(parts);
  const lines = parts.map((part) => part.line);
  const inner = lines.length === 1 ? (lines[0] ?? '') : allOf(lines);
  if (variables !== undefined) return { ...contents, line: `(${variables}${inner})` };
  const wrapper = line.slice(startOf(segment), segment.words[found.at]?.start);
  return { ...contents, line: `${wrapper}sh -c ${quote(inner)}` };
}

/** What the parts of a line run, all together. */
function joined(parts: readonly Instrumented[]): Omit<Instrumented, 'line'> {
  return {
    runners: parts.flatMap((part) => part.runners),
    tap: parts.flatMap((part) => part.tap),
    hints: parts.flatMap((part) => part.hints),
    scripts: parts.flatMap((part) => part.scripts),
  };
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
    // A pattern may select the script that holds it; pnpm leaves it out, too.
    const key = `${member.dir}:${name}`;
    if (found.several && outer.includes(key)) continue;
    const text = scriptText(member, name, passed + words);
    parts.push(await instrument(text, context, member.dir, [...outer, key]));
  }
  const lines = parts.map((part) => part.line);
  const join = found.several?.kind === 'npm-run-all' ? inSequence : allOf;
  return { ...joined(parts), line: lines.length === 1 ? (lines[0] ?? '') : join(lines.map((each) => `(${each})`)) };
}

function inSequence(lines: readonly string[]): string {
  return lines.join(' && ');
}

/** The script as npm runs it: `pre`, the script with the words passed on to it, `post`. */
function scriptText({ scripts }: Package, name: string, passed: string): string {
  const parts = [scripts[`pre${name}`], (scripts[name] ?? '') + passed, scripts[`post${name}`]];
  return parts.filter((part) => part !== undefined).join(' && ');
}

/** Runs the line in the package's folder with the package's own programs first, as a package manager does. */
function inFolder(folder: string, line: string): string {
  if (process.platform === 'win32') return `(cd ${quote(folder)}&& ${line})`;
  return `(cd ${quote(folder)} && export PATH="$PWD/node_modules/.bin:$PATH" && ${line})`;
}

/** Runs all lines, even after one fails, and then fails if any of them did. */
function allOf(lines: readonly string[]): string {
  if (process.platform === 'win32') return lines.join(' && ');
  return `code=0; ${lines.map((line) => `${line} || code=$?`).join('; ')}; exit $code`;
}

/** The variables set before the package manager, for the shell; undefined if there is anything else before it. */
function assignments(line: string, segment: Segment, at: number): string | undefined {
  const before = segment.words.slice(0, at);
  if (!before.every((word) => isAssignment(word) || TRANSPARENT.has(word.text))) return undefined;
  const texts = before.filter(isAssignment).map(({ start, end }) => line.slice(start, end));
  return texts.map((text) => (process.platform === 'win32' ? `set "${text}"&& ` : `export ${text}; `)).join('');
}
