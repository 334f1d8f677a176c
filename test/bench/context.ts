/**
 * How long does it take to choose what the first prompt shows, in a workspace of many files?
 * Usage: npm run bench -- context [--files 2000]. The first time reads everything; a run does that while the tests of
 * its baseline run. Processor time is printed as well, because it hardly depends on what else the machine does.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFinder } from '../../src/engine/code/reach/finder';
import type { Evidence } from '../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Task } from '../../src/engine/contract/task';
import { gatherContext } from '../../src/engine/prompt/context/gather-context';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { temporaryFolder } from '../support/cli';
import { startCpuTime } from '../support/cpu-time';
import { seeded } from '../support/seeded';

const AREAS = ['cart', 'invoice', 'customer', 'mail', 'stock', 'price', 'order', 'report', 'payment', 'address'];
const VERBS = ['load', 'save', 'round', 'format', 'merge', 'check', 'parse', 'list', 'count', 'render'];
/** Every fifth file is a test. */
const TEST_EVERY = 5;
const REPEATS = 7;
const signal = new AbortController().signal;

/** Modules that use each other, an index file for each area, and tests that import the index file. */
function writeWorkspace(root: string, count: number): void {
  const random = seeded(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const names = new Map<string, string[]>(AREAS.map((area) => [area, []]));
  for (let at = 0; at < count; at += 1) {
    const area = pick(AREAS);
    const known = names.get(area) ?? [];
    const name = `${pick(VERBS)}${area[0]?.toUpperCase()}${area.slice(1)}${at}`;
    if (at % TEST_EVERY === TEST_EVERY - 1 && known.length > 0)
      write(`test/${name}.test.ts`, testOf(area, pick(known)));
    else {
      const used = known.slice(-3);
      const imports = used.map((other) => `import { ${other} } from './${other}';\n`).join('');
      const bodies = Array.from({ length: 6 }, (_, part) => functionOf(part === 0 ? name : `${name}Part${part}`, used));
      write(`src/${area}/${name}.ts`, `${imports}\n${bodies.join('\n')}`);
      known.push(name);
    }
  }
  for (const [area, known] of names)
    write(`src/${area}/index.ts`, known.map((name) => `export * from './${name}';\n`).join(''));
  write('package.json', '{"name":"many-files"}');
}

function functionOf(name: string, used: readonly string[]): string {
  const calls = used.map((other) => `  if (value > ${other.length}) return ${other}(value - 1);\n`).join('');
  const head = `export function ${name}(value: number): number {\n`;
  return `/** What ${name} does with a value. */\n${head}${calls}  return value;\n}\n`;
}

function testOf(area: string, name: string): string {
  const test = (title: string, value: number) =>
    `  it('${title}', () => {\n    expect(${name}(${value})).toBe(${value});\n  });\n`;
  const tests = ['keeps small values', 'keeps large values', 'keeps zero'].map((title, at) => test(title, at * 9));
  return `import { ${name} } from '../src/${area}';\n\ndescribe('${name}', () => {\n${tests.join('')}});\n`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { files: { type: 'string', default: '2000' } } });
  const folder = temporaryFolder('context');
  try {
    writeWorkspace(folder.path, Number(values.files));
    const finder = createFinder();
    const checker = {
      exportedTypes: async () => [],
      reach: (request: Parameters<typeof finder.find>[0]) => finder.find(request, async () => {}),
    };
    const snapshot = await takeSnapshot(folder.path, new Map(), signal);
    const test = snapshot.files.find((path) => path.endsWith('.test.ts')) ?? '';
    const failing: Evidence = { stage: 'tests', fingerprint: 'x', message: 'fails', path: test, test: 'keeps zero' };
    const kinds: [string, Partial<Task>, readonly Evidence[]][] = [
      ['from a message', { text: 'Round the total of an invoice with many lines' }, []],
      ['from a failing test', { kind: 'fix' }, [failing]],
    ];
    console.log(`${snapshot.files.length} files`);
    for (const [name, parts, evidence] of kinds) {
      const task: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts };
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const started = performance.now();
        const cpuTime = startCpuTime();
        await gatherContext(task, { snapshot, checker, evidence }, signal);
        const cpuMs = Math.round(cpuTime());
        const ms = Math.round(performance.now() - started);
        console.log(`${name}, time ${repeat + 1}: ${ms} ms, ${cpuMs} ms of a processor`);
      }
    }
  } finally {
    folder.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
