import { isAbsolute, posix } from 'node:path';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { isPlaceholder, type Package, type Packages } from '../../workspace/packages/packages';
import { type Classified, classify, isAssignment, type KnownRunner } from './classify';
import type { Selection } from './package-manager';
import { applyEdits, type Edit, parseLine, quote, type Segment } from './shell-line';

/** How a runner's command is changed so that it writes its results where they can be read. */
export interface Instrument {
  /** Text to put behind the runner's name, or at the end of its command. */
  readonly flags: string;
  readonly where: 'behind-name' | 'at-end';
  /** Options of the person's that would stand in the way: reporters, watching. */
  readonly drops: (option: string) => 'keep' | 'drop' | 'drop-with-value';
  /** Words that are said otherwise, for example `watch` → `run`. */
  readonly renames: ReadonlyMap<string, string>;
  /** Files for the end of the command, in place of its words from `instead` on, counted behind the runner's name. */
  readonly files?: { readonly text: string; readonly instead?: number | undefined } | undefined;
}

export interface Instrumenting {
  readonly packages: Packages;
  /** `dir` is the package's folder, in which the runner starts; `words` is what stands behind its name. */
  readonly by: (runner: KnownRunner, dir: string, words: readonly string[]) => Instrument;
  /** Which of several selected packages to run; all when absent. */
  readonly only?: ((dir: string) => boolean) | undefined;
}

export interface Instrumented {
  /** For the shell. */
  readonly line: string;
  /** Runners found, in the order of the line. */
  readonly runners: readonly KnownRunner[];
  /** Scripts that were put in place of the call of a package manager, outermost first. */
  readonly scripts: readonly string[];
}

/** Programs that only set variables for the command behind them. */
const TRANSPARENT = new Set(['cross-env', 'cross-env-shell', 'env']);
/** Scripts call scripts; deeper than this it is a circle. */
const MAX_DEPTH = 8;

/**
 * Changes each runner in the line and leaves everything else of it as it is. A call of a script in
 * package.json that comes to a runner is replaced by the script's own text, with its pre and post
 * scripts, because flags can only be put beside the runner there; one for several packages by the
 * scripts of each of them. `dir` is where the line runs.
 */
export async function instrument(line: string, context: Instrumenting, dir = '', depth = 0): Promise<Instrumented> {
  const edits: Edit[] = [];
  const runners: KnownRunner[] = [];
  const used: string[] = [];
  let here = dir;
  for (const segment of parseLine(line)) {
    const found = classify(segment);
    if (found.kind === 'cd') here = posix.join(here, found.folder);
    if (found.kind === 'runner') {
      runners.push(found.runner);
      const words = segment.words.slice(found.word + 1).map(({ text }) => text);
      edits.push(...editRunner(segment, found.word, context.by(found.runner, here, words)));
    } else if (found.kind === 'script' && depth < MAX_DEPTH) {
      const expanded = await expandScript({ line, segment, found, here, depth }, context);
      if (!expanded) continue;
      runners.push(...expanded.runners);
      used.push(found.script, ...expanded.scripts);
      edits.push({ start: startOf(segment), end: endOf(segment), text: expanded.line });
    }
  }
  return { line: applyEdits(line, edits), runners, scripts: used };
}

interface ScriptCall {
  readonly line: string;
  readonly segment: Segment;
  readonly found: Extract<Classified, { kind: 'script' }>;
  readonly here: string;
  readonly depth: number;
}

/** Undefined when the call cannot be replaced, or comes to no runner. */
async function expandScript(call: ScriptCall, context: Instrumenting): Promise<Instrumented | undefined> {
  const { line, segment, found, here, depth } = call;
  const setting = assignments(line, segment, found.at);
  if (setting === undefined) return undefined;
  const selected = await select(found.selection, here, context.packages);
  const callable = selected.filter(({ scripts }) => !isPlaceholder(scripts[found.script] ?? ''));
  const wanted = callable.length > 1 && context.only ? callable.filter(({ dir }) => context.only?.(dir)) : callable;
  const parts: Instrumented[] = [];
  for (const member of wanted) {
    const part = await instrument(scriptText(line, segment, found, member), context, member.dir, depth + 1);
    parts.push({
      ...part,
      line: member.dir === here ? part.line : inFolder(posix.relative(here, member.dir), part.line),
    });
  }
  const runners = parts.flatMap((part) => part.runners);
  if (runners.length === 0) return undefined;
  const scripts = parts.flatMap((part) => part.scripts);
  const [only] = parts;
  return {
    line:
      parts.length === 1 && only ? `(${setting}${only.line})` : `(${setting}${allOf(parts.map((part) => part.line))})`,
    runners,
    scripts,
  };
}

async function select(selection: Selection, here: string, packages: Packages): Promise<Package[]> {
  if (selection.kind === 'members') return [...(await packages.members())];
  if (selection.kind === 'named') {
    const members = await packages.members();
    return members.filter((member) => selection.names.some((name) => isNamed(member, name)));
  }
  if (selection.kind === 'folder' && isAbsolute(selection.folder)) return [];
  const found = await packages.at(selection.kind === 'here' ? here : posix.join(here, selection.folder));
  return found ? [found] : [];
}

function isNamed({ name, dir }: Package, wanted: string): boolean {
  const plain = wanted
    .replace(/^\.\//, '')
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/\/$/, '');
  if (!plain.includes('*')) return name === plain || dir === plain;
  const matcher = new RegExp(`^${plain.split(/\*+/).map(escapeRegExp).join('.*')}$`);
  return matcher.test(name ?? '') || matcher.test(dir);
}

/** As npm runs it: `pre`, the script with the words passed on to it, `post`. */
function scriptText(line: string, segment: Segment, found: ScriptCall['found'], { scripts }: Package): string {
  const rest = segment.words[found.rest];
  const passed = rest ? ` ${line.slice(rest.start, endOf(segment))}` : '';
  const parts = [scripts[`pre${found.script}`], (scripts[found.script] ?? '') + passed, scripts[`post${found.script}`]];
  return parts.filter((part) => part !== undefined).join(' && ');
}

/** In the package's folder, with its own programs first, as a package manager does it. */
function inFolder(folder: string, line: string): string {
  if (process.platform === 'win32') return `(cd ${quote(folder)}&& ${line})`;
  return `(cd ${quote(folder)} && export PATH="$PWD/node_modules/.bin:$PATH" && ${line})`;
}

/** All of them, whatever one of them says, and a failure at the end if any failed. */
function allOf(lines: readonly string[]): string {
  if (process.platform === 'win32') return lines.join(' && ');
  return `code=0; ${lines.map((line) => `${line} || code=$?`).join('; ')}; exit $code`;
}

/** What stands before the package manager, for the shell; undefined when it is more than variables. */
function assignments(line: string, segment: Segment, at: number): string | undefined {
  const before = segment.words.slice(0, at);
  if (!before.every((word) => isAssignment(word) || TRANSPARENT.has(word.text))) return undefined;
  const texts = before.filter(isAssignment).map(({ start, end }) => line.slice(start, end));
  return texts.map((text) => (process.platform === 'win32' ? `set "${text}"&& ` : `export ${text}; `)).join('');
}

function editRunner(segment: Segment, at: number, { flags, where, drops, renames, files }: Instrument): Edit[] {
  const edits: Edit[] = [];
  const words = segment.words;
  const name = words[at];
  if (!name) return edits;
  // Words behind `--` are no options; flags must stand before it.
  const bar = words.findIndex(({ text }, index) => index > at && text === '--');
  const last = words[(bar === -1 ? words.length : bar) - 1] ?? name;
  const kept = files?.instead === undefined ? words.length : at + 1 + files.instead;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word && index >= kept) edits.push({ start: word.start, end: word.end, text: '' });
    if (!word || index >= kept || index === at || (bar !== -1 && index >= bar)) continue;
    const decision = word.text.startsWith('-') ? drops(word.text) : 'keep';
    const end = decision === 'drop-with-value' ? (words[index + 1] ?? word).end : word.end;
    const renamed = index > at ? renames.get(word.text) : undefined;
    if (decision !== 'keep') edits.push({ start: word.start, end, text: '' });
    else if (renamed !== undefined) edits.push({ start: word.start, end: word.end, text: renamed });
    if (decision === 'drop-with-value') index += 1;
  }
  const place = where === 'behind-name' ? name.end : last.end;
  const end = kept < words.length ? endOf(segment) : last.end;
  const behind = files ? [{ start: end, end, text: ` ${files.text}` }] : [];
  // Of two insertions in one place, the later one of this list comes first.
  return [...behind, { start: place, end: place, text: ` ${flags}` }, ...edits];
}

function startOf(segment: Segment): number {
  return segment.words[0]?.start ?? 0;
}

function endOf(segment: Segment): number {
  return segment.words.at(-1)?.end ?? 0;
}
