import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashOfSources, ROOT } from './real-judge';
import type { Row } from './report';

type Key = Pick<Row, 'profile' | 'seed' | 'arm'>;

export const nameOfRun = ({ profile, seed, arm }: Key): string => `${profile} ${seed} ${arm}`;

/** The runs of one task that this code was already measured with, so that a bench that was stopped goes on. */
export interface KeptRows {
  has(key: Key): boolean;
  readonly rows: readonly Row[];
  add(row: Row): void;
  save(): Promise<void>;
}

export async function keptRows(task: string, calls: number): Promise<KeptRows> {
  const folder = path.join(ROOT, 'bench-results/loop-rows', `${hashOfCode()}-${calls}`);
  const file = path.join(folder, `${task}.json`);
  const rows = await readRows(file);
  const names = new Set(rows.map(nameOfRun));
  return {
    has: (key) => names.has(nameOfRun(key)),
    rows,
    add(row) {
      rows.push(row);
      names.add(nameOfRun(row));
    },
    async save() {
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(rows));
      await rename(`${file}.new`, file);
    },
  };
}

async function readRows(file: string): Promise<Row[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Row[];
  } catch {
    return [];
  }
}

let codeHash: string | undefined;

/** All that a run's outcome depends on: the engine, the simulated model, and the bench but for its report. */
function hashOfCode(): string {
  const bench = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|md)$/.test(file) && !/^(?:report|statistics|kept-rows)\.ts$/.test(file))
    .sort()
    .map((file) => readFileSync(path.join(__dirname, file), 'utf8'));
  codeHash ??= hashOfSources(['src/engine', 'test/support/simulated-model'], bench);
  return codeHash;
}
