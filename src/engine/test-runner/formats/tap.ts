import type { Failure, ResultLine } from '../results';

/** One test point (`ok` or `not ok`). `depth` counts steps of four columns, by which subtests are indented. */
interface Point {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: string | undefined;
  readonly depth: number;
  readonly details: string[];
}

/**
 * Reads results in the Test Anything Protocol (versions 13 and 14: testanything.org) as the lines of results.ts;
 * undefined if the output is not TAP. A subtest gets the names of its ancestors. A `# comment` before points, as
 * tape writes it, is taken for their suite.
 */
export function parseTap(output: string): ResultLine[] | undefined {
  const lines = output.split(/\r?\n/);
  if (!lines.some((line) => VERSION.test(line))) return undefined;
  const points = collectPoints();
  const plan = createPlan();
  for (const line of lines) {
    const [, indent = '', text = ''] = /^( *)(.*)$/.exec(line) ?? [];
    const depth = Math.floor(indent.length / 4);
    const point = POINT.exec(text);
    if (points.takesAsDetail(line, indent, point !== null)) continue;
    if (point && indent.length % 4 === 0) {
      points.open(point, depth);
      if (depth === 0) plan.point(point[2]);
    } else if (/^1\.\.\d+/.test(text) && depth === 0) {
      points.close();
      plan.set(Number.parseInt(text.slice('1..'.length), 10));
    } else if (VERSION.test(line)) {
      points.close();
      plan.restart();
    } else if (text.startsWith('# Subtest: ')) {
      points.startSubtest(text.slice('# Subtest: '.length), depth);
    } else if (text.startsWith('# ') && indent === '' && !plan.isSet()) {
      points.startSuite(text.slice(2));
    } else if (text.startsWith('Bail out!')) {
      points.found.push({ kind: 'error', message: text });
    }
  }
  points.close();
  const missing = plan.missing();
  return [...points.found, missing === undefined ? { kind: 'end' } : { kind: 'error', message: missing }];
}

/** Collects points with their names and details. A point stays open while details may follow it. */
function collectPoints() {
  const found: ResultLine[] = [];
  const subtests: string[] = [];
  let suite: string | undefined;
  let open: Point | undefined;
  let deepest = 0;
  /** By depth: whether a point failed since the last one above it. */
  const failedAt: boolean[] = [];
  const close = (): void => {
    if (!open) return;
    // A point that follows its subtests summarizes them.
    const isSummary = deepest > open.depth;
    deepest = open.depth;
    const names = [
      ...subtests.slice(0, open.depth),
      ...(open.depth === 0 && suite !== undefined && suite !== open.name ? [suite] : []),
      open.name,
    ];
    if (!isSummary || isOwnFailure(open, failedAt[open.depth + 1] ?? false)) found.push(lineOf(open, names, isSummary));
    failedAt.length = Math.min(failedAt.length, open.depth + 1);
    failedAt[open.depth] ||= !open.ok && open.directive === undefined;
    open = undefined;
  };
  return {
    found,
    close,
    open([, not, , name, directive]: RegExpExecArray, depth: number): void {
      close();
      deepest = Math.max(deepest, depth);
      const ok = not === undefined;
      open = { ok, name: name?.trim() || 'unnamed', directive: directive?.toUpperCase(), depth, details: [] };
    },
    /** Adds the line to the open point if it is indented below it, or is an empty line among its details. */
    takesAsDetail(line: string, indent: string, isPoint: boolean): boolean {
      if (!open) return false;
      const isDeeperPoint = isPoint && indent.length % 4 === 0 && Math.floor(indent.length / 4) > open.depth;
      const isIndented = indent.length >= open.depth * 4 + 2 && !isDeeperPoint;
      if (!isIndented && !(line === '' && open.details.length > 0)) return false;
      open.details.push(line.slice(open.depth * 4 + 2));
      return true;
    },
    startSubtest(name: string, depth: number): void {
      close();
      subtests.splice(depth, subtests.length, name);
    },
    startSuite(name: string): void {
      close();
      suite = subtests.length > 0 ? undefined : name;
    },
  };
}

const VERSION = /^TAP version 1[34]$/;
/** The name ends before the directive, and before the time that node-tap writes. */
const POINT = /^(not )?ok\b(?: (\d+))?(?: -)? ?(.*?)(?: # time=[\d.]+\w*)?(?: # (SKIP|TODO)\b.*)?$/i;

/**
 * Compares the top-level points with the plan, which stands before or after them and says how many there are. A run
 * that was cut short lacks points or the plan. If points are numbered, as producers number them, the distinct
 * numbers are counted, so that a line which a test prints doesn't count as a point.
 */
function createPlan() {
  let planned: number | undefined;
  let points = 0;
  let numbers = new Set<number>();
  let problem: string | undefined;
  const check = (): void => {
    const count = numbers.size > 0 ? numbers.size : points;
    if (planned === undefined) problem ??= 'The TAP output ends before its plan.';
    else if (count !== planned) problem ??= `The TAP output has ${count} of the ${planned} results that it planned.`;
  };
  let started = false;
  return {
    point(number: string | undefined): void {
      points += 1;
      if (number !== undefined) numbers.add(Number(number));
    },
    set(count: number): void {
      planned = count;
    },
    isSet: () => planned !== undefined,
    /** A new version line begins the output of another producer: one command may run several. */
    restart(): void {
      if (started) check();
      started = true;
      planned = undefined;
      points = 0;
      numbers = new Set();
    },
    /** Says what is missing; undefined if nothing is. */
    missing(): string | undefined {
      check();
      return problem;
    },
  };
}

/**
 * False for a point that failed only because its subtests did: Node says so, and node-tap gives no error of its own.
 */
function isOwnFailure({ ok, details }: Point, failedBelow: boolean): boolean {
  const isExplained = details.some((line) => /subtestsFailed|\d+ subtests? failed/.test(line));
  return !ok && !isExplained && !(failedBelow && !details.some((line) => /^(?:error|message|stack):/.test(line)));
}

function lineOf(point: Point, names: readonly string[], container: boolean): ResultLine {
  const status = point.directive ? 'skipped' : point.ok ? 'passed' : 'failed';
  return {
    kind: 'test',
    // TAP gives a location only for failures. As the test's file, it would make one test look like two.
    names: [...names],
    status,
    container,
    errors: status === 'failed' ? [failureOf(point.name, readDetails(point.details))] : [],
  };
}

function failureOf(name: string, details: ReadonlyMap<string, string>): Failure {
  // Node-tap gives no values but their difference, and the place in lines of their own.
  const { line, column, file } = Object.fromEntries(readDetails((details.get('at') ?? '').split('\n')));
  const place = line === undefined || file === undefined ? undefined : `${file}:${line}`;
  const at = place === undefined ? details.get('at') : `${place}:${column ?? 1}`;
  const frames = [details.get('stack') ?? at, details.get('location')].filter((text) => text !== undefined);
  const stack = frames.length === 0 ? undefined : frames.join('\n').replace(/^(?!\s*at )(?=.*:\d+:\d+\)?$)/gm, 'at ');
  const expected = details.get('expected') ?? details.get('wanted');
  const actual = details.get('actual') ?? details.get('found');
  const diff = details.has('diff') ? `\n${details.get('diff')}` : '';
  return {
    // AVA writes an empty message above the details.
    message:
      details.get('error') ||
      details.get('message') ||
      details.get('details') ||
      name + (place === undefined ? '' : ` (${place})`) + diff,
    ...(stack === undefined ? {} : { stack }),
    ...(expected === undefined || actual === undefined ? {} : { expected, actual }),
  };
}

/** Reads the YAML block of a point, as far as producers use it: plain and quoted scalars, and indented blocks. */
function readDetails(lines: readonly string[]): Map<string, string> {
  const details = new Map<string, string>();
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', key, value = ''] = /^( *)([\w$]+): *(.*)$/.exec(lines[at] ?? '') ?? [];
    if (key === undefined) continue;
    const block: string[] = [];
    while (
      at + 1 < lines.length &&
      (/^ *$/.test(lines[at + 1] ?? '') || (lines[at + 1] ?? '').startsWith(`${indent}  `))
    ) {
      block.push((lines[++at] ?? '').slice(indent.length + 2));
    }
    details.set(key, /^[|>][+-]?$/.test(value) || value === '' ? block.join('\n').trimEnd() : unquote(value));
  }
  return details;
}

function unquote(value: string): string {
  if (/^'.*'$/s.test(value)) return value.slice(1, -1).replaceAll("''", "'");
  try {
    return /^".*"$/s.test(value) ? String(JSON.parse(value)) : value;
  } catch {
    return value;
  }
}
