import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openScratch } from '../../src/engine/workspace/open-scratch';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';

/**
 * How long a scratch copy takes to make, and to be brought to a candidate of three files, on a
 * package that ships its sources (default: zod of this repository), beside a plain recursive copy.
 */
const ROUNDS = 10;
const signal = new AbortController().signal;

async function main(): Promise<void> {
  const source = resolve(process.argv[2] ?? join(__dirname, '../../node_modules/zod'));
  const base = await mkdtemp(join(tmpdir(), 'loopcraft-bench-'));
  try {
    const root = join(base, 'workspace');
    await cp(source, root, { recursive: true });
    const snapshot = await takeSnapshot(root, new Map(), signal);
    const edited = snapshot.files.filter((path) => path.endsWith('.ts')).slice(0, 3);
    const times = { copy: [] as number[], open: [] as number[], sync: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.copy.push(await timed(() => cp(root, join(base, `plain-${round}`), { recursive: true })));
      const startedAt = performance.now();
      const scratch = await openScratch(snapshot, { baseDir: join(base, 'scratch'), log: console.error }, signal);
      times.open.push(performance.now() - startedAt);
      const candidate = new Map(edited.map((path) => [path, `// ${round}\n`]));
      times.sync.push(await timed(() => scratch.sync(candidate, signal)));
      await scratch.dispose();
    }
    const [copy, open, sync] = [median(times.copy), median(times.open), median(times.sync)];
    console.log(`${snapshot.files.length} files, median of ${ROUNDS}`);
    console.log(`plain copy            ${copy.toFixed(1)} ms`);
    console.log(`scratch copy made     ${open.toFixed(1)} ms`);
    console.log(`three files synced    ${sync.toFixed(1)} ms   1/${(open / sync).toFixed(0)} of making it`);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
