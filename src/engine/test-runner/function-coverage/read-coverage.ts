import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CoveredFile, CoveredFunction, FunctionCoverage, TestReport, TestTarget } from '../../contract/test-run';
import { memo } from '../../platform/memo';
import { type Block, suspectBlocks } from './blocks';
import { COVERAGE_ENDING, FAILED_ENDING } from './recorder';

/** Bytes that are read of all processes together, and processes. */
const MAX_BYTES = 16_000_000;
const MAX_FILES = 64;
/** Failing tests and functions that are kept. */
const MAX_FAILING = 100;
const MAX_FUNCTIONS = 20_000;

/** A number, and how many times. */
const countSchema = z.tuple([z.number().int().nonnegative(), z.number().int().positive()]);
const lineSchema = z.union([
  /** Functions that are new in this process: path, name, start and end. They are numbered through from 0. */
  z.object({ added: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])) }),
  /** Blocks that are new in this process: the function's number, start and end. They are numbered through as well. */
  z.object({ blocks: z.array(z.tuple([z.number().int().nonnegative(), z.number(), z.number()])) }),
  /** What ran while the tests of a file, or all, were loaded. */
  z.object({ file: z.string().optional(), loaded: z.array(z.number().int().nonnegative()) }),
  z.object({
    file: z.string().optional(),
    name: z.string(),
    failed: z.boolean(),
    /** How many tests it was, of which this is the last. */
    tests: z.number(),
    ran: z.array(z.number().int().nonnegative()),
    /** Blocks of these functions that did not run. */
    skipped: z.array(z.number().int().nonnegative()).optional(),
  }),
  /** So many passing tests, and how many of them ran each function and left out each block. */
  z.object({ passed: z.number().int().positive(), ran: z.array(countSchema), skipped: z.array(countSchema) }),
]);

/** What was recorded in a folder; undefined if it is nothing about a failing test. */
export async function readCoverage(
  folder: string,
  pathOf: (file: string) => string | undefined,
  { failed }: Pick<TestReport, 'failed'>,
): Promise<FunctionCoverage | undefined> {
  const names = await recordings(folder);
  const collection = createCollection(pathOf, failed);
  let left = MAX_BYTES;
  for (const name of names) {
    const text = await startOf(join(folder, name), left);
    left -= text.length;
    collection.addProcess(text);
  }
  return collection.result();
}

/** The files with what processes recorded, those first in which a test failed: without them the others say nothing. */
async function recordings(folder: string): Promise<string[]> {
  const all = await readdir(folder);
  const marks = new Set(all);
  const hasFailed = (name: string): boolean => marks.has(name + FAILED_ENDING);
  const names = all.filter((name) => name.endsWith(COVERAGE_ENDING));
  return [...names.filter(hasFailed), ...names.filter((name) => !hasFailed(name))].slice(0, MAX_FILES);
}

async function startOf(file: string, bytes: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(size, bytes)));
    await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

interface Counted {
  readonly path: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly failed: Set<number>;
  /** Paths of the test files that ran it while they were loaded; undefined: of all. */
  readonly loadedBy: Set<string | undefined>;
  passed: number;
  /** By start and end. */
  readonly blocks: Map<string, Block>;
}

function createCollection(pathOf: (file: string) => string | undefined, reported: TestReport['failed']) {
  const functions = new Map<string, Counted>();
  const failing: TestTarget[] = [];
  let passing = 0;
  const keyOf = (path: string | undefined, name: string): string => `${path ?? ''}\u0000${name}`;
  const isReported = new Set(reported.map(({ path, name }) => keyOf(path, name)));
  return {
    /** The lines of one process. What can't be read, such as a line that was cut off, is left out. */
    addProcess(text: string): void {
      const known: Counted[] = [];
      const knownBlocks: (Block | undefined)[] = [];
      for (const line of text.split('\n')) {
        const entry = parse(line);
        if (!entry) continue;
        if ('added' in entry) {
          for (const [path, name, start, end] of entry.added)
            known.push(memo(functions, `${path}\u0000${start}\u0000${name}`, () => counted(path, name, start, end)));
          continue;
        }
        if ('blocks' in entry) {
          for (const [id, start, end] of entry.blocks) knownBlocks.push(known[id] && blockOf(known[id], start, end));
          continue;
        }
        if ('passed' in entry) {
          passing += entry.passed;
          for (const [id, count] of entry.ran) if (known[id]) known[id].passed += count;
          for (const [id, count] of entry.skipped) if (knownBlocks[id]) knownBlocks[id].skippedByPassed += count;
          continue;
        }
        const path = entry.file === undefined ? undefined : pathOf(entry.file);
        if ('loaded' in entry) {
          for (const id of entry.loaded) known[id]?.loadedBy.add(path);
          continue;
        }
        const isFailing = entry.failed || isReported.has(keyOf(path, entry.name));
        if (isFailing && failing.length >= MAX_FAILING) continue;
        if (isFailing) failing.push({ name: entry.name, ...(path === undefined ? {} : { path }) });
        else passing += 1;
        for (const id of entry.ran) {
          const item = known[id];
          if (isFailing) item?.failed.add(failing.length - 1);
          else if (item) item.passed += 1;
        }
        for (const id of entry.skipped ?? []) {
          const block = knownBlocks[id];
          if (isFailing) block?.skippedByFailed.add(failing.length - 1);
          else if (block) block.skippedByPassed += 1;
        }
      }
    },
    result(): FunctionCoverage | undefined {
      if (failing.length === 0) return undefined;
      return { failing, passing, files: coveredFiles(functions.values(), failing) };
    },
  };
}

/** The functions by file. Files of which no failing test ran anything are left out, and those beyond the limit. */
function coveredFiles(functions: Iterable<Counted>, failing: readonly TestTarget[]): CoveredFile[] {
  const covered = (item: Counted): CoveredFunction => {
    const { name, start, end, failed, loadedBy, passed } = item;
    const isLoaded = ({ path }: TestTarget): boolean => loadedBy.has(path) || loadedBy.has(undefined);
    const loaded = failing.flatMap((test, at) => (!failed.has(at) && isLoaded(test) ? [at] : []));
    const blocks = suspectBlocks([...item.blocks.values()], item);
    return { name, start, end, failed: [...failed], loaded, passed, ...(blocks.length > 0 ? { blocks } : {}) };
  };
  const byPath = new Map<string, Counted[]>();
  for (const item of functions) memo(byPath, item.path, () => []).push(item);
  let left = MAX_FUNCTIONS;
  const files: CoveredFile[] = [];
  for (const [path, items] of byPath) {
    const all = items.map(covered);
    if (all.every((item) => item.failed.length + item.loaded.length === 0) || all.length > left) continue;
    left -= all.length;
    files.push({ path, functions: all.sort((a, b) => a.start - b.start || b.end - a.end) });
  }
  return files;
}

function counted(path: string, name: string, start: number, end: number): Counted {
  return { path, name, start, end, failed: new Set(), loadedBy: new Set(), passed: 0, blocks: new Map() };
}

function blockOf({ blocks }: Counted, start: number, end: number): Block {
  return memo(blocks, `${start}-${end}`, () => ({ start, end, skippedByFailed: new Set(), skippedByPassed: 0 }));
}

function parse(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
