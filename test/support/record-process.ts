import { createPatternMemory } from '../../src/engine/learn/memory';
import { createFileStore } from '../../src/engine/learn/store/file-store';
import { systemClock } from '../../src/engine/platform/clock';

/** Records solved runs of the workspace `/ws` one after another, as a process of its own. */
const [dir = '', times = '0'] = process.argv.slice(2);
const log = (line: string): void => {
  throw new Error(line);
};

async function main(): Promise<void> {
  const memory = createPatternMemory(createFileStore(dir), '/ws', systemClock, { log });
  for (let count = 0; count < Number(times); count++)
    await memory.record({
      kind: 'fix',
      strategy: 'direct',
      reason: 'verified',
      iterations: 1,
      tokens: 0,
      model: 'scripted/m',
    });
}

void main();
