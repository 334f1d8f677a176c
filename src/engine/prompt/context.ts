import MiniSearch from 'minisearch';
import { isTestFile } from '../code/tests/test-files';
import type { Task } from '../contract/task';
import type { TypeChecker } from '../contract/type-check';
import { createImportGraph } from '../workspace/imports/import-graph';
import type { Snapshot } from '../workspace/snapshot';
import { fence, showFile } from './show-file';
import type { Part } from './token-budget';

/** Tokens of workspace context in a first prompt; about a tenth of the smallest context window in use today (128k). */
export const CONTEXT_TOKENS = 14_000;
/** Files whose text is indexed to rank them by the request's words; the rest of a larger workspace is not ranked. */
const MAX_INDEXED_FILES = 2000;
const INSTRUCTIONS = ['AGENTS.md', '.github/copilot-instructions.md'];
const TEXTUAL = /\.([cm]?[jt]sx?|json|md|css|html|graphql|sql|ya?ml)$/;

/** The parts of the workspace that the first prompt may show. */
export interface Context {
  /** Most useful first; the prompt decides how many fit. */
  readonly parts: readonly Part[];
  /** The files in focus, given or found. Where there is only one, a code fence without a path is for it. */
  readonly focus: readonly string[];
}

/**
 * Collects, most useful first: project instructions, the files in focus, the tests of those files, the types
 * they use, and other files that rank high for the task's words. `suspects` are files that evidence names.
 */
export async function gatherContext(
  task: Task,
  deps: { readonly snapshot: Snapshot; readonly checker: TypeChecker; readonly suspects: readonly string[] },
  signal: AbortSignal,
): Promise<Context> {
  const { snapshot, checker } = deps;
  const graph = createImportGraph(snapshot);
  const given = unique([...task.files, ...filesNamedIn(task.text, snapshot.files), ...deps.suspects]).filter(
    (path) => snapshot.files.includes(path) || snapshot.unsaved.has(path),
  );
  const sources = new Set(given.filter((path) => !isTestFile(path)));
  for (const path of given.filter(isTestFile))
    for (const target of await graph.importsOf(path)) if (!isTestFile(target)) sources.add(target);
  const ranked = await rank(task.text, snapshot);
  const focus = unique([...given, ...sources]);
  if (focus.length === 0) focus.push(...ranked.filter((path) => !isTestFile(path)).slice(0, 4));
  const tests = (await graph.importersOf(new Set(focus), isTestFile)).filter((path) => !focus.includes(path));
  const used: string[] = [];
  for (const path of focus) used.push(...(await graph.importsOf(path)));
  const types = await checker.exportedTypes({ root: snapshot.root, overlay: snapshot.unsaved, files: focus }, signal);

  const shown = new Set([...focus, ...tests]);
  const parts: Part[] = [
    ...(await fileParts(
      INSTRUCTIONS.filter((path) => snapshot.files.includes(path)),
      snapshot,
      'Project instructions: ',
    )),
    ...(await fileParts([...focus, ...tests], snapshot, '')),
    ...types
      .filter(({ path }) => !shown.has(path))
      .map(({ path, text }) => ({ title: `Exported by ${path}`, text: fence(text, 'ts') })),
    ...(await fileParts(
      unique([...used, ...ranked.slice(0, 8)]).filter((path) => !shown.has(path) && !INSTRUCTIONS.includes(path)),
      snapshot,
      '',
    )),
    { title: 'Files of the workspace', text: snapshot.files.slice(0, 300).join('\n') },
  ];
  return { focus: focus.filter((path) => !isTestFile(path)), parts };
}

async function fileParts(paths: readonly string[], snapshot: Snapshot, prefix: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const path of paths) {
    const file = await snapshot.read(path);
    if (file?.kind === 'text') parts.push({ title: `${prefix}${path}`, text: showFile(path, file.text) });
  }
  return parts;
}

/** Files that the request names by path or by base name. */
function filesNamedIn(text: string, paths: readonly string[]): string[] {
  const words = new Set(text.split(/[\s`'"(),;]+/).map((word) => word.replace(/^\.\//, '').replace(/[.:]+$/, '')));
  return paths.filter((path) => words.has(path) || words.has(path.split('/').pop() ?? path));
}

/** Files of text by how well they match the query, best first. */
async function rank(query: string, snapshot: Snapshot): Promise<string[]> {
  const index = new MiniSearch<{ id: string; path: string; text: string }>({
    fields: ['path', 'text'],
    // Identifiers are split into words, so that "invoice" finds "parseInvoice".
    tokenize: (text) => text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}]+/u),
    searchOptions: { boost: { path: 3 }, prefix: true },
  });
  for (const path of snapshot.files.filter((name) => TEXTUAL.test(name)).slice(0, MAX_INDEXED_FILES)) {
    const file = await snapshot.read(path);
    index.add({ id: path, path, text: file?.kind === 'text' ? file.text.slice(0, 20_000) : '' });
  }
  return index.search(query).map((hit) => String(hit.id));
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
