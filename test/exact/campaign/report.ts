import type { CampaignConfig, CampaignResult } from './campaign';

const MAX_PLACES = 10;
/** How much of a line is printed, in characters. */
const LINE_WIDTH = 160;

/** Describes a campaign: one line if all is well, otherwise also the differences with what is needed to repeat them. */
export function formatReport(config: CampaignConfig, result: CampaignResult): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  const codes = Object.keys(result.codes).length;
  return [
    `${config.source}, TypeScript ${result.version}, seed ${config.seed}: ` +
      `${result.mutations} mutations of ${result.kinds.length} kinds in ${result.steps} steps, ` +
      `${result.red} of them red with ${result.diagnostics} diagnostics of ${codes} codes; ` +
      `${result.differences.length} differences; ${result.reworded} worded differently; ` +
      `${result.verified} oracle answers compared with the command line; ` +
      `judge ${seconds(result.judgeMs)}, compiler ${seconds(result.oracleMs)}`,
    ...result.rewordings.map(({ place, expected, found }) => {
      const [one, other] = firstDifference(expected, found);
      return `  worded differently at ${place}:\n    ${one}\n    ${other}`;
    }),
    ...result.differences.map(
      ({ step, between, kinds, files, missing, extra }) =>
        `  step ${step} (${between}): ${kinds.join(', ')}\n    over ${files.join(', ')}\n` +
        `    missing ${shown(missing)}\n    extra ${shown(extra)}`,
    ),
  ].join('\n');
}

function shown(places: readonly string[]): string {
  const more = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : '';
  return places.length === 0 ? 'none' : places.slice(0, MAX_PLACES).join('; ') + more;
}

/** Returns the first lines that differ, cut to the part around their first difference. */
function firstDifference(one: string, other: string): readonly [string, string] {
  const others = other.split('\n');
  const at = one.split('\n').findIndex((line, index) => line !== others[index]);
  const lines = [one.split('\n')[at] ?? '', others[at] ?? ''] as const;
  const same = [...lines[0]].findIndex((letter, index) => letter !== lines[1][index]);
  const from = Math.max(0, same - LINE_WIDTH / 2);
  return [lines[0].slice(from, from + LINE_WIDTH).trim(), lines[1].slice(from, from + LINE_WIDTH).trim()];
}
