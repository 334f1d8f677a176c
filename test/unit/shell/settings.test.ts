import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../../src/engine/contract/task';
import { isHttpUrl, parseSettings, SETTINGS, type SettingKey } from '../../../src/shell/settings';

const defaults =
  (changed: Partial<Record<SettingKey, unknown>> = {}) =>
  (key: SettingKey) =>
    key in changed ? changed[key] : SETTINGS[key].schema.parse(undefined);

describe('settings', () => {
  it('default to the engine’s own limits and to no model', () => {
    const result = parseSettings(defaults());
    assert.ok(result.ok);
    assert.deepEqual(result.settings.limits, DEFAULT_LIMITS);
    assert.equal(result.settings.provider, '');
    assert.equal(result.settings.testCommand, undefined);
    assert.equal(result.settings.testTimeoutMs, 300_000);
  });

  it('convert minutes and seconds into milliseconds', () => {
    const result = parseSettings(defaults({ 'limits.maxMinutes': 0.5, testTimeoutSeconds: 7 }));
    assert.ok(result.ok);
    assert.equal(result.settings.limits.timeoutMs, 30_000);
    assert.equal(result.settings.testTimeoutMs, 7000);
  });

  it('split fallback models at the first slash', () => {
    const result = parseSettings(defaults({ fallbackModels: ['anthropic/claude-x', 'openai/org/model'] }));
    assert.ok(result.ok);
    assert.deepEqual(result.settings.fallbacks, [
      { provider: 'anthropic', model: 'claude-x' },
      { provider: 'openai', model: 'org/model' },
    ]);
  });

  const invalid: readonly (readonly [SettingKey, unknown, RegExp])[] = [
    ['limits.maxIterations', 0, /whole number from 1 to 50/],
    ['limits.maxIterations', 2.5, /whole number/],
    ['limits.maxIterations', 1e9, /whole number from 1 to 50/],
    ['limits.maxCalls', -1, /whole number from 1 to 500/],
    ['limits.maxTokens', 1e300, /whole number/],
    ['limits.maxCostUsd', Number.POSITIVE_INFINITY, /US dollars/],
    ['limits.maxMinutes', 1e9, /minutes/],
    ['limits.maxTokens', '300k', /"300k"/],
    ['limits.maxCostUsd', -1, /US dollars/],
    ['limits.maxCostPerDayUsd', 0, /US dollars/],
    ['prices', { m: { input: 1 } }, /models and their prices/],
    ['limits.maxCalls', null, /null/],
    ['limits.maxMinutes', Number.NaN, /minutes/],
    ['testTimeoutSeconds', 0, /seconds/],
    ['baseUrl', 'localhost:1234', /http or https address/],
    ['baseUrl', 'file:///etc', /http or https address/],
    ['provider', 'openia', /one of openai/],
    ['model', 7, /name of a model/],
    ['rules', { 'as-anny': 'tell' }, /refuse, tell or off, for these rules: as-any, any-assertion/],
    ['rules', { 'as-any': 'warn' }, /refuse, tell or off/],
    ['rules', { 'skipped-test': 'off' }, /for these rules: as-any/],
    ['fallbackModels', ['claude'], /list of models/],
    ['environment', { 'A-B': 'x' }, /object of names and texts/],
    ['environment', { A: 1 }, /object of names and texts/],
    ['fallbackModels', ['scripted/x'], /list of models/],
  ];
  for (const [key, value, expected] of invalid) {
    it(`refuse ${key} = ${JSON.stringify(value)} and say what is valid`, () => {
      const result = parseSettings(defaults({ [key]: value }));
      assert.ok(!result.ok);
      assert.equal(result.key, key);
      assert.match(result.message, new RegExp(`loopcraft\\.${key.replace('.', '\\.')}`));
      assert.match(result.message, expected);
    });
  }

  it('never throw and never replace an invalid value', () => {
    const keys = Object.keys(SETTINGS) as SettingKey[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, value) => {
        const result = parseSettings(defaults({ [key]: value }));
        assert.equal(result.ok, SETTINGS[key].schema.safeParse(value).success);
      }),
    );
  });

  it('recognise an http address', () => {
    assert.deepEqual(['http://localhost:1/v1', ' https://a.b ', 'ftp://a', 'a.b/v1', ''].map(isHttpUrl), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
