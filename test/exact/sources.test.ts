import assert from 'node:assert/strict';
import type { SourceName } from '../support/source-workspaces';
import type { CampaignConfig, CampaignResult } from './campaign/campaign';
import type { PlanConfig } from './campaign/plan';
import { formatReport } from './campaign/report';
import { runInParallel } from './campaign/run-in-parallel';
import { COMPILERS } from './compilers';

/**
 * The mutations that each compiler is tested with. A check of zod takes four times as long as one of rxjs, so zod
 * gets fewer steps, and only those of TypeScript 7: with 5 and 6, which the same code judges, it took half the phase.
 * `npm run bench -- verify-exact` takes any number of steps, any seed and any compiler.
 */
const PLANS: Readonly<Partial<Record<SourceName, PlanConfig>>> = {
  zod: { mutations: 16, perStep: [8] },
  rxjs: { mutations: 40, perStep: [1, 6, 8] },
};

/** The errors that models' programs fail with most often. */
const MODELS_CODES = [2304, 2322, 2339, 2345, 7053, 2554, 2769, 2305, 2307];

describe('seeded mutations of real sources, judged as by tsc', function () {
  this.timeout(20 * 60_000);
  // The longest come first, so that none of them runs alone at the end.
  const campaigns = Object.entries(PLANS).flatMap(([source, plan]) =>
    Object.entries(COMPILERS).flatMap(([version, compiler], at) => {
      if (source === 'zod' && version !== 'TypeScript 7') return [];
      const config: CampaignConfig = {
        source: source as SourceName,
        compiler,
        ...plan,
        // The quick one produces what the others leave out.
        mutations: version === 'TypeScript 7' ? 3 * plan.mutations : plan.mutations,
        seed: 100 + at,
        verifiedSteps: 2,
      };
      return [{ version, config }];
    }),
  );
  let results: readonly Promise<CampaignResult>[];
  before(() => {
    results = runInParallel(campaigns.map(({ config }) => config));
    for (const result of results) result.catch(() => undefined);
  });

  for (const [at, { version, config }] of campaigns.entries()) {
    it(`${config.source} by ${version}: ${config.mutations} mutations, same places, same codes`, async () => {
      const result = await results[at];
      assert.ok(result);
      const report = formatReport(config, result);
      console.log(`      ${report}`);
      assert.deepEqual(result.differences, [], report);
      assert.ok(
        result.verified === 2 || version === 'TypeScript 7',
        'the oracle was not compared with the command line',
      );
    });
  }

  it('produces every kind of verdict', async () => {
    // Steps that are all red or all green would prove nothing, so this test fails then.
    const all = await Promise.all(results);
    const [steps, red] = [
      all.reduce((sum, result) => sum + result.steps, 0),
      all.reduce((sum, result) => sum + result.red, 0),
    ];
    assert.ok(red > steps / 2 && red < steps, `${red} of ${steps} steps are red`);
    const codes = new Set(all.flatMap((result) => Object.keys(result.codes)));
    assert.deepEqual(
      MODELS_CODES.filter((code) => !codes.has(`TS${code}`)),
      [],
      'no mutation causes them',
    );
  });
});
