import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileOutline, ReachAnswer, ReachRequest } from '../../contract/code-reach';
import type { Ts } from '../source';
import { isTestFile } from '../tests/test-files';
import { findCode, isFollowed } from './find-code';
import { ranCode } from './function-coverage/ran-code';
import type { ModuleCode } from './module-code';
import { linesOfIndexFiles } from './outline/index-files';
import { outlineOf } from './outline/outline';
import { createCodeIndex } from './outline/rank-code';
import { readModule } from './read-module';

/** Bytes; a longer file is generated or data, and parsing it would cost seconds. */
const MAX_BYTES = 1_000_000;
/** Parsed files that are kept for the next request. */
const MAX_KEPT = 400;
/** Files whose declarations are ranked by the request's words. */
const MAX_RANKED = 5000;

/** Declarations behind the failing tests whose index files are looked at. */
const NEAREST = 10;

const NONE = { matching: [], named: [] };
const isSource = (path: string): boolean => !isTestFile(path);

/** Finds code over one workspace, and keeps what it has read for the next request. */
export interface Finder {
  find(request: ReachRequest, checkpoint: () => Promise<void>): Promise<ReachAnswer>;
}

export function createFinder(): Finder {
  let workspace: ReturnType<typeof createWorkspaceCode> | undefined;
  return {
    async find(request, checkpoint) {
      const compiler = await import('typescript');
      if (workspace?.root !== request.root) workspace = createWorkspaceCode(compiler, request.root);
      const code = workspace;
      const read = code.reader(request.unsaved);
      const outline = (path: string) => code.outline(path, request.unsaved, read);
      const { around, ...found } = findCode(compiler, request, (path) => read(path)?.module);
      const { used } = found;
      const words = [request.words, ...found.missing].join(' ').trim();
      const ranked = words === '' ? NONE : await code.rank({ ...request, words, used, around }, read, checkpoint);
      const { matching } = ranked;
      const { coverage, tests } = request;
      const readCode = { module: (path: string) => read(path)?.module, outline };
      const ran = coverage ? ranCode(compiler, coverage, tests, readCode) : [];
      const named = new Set([
        ...request.outlines,
        ...[...found.reached, ...ran, ...matching, ...ranked.named].map(({ path }) => path),
      ]);
      const outlines = [...named].flatMap((path) => outline(path) ?? []);
      const likeliest = [...ranked.named, ...found.reached.slice(0, NEAREST), ...matching];
      const sources = likeliest.map(({ path }) => path).filter(isSource);
      const passedOn = linesOfIndexFiles(compiler, sources, request.words, (path) => read(path)?.module);
      return { ...found, ...ranked, ran, passedOn, outlines };
    },
  };
}

interface Outlined {
  readonly version: string;
  readonly outline: FileOutline;
}

interface Parsed {
  readonly version: string;
  readonly module: ModuleCode;
}

type ReadParsed = (path: string) => Parsed | undefined;

/** Reads and parses files, and keeps those that were used last. */
function createReader(compiler: Ts, root: string): (unsaved: ReadonlyMap<string, string>) => ReadParsed {
  /** In the order of their last use. */
  const kept = new Map<string, Parsed>();
  return (unsaved) => (path) => {
    const version = versionOf(root, path, unsaved.get(path));
    const known = kept.get(path);
    kept.delete(path);
    if (version === undefined) return undefined;
    const text = known?.version === version ? '' : (unsaved.get(path) ?? textOf(root, path));
    if (text === undefined) return undefined;
    const parsed = known?.version === version ? known : { version, module: readModule(compiler, path, text) };
    kept.set(path, parsed);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return parsed;
  };
}

function createWorkspaceCode(compiler: Ts, root: string) {
  const reader = createReader(compiler, root);
  const index = createCodeIndex();
  const indexed = new Map<string, string>();
  const outlines = new Map<string, Outlined>();

  /** Kept without the syntax tree, so that files outside of `kept` are not parsed again. */
  const outline = (path: string, unsaved: ReadonlyMap<string, string>, read: ReadParsed): FileOutline | undefined => {
    if (!isFollowed(path)) return undefined;
    const version = versionOf(root, path, unsaved.get(path));
    const known = outlines.get(path);
    if (known && known.version === version) return known.outline;
    outlines.delete(path);
    const parsed = read(path);
    if (!parsed) return undefined;
    const made = outlineOf(compiler, parsed.module);
    outlines.set(path, { version: parsed.version, outline: made });
    return made;
  };

  return {
    root,
    reader,
    outline,
    async rank(
      {
        files,
        unsaved,
        words,
        symbols = [],
        used,
        around,
      }: ReachRequest & Readonly<Record<'used' | 'around', readonly string[]>>,
      read: ReadParsed,
      checkpoint: () => Promise<void>,
    ) {
      const gone = new Set(indexed.keys());
      for (const path of rankedFiles(files)) {
        gone.delete(path);
        if (indexed.get(path) === versionOf(root, path, unsaved.get(path))) continue;
        await checkpoint();
        const parsed = read(path);
        const entries = outline(path, unsaved, read)?.entries;
        if (!parsed || !entries) {
          gone.add(path);
          continue;
        }
        index.set(path, entries, parsed.module.text);
        indexed.set(path, parsed.version);
      }
      for (const path of gone) {
        index.remove(path);
        indexed.delete(path);
        outlines.delete(path);
      }
      return { matching: index.search(words, used.join(' '), around.join(' ')), named: index.named(symbols) };
    },
  };
}

/** Files that a build wrote. They repeat the words of their sources, and nobody edits them. */
const BUILT = /(?:^|\/)(?:dist|cdn|umd)\/|\.min\.[cm]?js$/;

/** Without builds, unless they are most of the code: some packages have their sources in such a folder. */
function withoutBuilds(files: readonly string[]): readonly string[] {
  const written = files.filter((path) => !BUILT.test(path));
  return written.filter(isSource).length * 2 > files.filter(isSource).length ? written : files;
}

/** Of too many files, sources are ranked rather than tests, and what lies near the root rather than deep in it. */
function rankedFiles(files: readonly string[]): readonly string[] {
  const followed = withoutBuilds(files.filter(isFollowed));
  if (followed.length <= MAX_RANKED) return followed;
  const cost = (path: string): number => (isTestFile(path) ? 100 : 0) + path.split('/').length;
  return followed
    .map((path) => ({ path, cost: cost(path) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, MAX_RANKED)
    .map(({ path }) => path);
}

/** Undefined for a file that was deleted meanwhile, or may not be read. */
function textOf(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

/** Changes when the text does; undefined for a file that is missing or too long. */
function versionOf(root: string, path: string, unsaved: string | undefined): string | undefined {
  if (unsaved !== undefined) return unsaved.length > MAX_BYTES ? undefined : `unsaved ${unsaved}`;
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return !stats?.isFile() || stats.size > MAX_BYTES ? undefined : `${stats.mtimeMs} ${stats.size}`;
}
