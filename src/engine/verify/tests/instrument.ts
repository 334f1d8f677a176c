import { type Classified, classify, isAssignment, type KnownRunner } from './classify';
import { applyEdits, type Edit, parseLine, type Segment } from './shell-line';

/** How a runner's command is changed so that it writes its results where they can be read. */
export interface Instrument {
  /** Text to put behind the runner's name, or at the end of its command. */
  readonly flags: string;
  readonly where: 'behind-name' | 'at-end';
  /** Options of the person's that would stand in the way: reporters, watching. */
  readonly drops: (option: string) => 'keep' | 'drop' | 'drop-with-value';
  /** Words that are said otherwise, for example `watch` → `run`. */
  readonly renames: ReadonlyMap<string, string>;
}

export type Scripts = Readonly<Record<string, string>>;

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
 * scripts, because flags can only be put beside the runner there.
 */
export function instrument(line: string, scripts: Scripts, by: (runner: KnownRunner) => Instrument, depth = 0): Instrumented {
  const edits: Edit[] = [];
  const runners: KnownRunner[] = [];
  const used: string[] = [];
  for (const segment of parseLine(line)) {
    const found = classify(segment);
    if (found.kind === 'runner') {
      runners.push(found.runner);
      edits.push(...editRunner(segment, found.word, by(found.runner)));
    } else if (found.kind === 'script' && depth < MAX_DEPTH) {
      const setting = assignments(line, segment, found.at);
      const expanded = instrument(expand(line, segment, found, scripts), scripts, by, depth + 1);
      if (expanded.runners.length === 0 || setting === undefined) continue;
      runners.push(...expanded.runners);
      used.push(found.script, ...expanded.scripts);
      edits.push({ start: startOf(segment), end: endOf(segment), text: `(${setting}${expanded.line})` });
    }
  }
  return { line: applyEdits(line, edits), runners, scripts: used };
}

/** As npm runs it: `pre`, the script with the words passed on to it, `post`. */
function expand(line: string, segment: Segment, found: Extract<Classified, { kind: 'script' }>, scripts: Scripts): string {
  const body = scripts[found.script];
  if (body === undefined) return '';
  const rest = segment.words[found.rest];
  const passed = rest ? ` ${line.slice(rest.start, endOf(segment))}` : '';
  const parts = [scripts[`pre${found.script}`], body + passed, scripts[`post${found.script}`]];
  return parts.filter((part) => part !== undefined).join(' && ');
}

/** What stands before the package manager, for the shell; undefined when it is more than variables. */
function assignments(line: string, segment: Segment, at: number): string | undefined {
  const before = segment.words.slice(0, at);
  if (!before.every((word) => isAssignment(word) || TRANSPARENT.has(word.text))) return undefined;
  const texts = before.filter(isAssignment).map(({ start, end }) => line.slice(start, end));
  return texts.map((text) => (process.platform === 'win32' ? `set "${text}"&& ` : `export ${text}; `)).join('');
}

function editRunner(segment: Segment, at: number, { flags, where, drops, renames }: Instrument): Edit[] {
  const edits: Edit[] = [];
  const words = segment.words;
  const name = words[at];
  if (!name) return edits;
  // Words behind `--` are no options; flags must stand before it.
  const bar = words.findIndex(({ text }, index) => index > at && text === '--');
  const last = words[(bar === -1 ? words.length : bar) - 1] ?? name;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word || index === at || (bar !== -1 && index >= bar)) continue;
    const decision = word.text.startsWith('-') ? drops(word.text) : 'keep';
    const end = decision === 'drop-with-value' ? (words[index + 1] ?? word).end : word.end;
    const renamed = index > at ? renames.get(word.text) : undefined;
    if (decision !== 'keep') edits.push({ start: word.start, end, text: '' });
    else if (renamed !== undefined) edits.push({ start: word.start, end: word.end, text: renamed });
    if (decision === 'drop-with-value') index += 1;
  }
  const place = where === 'behind-name' ? name.end : last.end;
  return [{ start: place, end: place, text: ` ${flags}` }, ...edits];
}

function startOf(segment: Segment): number {
  return segment.words[0]?.start ?? 0;
}

function endOf(segment: Segment): number {
  return segment.words.at(-1)?.end ?? 0;
}
