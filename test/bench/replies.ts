/**
 * Which shapes of replies are applied, refused or applied wrong? Each changes seeded files in every format and near
 * miss. Usage: npm run bench -- replies [number of files, 1000 by default]
 */
import { type FilePair, filePair } from '../support/replies/file-pairs';
import { outcomeOf } from '../support/replies/outcome';
import { DAMAGED, FORMATS, NEAR_MISSES, type Shape } from '../support/replies/shapes';
import { seeded } from '../support/seeded';

const count = Number(process.argv[2] ?? 1000);
const pairs = Array.from({ length: count }, (_, seed) => filePair(seed)).filter(
  ({ before, after }) => before !== after,
);

interface Row {
  applied: number;
  refused: number;
  wrong: number;
  readonly reasons: Map<string, number>;
}

async function measure(write: (pair: FilePair, seed: number) => string | undefined): Promise<Row> {
  const row: Row = { applied: 0, refused: 0, wrong: 0, reasons: new Map() };
  for (const [seed, pair] of pairs.entries()) {
    const reply = write(pair, seed);
    if (reply === undefined) continue;
    const outcome = await outcomeOf(reply, pair);
    row[outcome.kind]++;
    if (outcome.kind === 'refused') row.reasons.set(outcome.why, (row.reasons.get(outcome.why) ?? 0) + 1);
  }
  return row;
}

async function main(): Promise<void> {
  const damaged = Object.entries(DAMAGED).flatMap(([name, damage]) =>
    ['SEARCH/REPLACE blocks', 'a whole file, path above', 'a unified diff', 'a patch (*** Begin Patch)'].map(
      (format): [string, Shape] => [
        `${format}, ${name}`,
        (pair) => damage(FORMATS[format]?.(pair) ?? '', seeded(pair.before.length)()),
      ],
    ),
  );
  console.log(`${pairs.length} seeded changes`);
  console.log(`${'shape'.padEnd(48)} applied refused   wrong`);
  let wrong = 0;
  for (const [name, shape] of [...Object.entries(FORMATS), ...Object.entries(NEAR_MISSES), ...damaged]) {
    const row = await measure(shape);
    wrong += row.wrong;
    const numbers = [row.applied, row.refused, row.wrong].map((number) => String(number).padStart(7)).join(' ');
    const reasons = [...row.reasons].map(([why, number]) => `${why} ${number}`).join(', ');
    console.log(`${name.padEnd(48)} ${numbers}  ${reasons}`);
  }
  console.log(`${wrong} applied wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

void main();
