/**
 * How long does it take to make a scratch copy, and to sync it with a candidate of three files?
 * Usage: npm run bench -- scratch [rxjs|zod|effect …]
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { openScratch } from '../../src/engine/workspace/scratch/open-scratch';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { seeded } from '../support/seeded';
import { createSourceWorkspace, SOURCES, type SourceName } from '../support/source-workspaces';
import { median, timed } from './measure';

const ROUNDS = 12;
const FILES = 3;
const signal = new AbortController().signal;
const run = promisify(execFile);
const log = (line: string) => console.error(line);

/** Medians, in milliseconds. */
export interface ScratchMeasured {
  readonly files: number;
  /** A plain recursive copy of the sources, packages left out. */
  readonly copyMs: number;
  /** Making the scratch copy when the packages are not mirrored yet. Measured once, so it is no median. */
  readonly openColdMs: number;
  /** Making the scratch copy when the packages are mirrored. */
  readonly openMs: number;
  /** Syncing a candidate of three files when nothing has changed the copy since the last sync. */
  readonly syncMs: number;
  /** The same after a process worked in the copy: it read, changed, deleted and added files, and used git. */
  readonly syncAfterRunMs: number;
  /** Updating a kept copy to a new snapshot instead of making another copy. */
  readonly refreshMs: number;
}

/** Does what a test suite does to its folder, including a build and a coverage report. */
const SUITE = `
  const fs = require('fs'), path = require('path'), { execFileSync } = require('child_process');
  const entries = fs.readdirSync('src', { recursive: true }).map((name) => path.join('src', name));
  const sources = entries.filter((file) => fs.statSync(file).isFile());
  for (const file of sources) fs.readFileSync(file);
  fs.mkdirSync('coverage/lcov', { recursive: true });
  for (let at = 0; at < 20; at++) fs.writeFileSync('coverage/lcov/' + at + '.html', 'report');
  fs.mkdirSync('node_modules/.cache/tool', { recursive: true });
  fs.writeFileSync('node_modules/.cache/tool/state.json', '{}');
  fs.appendFileSync(sources[0], '// changed');
  fs.rmSync(sources[1]);
  execFileSync('git', ['add', 'coverage']);
`;

export async function measureScratch(name: SourceName): Promise<ScratchMeasured> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-bench-')));
  try {
    const root = join(base, name);
    // The copy has packages of its own, as after an installation, and a git repository of its own.
    await cp(createSourceWorkspace(name, 'typescript').root, root, { recursive: true, dereference: true });
    await run('git', ['init', '-q'], { cwd: root });
    return await measure(root, base);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function measure(root: string, base: string): Promise<ScratchMeasured> {
  const random = seeded(11);
  const place = { baseDir: join(base, 'scratch'), log };
  const take = () => takeSnapshot(root, new Map(), signal);
  const initial = await take();
  const [openColdMs, first] = await timed(() => openScratch(initial, place, signal));
  await first.dispose();
  const times = {
    copy: [] as number[],
    open: [] as number[],
    sync: [] as number[],
    syncAfterRun: [] as number[],
    refresh: [] as number[],
  };
  const measureInto = async (to: number[], work: () => Promise<unknown>) => void to.push((await timed(work))[0]);
  for (let round = 0; round < ROUNDS; round++) {
    const plain = join(base, `plain-${round}`);
    await measureInto(times.copy, () =>
      cp(root, plain, {
        recursive: true,
        filter: (path) => !/^(?:node_modules|\.git)(?:$|\/)/.test(path.slice(root.length + 1).replaceAll(sep, '/')),
      }),
    );
    await rm(plain, { recursive: true });
    const snapshot = await take();
    const [openMs, scratch] = await timed(() => openScratch(snapshot, place, signal));
    times.open.push(openMs);
    // This sync corresponds to the baseline before the first candidate.
    await scratch.sync(new Map(), signal);
    const [one, other] = [await candidate(snapshot, random), await candidate(snapshot, random)];
    await measureInto(times.sync, () => scratch.sync(one, signal));
    await run(process.execPath, ['-e', SUITE], { cwd: scratch.dir });
    await measureInto(times.syncAfterRun, () => scratch.sync(other, signal));
    const later = await take();
    await measureInto(times.refresh, () => scratch.refresh(later, signal));
    await scratch.dispose();
  }
  return {
    files: initial.files.length,
    openColdMs,
    copyMs: median(times.copy),
    openMs: median(times.open),
    syncMs: median(times.sync),
    syncAfterRunMs: median(times.syncAfterRun),
    refreshMs: median(times.refresh),
  };
}

async function candidate(snapshot: Snapshot, random: () => number): Promise<Map<string, string>> {
  const sources = snapshot.files.filter((path) => path.endsWith('.ts'));
  const paths = Array.from({ length: FILES }, () => sources[Math.floor(random() * sources.length)] ?? '');
  return new Map(
    await Promise.all(paths.map(async (path) => [path, `${await textOf(snapshot, path)}\n// ${random()}\n`] as const)),
  );
}

/** Reads the original text, as reading a model's reply does. */
async function textOf(snapshot: Snapshot, path: string): Promise<string> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : '';
}

function report(
  name: string,
  { files, copyMs, openColdMs, openMs, syncMs, syncAfterRunMs, refreshMs }: ScratchMeasured,
): void {
  const of = (ms: number) => `${ms.toFixed(1)} ms (1/${(openMs / ms).toFixed(0)} of making the copy)`;
  console.log(
    `${name}, ${files} files, medians of ${ROUNDS}: plain copy ${copyMs.toFixed(1)} ms; scratch copy ` +
      `made ${openMs.toFixed(1)} ms (${openColdMs.toFixed(0)} ms with its packages, the first time); ` +
      `${FILES} files synced ${of(syncMs)}, after a run ${of(syncAfterRunMs)}; kept copy updated to a new ` +
      `snapshot ${of(refreshMs)}`,
  );
}

async function main(names: readonly string[]): Promise<void> {
  const all = Object.keys(SOURCES) as SourceName[];
  const chosen = names.length === 0 ? all : all.filter((name) => names.includes(name));
  if (chosen.length === 0) throw new Error(`There is no such package. Choose among: ${all.join(', ')}.`);
  for (const name of chosen) report(name, await measureScratch(name));
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  });
}
