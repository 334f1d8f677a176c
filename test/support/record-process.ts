import { createPatternMemory } from '../../src/engine/learn/memory';
import { createFileStore } from '../../src/engine/learn/store/file-store';
import { systemClock } from '../../src/engine/platform/clock';
import { SOLVED_RUN } from './solved-run';

/** Records solved runs of the workspace `/ws` one after another, as a process of its own. */
const [dir = '', times = '0'] = process.argv.slice(2);
const log = (line: string): void => {
  throw new Error(line);
};

async function main(): Promise<void> {
  const memory = createPatternMemory(createFileStore(dir), '/ws', systemClock, { log });
  for (let count = 0; count < Number(times); count++) await memory.record(SOLVED_RUN);
}

void main();
