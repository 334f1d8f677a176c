/**
 * How fast is the warm type judge, beside a cold `tsc --noEmit` of the same version in the same run?
 * Usage: npm run bench -- verify [rxjs|zod|effect …]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TypeCheckRequest } from '../../src/engine/verify/ports';
import { createTypeChecker } from '../../src/engine/verify/typescript/checker';
import { seeded } from '../support/seeded';
import { createSourceWorkspace, type SourceName, SOURCES } from '../support/source-workspaces';

const SERVICE = path.resolve(__dirname, '../../src/engine/verify/typescript/service.ts');
const EDITS = 12;
const never = new AbortController().signal;

interface Measured {
  readonly name: string;
  readonly files: number;
  readonly coldMs: number;
  readonly firstMs: number;
  readonly editedMs: number;
  readonly wholeMs: number;
  readonly memoryMb: number;
  readonly blockMs: number;
}

async function measure(name: SourceName): Promise<Measured> {
  const { root, files } = createSourceWorkspace(name, 'typescript');
  const coldMs = median([1, 2, 3].map(() => timed(() => spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'], { cwd: root }))));
  const checker = createTypeChecker({ servicePath: SERVICE, env: process.env, log: (line) => console.error(line), execArgv: ['--require', require.resolve('tsx/cjs')] });
  const check = async (request: Omit<TypeCheckRequest, 'root'>) => {
    const started = performance.now();
    const answer = await checker.check({ root, ...request }, never);
    if ('problem' in answer) throw new Error(answer.problem.message);
    return performance.now() - started;
  };
  const block = monitorEventLoopDelay({ resolution: 1 });
  try {
    const firstMs = await check({ overlay: new Map(), edited: [], scope: 'whole' });
    block.enable();
    const random = seeded(7);
    const edited: number[] = [];
    const whole: number[] = [];
    for (let at = 0; at < EDITS; at++) {
      const file = files[Math.floor(random() * files.length)] ?? '';
      const text = readFileSync(path.join(root, file), 'utf8');
      const request = (added: string) => ({ overlay: new Map([[file, `${text}\n${added}\n`]]), edited: [file], scope: 'near' as const });
      edited.push(await check(request(`export const mistaken${at}: string = ${at};`)));
      // Inside the file only: nothing that others see changes, as in most edits of a body.
      whole.push(await check({ ...request(`const inside${at} = ${at};\nvoid inside${at};`), scope: 'whole' }));
    }
    block.disable();
    return { name, files: files.length, coldMs, firstMs, editedMs: median(edited), wholeMs: median(whole), memoryMb: serviceMemory(), blockMs: block.max / 1e6 };
  } finally {
    await checker.dispose();
  }
}

/** Resident memory of this process's children, in megabytes. */
function serviceMemory(): number {
  const output = execFileSync('ps', ['-o', 'rss=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const service = output.split('\n').find((line) => line.includes('service.ts'));
  return Number.parseInt(service ?? '0', 10) / 1024;
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function report(measured: Measured): void {
  const { name, files, coldMs, firstMs, editedMs, wholeMs, memoryMb, blockMs } = measured;
  const times = (ms: number) => `${Math.round(ms)} ms (${(coldMs / ms).toFixed(0)}× faster)`;
  console.log(
    `${name}, ${files} files: cold tsc ${Math.round(coldMs)} ms; first verdict ${Math.round(firstMs)} ms; edited file ${times(editedMs)}; ` +
      `whole project ${times(wholeMs)}; service ${Math.round(memoryMb)} MB; longest block of the host ${blockMs.toFixed(1)} ms`,
  );
}

async function main(names: readonly string[]): Promise<void> {
  const all = Object.keys(SOURCES) as SourceName[];
  const chosen = names.length === 0 ? all : all.filter((name) => names.includes(name));
  if (chosen.length === 0) throw new Error(`There is no such package. Choose among: ${all.join(', ')}.`);
  for (const name of chosen) report(await measure(name));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
