import assert from 'node:assert/strict';
import { createEmbedder } from '../../../../src/engine/call/embeddings/embed';
import { createEmbeddingModel, type EmbeddingModel } from '../../../../src/engine/call/embeddings/embedding-model';
import type { Usage } from '../../../../src/engine/call/ports';
import { createCircuitBreakers } from '../../../../src/engine/call/resilience/circuit-breaker';
import { fakeClock } from '../../../support/fakes';
import { type EmbeddingScript, type ModelServer, startModelServer } from '../../../support/model-server';
import { KEY } from '../support';

const TEXTS = ['one cart', 'two slugs'];
const signal = () => new AbortController().signal;

describe('vectors of texts', () => {
  let server: ModelServer | undefined;
  afterEach(() => server?.close());

  async function modelFor(embed?: EmbeddingScript, timeoutMs = 5000): Promise<EmbeddingModel> {
    server = await startModelServer({ script: () => ({ text: '' }), ...(embed ? { embed } : {}) });
    const model = createEmbeddingModel({
      provider: 'openai',
      model: 'small',
      baseUrl: server.openAiBaseUrl,
      apiKey: KEY,
      timeoutMs,
    });
    assert.ok(!('problem' in model));
    return model;
  }

  function spending(refusal?: string) {
    const settled: Usage[] = [];
    const refuses = () => (refusal === undefined ? undefined : ({ reason: 'token-budget', message: refusal } as const));
    return { settled, refuses, settle: (_: unknown, usage: Usage) => void settled.push(usage) };
  }

  async function embed(script?: EmbeddingScript, timeoutMs?: number) {
    const model = await modelFor(script, timeoutMs);
    const spent = spending();
    const clock = fakeClock();
    const embedder = createEmbedder(model, spent, { clock, breakers: createCircuitBreakers(clock) });
    return { embedder, spent, result: await embedder.embed(TEXTS, signal()) };
  }

  it('are asked for in one request, and what they use is counted', async () => {
    const { result, spent } = await embed();
    assert.ok('vectors' in result);
    assert.equal(result.vectors.length, 2);
    assert.deepEqual(server?.embedded, [{ index: 0, model: 'small', input: TEXTS }]);
    assert.deepEqual(spent.settled, [{ inputTokens: 5, outputTokens: 0, cachedInputTokens: 0 }]);
  });

  it('are in the order of the texts, whatever order the server answers in', async () => {
    const data = [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ];
    const { result } = await embed(() => ({ body: JSON.stringify({ data }) }));
    assert.deepEqual('vectors' in result && result.vectors, [
      [1, 0],
      [0, 1],
    ]);
  });

  it('are asked for again after a failure that may pass, and no third time', async () => {
    const busy: EmbeddingScript = ({ index, input }) =>
      index === 0 ? { status: 503, message: 'busy' } : { vectors: input.map(() => [1, 2]) };
    const { result } = await embed(busy);
    assert.ok('vectors' in result);
    await server?.close();
    const always = await embed(() => ({ status: 503, message: 'busy' }));
    assert.match('problem' in always.result ? always.result.problem : '', /is overloaded|internal error/);
    assert.equal(server?.embedded.length, 2);
  });

  it('are not asked for again in a run after a failure, and cost nothing then', async () => {
    const { embedder, result, spent } = await embed(() => ({ status: 404, message: 'no such model' }));
    assert.match('problem' in result ? result.problem : '', /openai at 127\.0\.0\.1:\d+\/v1 does not know the model/);
    assert.deepEqual(await embedder.embed(['more'], signal()), result);
    assert.equal(server?.embedded.length, 1);
    assert.deepEqual(spent.settled, []);
  });

  for (const [what, script, message] of [
    ['is no JSON', () => ({ body: 'NaN, NaN' }), /not valid JSON|no vectors/],
    ['is a web page', () => ({ body: '<html></html>' }), /not valid JSON|no vectors/],
    ['holds NaN', () => ({ body: '{"data":[{"embedding":[NaN,1]},{"embedding":[1,NaN]}]}' }), /not valid JSON/],
    ['holds null', () => ({ body: '{"data":[{"embedding":[null,1]},{"embedding":[1,1]}]}' }), /no vectors of numbers/],
    ['holds texts', () => ({ body: '{"data":[{"embedding":["NaN"]},{"embedding":["1"]}]}' }), /no vectors of numbers/],
    ['is infinite', () => ({ body: '{"data":[{"embedding":[1e999]},{"embedding":[1]}]}' }), /no vectors of numbers/],
    ['is too large for 32 bits', () => ({ vectors: [[1e300], [1]] }), /no direction/],
    ['is all zeros', () => ({ vectors: [[0, 0], [1, 0]] }), /no direction/], // biome-ignore format: one line each
    ['has two lengths', () => ({ vectors: [[1, 0], [1]] }), /differ in length/],
    ['is empty', () => ({ vectors: [[], []] }), /differ in length/],
    ['has too few', () => ({ vectors: [[1]] }), /1 vectors for 2 texts/],
    ['has too many', () => ({ vectors: [[1], [2], [3]] }), /3 vectors for 2 texts/],
    ['has no usage and no data', () => ({ body: '{}' }), /no vectors of numbers/],
  ] satisfies [string, EmbeddingScript, RegExp][]) {
    it(`says what is wrong with an answer that ${what}`, async () => {
      const { result } = await embed(script);
      assert.match('problem' in result ? result.problem : 'vectors', message);
    });
  }

  it('gives up on a server that does not answer, and on one that is down', async () => {
    const { result } = await embed(() => ({ stall: true }), 100);
    assert.match(
      'problem' in result ? result.problem : '',
      /did not finish its answer in time: not complete after 0\.1 s/,
    );
    await server?.close();
    const model = await modelFor();
    await server?.close();
    const down = await createEmbedder(model, spending(), { clock: fakeClock() }).embed(TEXTS, signal());
    assert.match('problem' in down ? down.problem : '', /could not be reached.*Check the provider/);
  });

  it('are not waited for after the run is cancelled', async () => {
    const model = await modelFor(() => ({ stall: true }), 60_000);
    const abort = new AbortController();
    const asked = createEmbedder(model, spending(), { clock: fakeClock() }).embed(TEXTS, abort.signal);
    setTimeout(() => abort.abort(new Error('cancelled')), 50);
    await assert.rejects(asked, /cancelled/);
  });

  it('are not asked for beyond the budget', async () => {
    const model = await modelFor();
    const result = await createEmbedder(model, spending('Spent.'), { clock: fakeClock() }).embed(TEXTS, signal());
    assert.deepEqual(result, { problem: 'Spent.' });
    assert.equal(server?.embedded.length, 0);
  });

  it('need a provider that has them, and a key where the server is elsewhere', () => {
    for (const provider of ['anthropic', 'vscode']) {
      const model = createEmbeddingModel({ provider, model: 'm', apiKey: KEY });
      assert.match('problem' in model ? model.problem : '', /offers no embeddings/);
    }
    const model = createEmbeddingModel({ provider: 'openai', model: 'm' });
    assert.match('problem' in model ? model.problem : '', /needs an API key/);
  });
});
