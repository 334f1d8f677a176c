import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** `npm run bench -- NAME [arguments]` runs test/bench/NAME.ts; without a name it lists them. */
const folder = path.join(__dirname, 'bench');

function benchNames(): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3))
      .sort();
  } catch {
    return [];
  }
}

const [name, ...args] = process.argv.slice(2);
const names = benchNames();
if (name === undefined) {
  console.log(
    names.length === 0
      ? 'There are no benches yet.'
      : `Benches: ${names.join(', ')}\nRun one with: npm run bench -- NAME`,
  );
} else if (!names.includes(name)) {
  console.error(`There is no bench "${name}". Choose one of: ${names.join(', ') || '(none yet)'}.`);
  process.exitCode = 2;
} else {
  const run = spawnSync(process.execPath, ['--import', 'tsx', path.join(folder, `${name}.ts`), ...args], {
    stdio: 'inherit',
  });
  process.exitCode = run.status ?? 1;
}
