import { programName } from '../../test-runner/command/program-name';
import { endOf, parseLine, type Segment, startOf } from '../../test-runner/command/shell-line';
import { areInSequence, onlyChecks } from '../../test-runner/command/steps';
import { type Package, withHooks } from '../../workspace/packages/manifest';
import { COMPILER, TYPE_SCRIPT, WATCHES } from './type-scripts';

/** What a script for types runs in front of the compiler to generate sources that are checked. */
export interface Generator {
  /** The script that has it. */
  readonly script: string;
  /** Workspace-relative folder of its package; '' for the root. */
  readonly dir: string;
  /** The line to run there. */
  readonly line: string;
}

/**
 * What people call programs, their subcommands and scripts that generate code: `react-router typegen`,
 * `graphql-codegen`, `svelte-kit sync`, `wrangler types`, `npm run gen:routes`, `node scripts/generate.mjs`.
 */
const GENERATES =
  /(?:^|[\s/:.-])(?:(?:type|code|cf-type)-?gen|gen(?:erate)?|sync)(?:$|[\s:.-])|\b(?:wrangler types|nuxi? prepare)\b/;
/** Its client lies in node_modules, where the compiler takes what is installed. */
const OUTSIDE_THE_SOURCES = /\bprisma\b/;

/** The generators of the package's scripts for types; none where the line is more than a plain sequence. */
export function generatorsOf({ dir, scripts }: Package): Generator[] {
  return Object.keys(scripts).flatMap((script) => {
    if (!TYPE_SCRIPT.test(script) || WATCHES.test(scripts[script] ?? '')) return [];
    const line = withHooks(scripts, script);
    const segments = parseLine(line);
    const compiler = segments.findIndex(isCompiler);
    if (compiler < 1 || !areInSequence(line, segments)) return [];
    const textOf = (segment: Segment): string => line.slice(startOf(segment), endOf(segment));
    const needed = segments
      .slice(0, compiler)
      .map(textOf)
      .filter((text) => !onlyChecks(text, scripts));
    const last = needed.findLastIndex((text) => GENERATES.test(text) && !OUTSIDE_THE_SOURCES.test(text));
    return last === -1 ? [] : [{ script, dir, line: needed.slice(0, last + 1).join(' && ') }];
  });
}

function isCompiler({ words }: Segment): boolean {
  return words.some(({ text }) => COMPILER.test(programName(text)));
}
