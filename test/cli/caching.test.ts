import assert from 'node:assert/strict';
import { baseUrlFor, runArguments, runCli, temporaryFolder } from '../support/cli';
import { copySample } from '../support/demo/sample-copy';
import { SAMPLE_TASK, sampleScript } from '../support/demo/sample-script';
import { type SeenRequest, startModelServer } from '../support/model-server';

/** Share of the later request's input that it has in common with the start of the earlier one's. */
function repeated(earlier: SeenRequest, later: SeenRequest): number {
  const [a = '', b = ''] = [earlier, later].map(({ system, messages }) =>
    JSON.stringify([system, ...messages.map(({ role, text }) => [role, text])]),
  );
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same / b.length;
}

describe('prompt caching in real requests', function () {
  this.timeout(60_000);

  for (const provider of ['openai', 'anthropic'] as const) {
    it(`every later call of a run repeats at least 80 % of its input: ${provider}`, async () => {
      const server = await startModelServer({ script: sampleScript({ rateLimitFirst: false }) });
      const sample = await copySample();
      const state = temporaryFolder('state');
      try {
        const baseUrl = baseUrlFor(provider, server);
        const result = await runCli(
          runArguments(
            { task: SAMPLE_TASK, workspace: sample.dir, provider, model: 'm', baseUrl, stateDir: state.path },
            '--json',
          ),
        );
        assert.equal(result.code, 0, result.stderr);
        const shares = server.requests
          .slice(1)
          .map((request, index) => repeated(server.requests[index] as SeenRequest, request));
        assert.ok(shares.length >= 2, 'a run with corrections');
        for (const share of shares) assert.ok(share >= 0.8, shares.map((each) => each.toFixed(2)).join(', '));
        const cached = result.events.flatMap((event) => (event.type === 'call-end' ? [event.cachedInputTokens] : []));
        assert.ok(
          cached.slice(1).every((tokens) => tokens > 0),
          `the provider counts cached tokens: ${cached.join(', ')}`,
        );
      } finally {
        await sample.remove();
        state.remove();
        await server.close();
      }
    });
  }
});
