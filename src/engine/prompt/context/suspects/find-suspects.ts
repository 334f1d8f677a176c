import { stripVTControlCharacters } from 'node:util';
import { isTestFile } from '../../../code/tests/test-files';
import type { CodeFinder, ReachAnswer, ReachedDeclaration } from '../../../contract/code-reach';
import type { Evidence } from '../../../contract/evidence';
import type { Task } from '../../../contract/task';
import type { FunctionCoverage } from '../../../contract/test-run';
import type { History } from '../../../learn/history/history';
import { memo } from '../../../platform/memo';
import { manifestTexts } from '../../../workspace/packages/manifest-texts';
import type { Snapshot } from '../../../workspace/snapshot';
import { evidenceWords, placesIn, placesInText, testsIn, testsWithTypeErrors } from '../evidence-places';
import { type ReadLines, shortNamed } from '../named/named-code';
import { type NamedPlace, namedPlaces } from '../named/named-files';
import { namedFolders } from '../named/named-folders';
import { symbolsIn } from '../named/named-symbols';
import { searchedText } from '../named/searched-text';
import { readText } from '../read-text';
import { packageFolders } from './built-source';
import { withChangedLines } from './changed-lines';
import { likelySources } from './likely-sources';
import { pairedSources } from './paired-files';
import { rankSpans, type Span } from './rank-spans';

/** Open files that count, the first ones of the person's tabs. */
const MAX_OPEN = 10;

export interface Suspects {
  /** Files that the person gave or named, those given first. */
  readonly given: readonly NamedPlace[];
  /** Files that the task is about without any search: those given, and those that evidence names. */
  readonly known: readonly string[];
  readonly answer: ReachAnswer;
  /** Declarations that the request names. */
  readonly named: readonly ReachedDeclaration[];
  /** The likeliest lines first. */
  readonly ranked: readonly Span[];
}

export interface SuspectDeps {
  readonly snapshot: Snapshot;
  readonly checker: CodeFinder;
  /** What is red before the run and the task is about. */
  readonly evidence: readonly Evidence[];
  /** Which functions the failing tests ran; absent: nothing is known of it. */
  readonly coverage?: FunctionCoverage | undefined;
  /** What changed together before; absent: nothing is known of it. */
  readonly history?: History;
}

/** Finds the code that a task is about: from its evidence, its words, names of files, and what changed together. */
export async function findSuspects(asked: Task, deps: SuspectDeps, signal: AbortSignal): Promise<Suspects> {
  // Colours of pasted output would stand between a path and its line.
  const task = { ...asked, text: stripVTControlCharacters(asked.text) };
  const { snapshot, checker, evidence, coverage, history } = deps;
  const { root, unsaved, files } = snapshot;
  const given = givenPlaces(task, snapshot);
  const tests = testsIn(evidence, files);
  const testFiles = [...tests.flatMap(({ path }) => path ?? []), ...testsWithTypeErrors(evidence)];
  const paired = pairedSources(testFiles, files);
  const symbols = symbolsIn(task.text);
  const open = (task.open ?? []).filter((path) => files.includes(path)).slice(0, MAX_OPEN);
  const manifests = await manifestTexts(files, (path) => readText(snapshot, path));
  const packages = packageFolders(manifests);
  const found = placesIn(evidence, files, packages);
  const places = [
    ...found,
    ...placesInText(searchedText(task.text), new Set(files), packages),
    ...given.flatMap(({ path, line }) => (line === undefined ? [] : [{ path, line }])),
  ];
  const words = [task.text, ...evidenceWords(evidence)].join(' ');
  const known = [...given, ...found, ...tests].map(({ path = '' }) => path);
  const past = { text: words, files: known };
  const [together = [], likely] = await Promise.all([history?.rank(past, files, signal), history?.lines(past, signal)]);
  const answer = await checker.reach(
    {
      root,
      unsaved,
      files,
      manifests,
      tests,
      places,
      outlines: [...given, ...together].map(({ path }) => path).concat(paired, open),
      words,
      symbols,
      coverage,
    },
    signal,
  );
  const folders = namedFolders(task.text, files, manifests);
  const merged = rankSpans(answer, evidence.length > 0, { paired, together, open, places, folders });
  const ranked = likely && answer.ran.length === 0 ? withChangedLines(merged, likely) : merged;
  const named = await shortNamed(symbols, answer, createLineReader(snapshot));
  return {
    given,
    known,
    answer,
    named,
    ranked: given.length > 0 ? ranked : await withSources(ranked, testFiles, snapshot),
  };
}

/** Reads the lines of each file once. */
function createLineReader(snapshot: Snapshot): ReadLines {
  const known = new Map<string, ReturnType<ReadLines>>();
  return (path) =>
    memo(known, path, async () => {
      const text = await readText(snapshot, path);
      return text?.split('\n');
    });
}

/** A test may name nothing, as a fixture does. Then any source is likelier than none. */
async function withSources(
  ranked: readonly Span[],
  tests: readonly string[],
  snapshot: Snapshot,
): Promise<readonly Span[]> {
  if (ranked.some(({ path }) => !isTestFile(path))) return ranked;
  const more: Span[] = [];
  for (const path of likelySources(tests, snapshot.files)) {
    const lines = (await readText(snapshot, path))?.split('\n').length;
    if (lines !== undefined)
      more.push({ path, startLine: 1, endLine: lines, why: 'nothing in the task says which code it is about' });
  }
  return [...ranked, ...more];
}

/** Files that the person gave or named, those given first. */
function givenPlaces(task: Task, { files, unsaved }: Snapshot): NamedPlace[] {
  const selection = task.selection ? [{ path: task.selection.path, line: task.selection.startLine }] : [];
  const named = namedPlaces(task.text, files).filter(({ isFrame }) => isFrame !== true);
  const all = [...selection, ...task.files.map((path) => ({ path })), ...named];
  const seen = new Set<string>();
  return all.filter(({ path }) => {
    if (seen.has(path) || !(files.includes(path) || unsaved.has(path))) return false;
    seen.add(path);
    return true;
  });
}
