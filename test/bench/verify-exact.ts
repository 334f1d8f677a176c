/**
 * Is the warm judge as exact as `tsc --noEmit -p`? It applies seeded mutations to real sources, step by step in one
 * warm process, and compares each step with a fresh program of the same compiler, or with its command line if it has
 * no such API. `npm test` does the same with fewer seeds.
 * Usage: npm run bench -- verify-exact [rxjs|zod|effect] [count] [seed] [typescript|typescript-5|typescript-7]
 */
import { type CampaignConfig, runCampaign } from '../exact/campaign/campaign';
import { formatReport } from '../exact/campaign/report';
import { SOURCES, type SourceName } from '../support/source-workspaces';

async function main([
  source = 'rxjs',
  count = '40',
  seed = '1',
  compiler = 'typescript',
]: readonly string[]): Promise<number> {
  if (!Object.hasOwn(SOURCES, source))
    throw new Error(`There is no package "${source}". Choose one of: ${Object.keys(SOURCES).join(', ')}.`);
  const config: CampaignConfig = {
    source: source as SourceName,
    compiler,
    mutations: Number(count),
    perStep: [1, 2, 3, 5, 8],
    seed: Number(seed),
    verifiedSteps: 0,
  };
  const result = await runCampaign(config);
  console.log(formatReport(config, result));
  return result.differences.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
