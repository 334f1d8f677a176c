/**
 * How fast is a verdict, compared with a cold `tsc --noEmit` of the same version in the same run?
 * Usage: npm run bench -- verify [rxjs|zod|effect …] [typescript|typescript-5|typescript-7 …]
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCES, type SourceName } from '../support/source-workspaces';
import { measureScratch } from './scratch';
import { measureHostBlock } from './verify/host-block';
import { EDITS, measureTypes } from './verify/types';

const COMPILERS = ['typescript', 'typescript-5', 'typescript-7'];

async function reportTypes(name: SourceName, compiler: string): Promise<void> {
  const { version } = JSON.parse(
    readFileSync(path.resolve(__dirname, '../../node_modules', compiler, 'package.json'), 'utf8'),
  ) as { readonly version: string };
  const measured = await measureTypes(name, compiler);
  const { files, coldTscMs, firstMs, editedMs, leafMs, leafDependents, dependentsMs, dependents, wholeMs, peakMb } =
    measured;
  const times = (ms: number) => `${ms.toFixed(0)} ms, ${(coldTscMs / ms).toFixed(1)}× faster`;
  console.log(
    [
      `${name}, ${files} files, TypeScript ${version}, medians of ${EDITS} edits: cold tsc ` +
        `${coldTscMs.toFixed(0)} ms; first verdict ${firstMs.toFixed(0)} ms`,
      `  edited file, red                ${times(editedMs)}`,
      `  all dependents of a leaf file   ${times(leafMs)} (${leafDependents} dependents)`,
      `  all dependents of any file      ${times(dependentsMs)} (${dependents} dependents)`,
      `  whole project                   ${times(wholeMs)}`,
      `  peak memory of the service      ${peakMb.toFixed(0)} MB`,
    ].join('\n'),
  );
}

async function reportScratch(name: SourceName): Promise<void> {
  const { copyMs, openMs, syncMs, syncAfterRunMs } = await measureScratch(name);
  const of = (ms: number) =>
    `${ms.toFixed(1)} ms, 1/${(openMs / ms).toFixed(0)} of that and 1/${(copyMs / ms).toFixed(0)} of a plain copy`;
  console.log(
    `${name}: scratch copy made in ${openMs.toFixed(0)} ms (a plain copy of the sources: ` +
      `${copyMs.toFixed(0)} ms); three files synced in ${of(syncMs)}; after a run of tests in ` +
      `${of(syncAfterRunMs)}`,
  );
}

async function reportHost(name: SourceName): Promise<void> {
  const { medianMs, longestMs, idleMs } = await measureHostBlock(name);
  console.log(
    `${name}: longest block of the host's event loop in a whole verdict ${medianMs.toFixed(1)} ms ` +
      `(median), ${longestMs.toFixed(1)} ms (of ${EDITS}); ${idleMs.toFixed(1)} ms in three idle seconds`,
  );
}

async function main(words: readonly string[]): Promise<void> {
  const all = Object.keys(SOURCES) as SourceName[];
  const unknown = words.filter((word) => !COMPILERS.includes(word) && !all.some((name) => name === word));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}. Choose among ${all.join(', ')} and ${COMPILERS.join(', ')}.`);
  const chosen = <T extends string>(from: readonly T[]): readonly T[] =>
    from.some((item) => words.includes(item)) ? from.filter((item) => words.includes(item)) : from;
  for (const name of chosen(all)) {
    for (const compiler of chosen(COMPILERS)) await reportTypes(name, compiler);
    await reportScratch(name);
    await reportHost(name);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
