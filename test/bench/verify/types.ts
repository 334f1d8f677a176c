import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { notKnown, typeFingerprint } from '../../../src/engine/contract/fingerprint';
import type { TypeCheckRequest } from '../../../src/engine/contract/type-check';
import { createFiles } from '../../../src/engine/typecheck/files/files';
import { createImportGraph } from '../../../src/engine/typecheck/projects/import-graph';
import { seeded } from '../../support/seeded';
import { realTypeChecker } from '../../support/services';
import { createSourceWorkspace, type SourceName } from '../../support/source-workspaces';
import { median, timed } from '../measure';

/** Edits of each kind. */
export const EDITS = 12;
const never = new AbortController().signal;
/** Most dependents that a leaf may have: an index file and the files that lead to it. It has at least one. */
const LEAF = 5;

/** Medians in milliseconds, except for counts and what is measured once. */
export interface TypesMeasured {
  readonly files: number;
  readonly coldTscMs: number;
  readonly firstMs: number;
  /** An error in an edited file. */
  readonly editedMs: number;
  /** A new export of a leaf file, which is green, with all its dependents. */
  readonly leafMs: number;
  readonly leafDependents: number;
  /** The same for any file. */
  readonly dependentsMs: number;
  readonly dependents: number;
  /** A change inside any file, then the whole project. */
  readonly wholeMs: number;
  /** Highest resident memory of the service and its children, in megabytes. */
  readonly peakMb: number;
}

export async function measureTypes(name: SourceName, compiler: string): Promise<TypesMeasured> {
  const { root, files } = createSourceWorkspace(name, compiler);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const cold: number[] = [];
  for (let at = 0; at < 3; at++)
    cold.push((await timed(async () => spawnSync(process.execPath, [tsc, '--noEmit', '-p', '.'], { cwd: root })))[0]);
  const checker = realTypeChecker((line) => console.error(line));
  let known: readonly string[] = [];
  const ask = async (request: Omit<TypeCheckRequest, 'root'>) => {
    const [ms, answer] = await timed(() => checker.check({ root, known, ...request }, never));
    if ('problem' in answer) throw new Error(answer.problem.message);
    const found = answer.diagnostics.map((item) => ({ ...item, fingerprint: typeFingerprint(item) }));
    return { ms, found, added: notKnown(found, known) };
  };
  const check = async (request: Omit<TypeCheckRequest, 'root'>, expected: 'red' | 'green'): Promise<number> => {
    const { ms, added } = await ask(request);
    // An unexpected result means that the wrong thing was measured.
    if (added.length > 0 !== (expected === 'red'))
      throw new Error(`expected ${expected}: ${JSON.stringify(added.slice(0, 2))}`);
    return ms;
  };
  const edit = (file: string, added: string) => ({
    overlay: new Map([[file, `${readFileSync(path.join(root, file), 'utf8')}\n${added}\n`]]),
    edited: [file],
  });
  try {
    const first = await ask({ overlay: new Map(), edited: [], scope: 'whole' });
    known = first.found.map(({ fingerprint }) => fingerprint);
    const random = seeded(7);
    const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
    const dependents = dependentsIn(root, files);
    const leaves = files.filter((file) => between(dependents.get(file) ?? 0, 1, LEAF));
    const runs = {
      edited: [] as number[],
      leaf: [] as number[],
      any: [] as number[],
      whole: [] as number[],
      leafCount: [] as number[],
      anyCount: [] as number[],
    };
    for (let at = 0; at < EDITS; at++) {
      const [file, leaf] = [pick(files), pick(leaves)];
      runs.edited.push(
        await check({ ...edit(file, `export const mistaken${at}: string = ${at};`), scope: 'near' }, 'red'),
      );
      runs.leaf.push(await check({ ...edit(leaf, `export const added${at} = ${at};`), scope: 'near' }, 'green'));
      runs.leafCount.push(dependents.get(leaf) ?? 0);
      runs.any.push(await check({ ...edit(file, `export const added${at} = ${at};`), scope: 'near' }, 'green'));
      runs.anyCount.push(dependents.get(file) ?? 0);
      runs.whole.push(
        await check({ ...edit(file, `const inside${at} = ${at};\nvoid inside${at};`), scope: 'whole' }, 'green'),
      );
    }
    return {
      files: files.length,
      coldTscMs: median(cold),
      firstMs: first.ms,
      editedMs: median(runs.edited),
      leafMs: median(runs.leaf),
      leafDependents: median(runs.leafCount),
      dependentsMs: median(runs.any),
      dependents: median(runs.anyCount),
      wholeMs: median(runs.whole),
      peakMb: peakMemory(),
    };
  } finally {
    await checker.dispose();
  }
}

/** How many files import each file, directly or through others. */
function dependentsIn(root: string, files: readonly string[]): ReadonlyMap<string, number> {
  const { options } = ts.parseJsonConfigFileContent(
    JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8')),
    ts.sys,
    root,
  );
  const graph = createImportGraph(ts, createFiles(true));
  const names = files.map((file) => path.join(root, file));
  return new Map(files.map((file) => [file, graph.nearestFirst([path.join(root, file)], names, options).length]));
}

function between(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** The sum of the highest resident memory of this process's descendants so far (VmHWM on Linux). */
function peakMemory(): number {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), statusOf(pid, /^PPid:\s+(\d+)/m)]),
  );
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid !== 0 && (pid === process.pid || isOurs(parents.get(pid)));
  const ours = [...parents.keys()].filter((pid) => pid !== process.pid && isOurs(pid));
  return ours.reduce((sum, pid) => sum + (statusOf(String(pid), /^VmHWM:\s+(\d+)/m) ?? 0), 0) / 1024;
}

function statusOf(pid: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
