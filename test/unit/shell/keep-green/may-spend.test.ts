import assert from 'node:assert/strict';
import { parseSettings } from '../../../../src/shell/settings';
import { refusesToSpend } from '../../../../src/shell/tests/keep-green/may-spend';

const refusal = async (
  written: Readonly<Record<string, unknown>>,
  { key = true, spent = 0 }: { readonly key?: boolean; readonly spent?: number } = {},
) => {
  const read = parseSettings((name) => written[name]);
  assert.ok(read.ok);
  const found = await refusesToSpend(read.settings, {
    hasKey: async () => key,
    priceOf: (_, model) => (model.startsWith('priced') ? 1 : undefined),
    spentToday: () => spent,
  });
  return found && [found.step, found.message];
};
const openai = { provider: 'openai', model: 'priced' };

describe('a model may be asked without the person', () => {
  it('where one is chosen, has its key and a price, and the day has money left', async () => {
    assert.equal(await refusal(openai), undefined);
    assert.equal(await refusal({ ...openai, 'limits.maxCostPerDayUsd': 2 }, { spent: 1.9 }), undefined);
  });

  it('not without a model or a key, and not with a model of VS Code', async () => {
    assert.match(`${await refusal({})}`, /^model,.*no model is chosen/);
    assert.match(`${await refusal(openai, { key: false })}`, /^key,.*no API key for OpenAI/);
    assert.match(`${await refusal({ provider: 'vscode', model: 'x' })}`, /^model,.*only asked in runs that you start/);
  });

  it('not once the money of the day is spent', async () => {
    assert.match(
      `${await refusal({ ...openai, 'limits.maxCostPerDayUsd': 2 }, { spent: 2 })}`,
      /limit of this day, \$2/,
    );
  });

  it("not where a price is unknown and the day's limit would not hold, unless it runs on this machine", async () => {
    assert.match(`${await refusal({ ...openai, model: 'unknown' })}`, /^prices,.*price of unknown is not known/);
    assert.match(`${await refusal({ ...openai, strongerModel: 'openai/strong' })}`, /^prices,.*price of strong/);
    assert.equal(
      await refusal({ ...openai, model: 'x', baseUrl: 'http://localhost:11434/v1' }, { key: false }),
      undefined,
    );
    assert.equal(await refusal({ provider: 'demo', model: 'x' }, { key: false }), undefined);
    const embedded = { ...openai, 'learning.embeddings': 'vectors' };
    assert.match(`${await refusal(embedded)}`, /^prices,.*price of vectors is not known/);
    assert.equal(await refusal({ ...embedded, 'learning.embeddingsUrl': 'http://localhost:11434/v1' }), undefined);
  });
});
