import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createPatternStore } from '../../../src/shell/pattern-store';
import { createSecrets } from '../../../src/shell/secrets';

function fakeSecretStorage(): vscode.SecretStorage {
  const stored = new Map<string, string>();
  return {
    keys: async () => [...stored.keys()],
    get: async (key) => stored.get(key),
    store: async (key, value) => void stored.set(key, value),
    delete: async (key) => void stored.delete(key),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

describe('secrets', () => {
  it('belong to a provider and an address, so that a key never reaches another server', async () => {
    const secrets = createSecrets(fakeSecretStorage());
    await secrets.write({ provider: 'openai', baseUrl: '' }, 'sk-own');
    await secrets.write({ provider: 'openai', baseUrl: 'https://api.example.com/v1' }, 'other');
    assert.equal(await secrets.read({ provider: 'openai', baseUrl: '' }), 'sk-own');
    assert.equal(await secrets.read({ provider: 'openai', baseUrl: 'https://api.example.com/v2' }), 'other');
    assert.equal(await secrets.read({ provider: 'openai', baseUrl: 'https://evil.example' }), undefined);
    assert.equal(await secrets.read({ provider: 'anthropic', baseUrl: '' }), undefined);
  });

  it('can be removed', async () => {
    const secrets = createSecrets(fakeSecretStorage());
    const owner = { provider: 'anthropic', baseUrl: '' };
    await secrets.write(owner, 'k');
    await secrets.remove(owner);
    assert.equal(await secrets.read(owner), undefined);
  });
});

describe('the pattern store', () => {
  /** The first `lost` updates have no effect, as when another window's broadcast overwrites them. */
  function fakeState(lost: number): vscode.Memento & { readonly kept: Map<string, unknown> } {
    const kept = new Map<string, unknown>();
    let updates = 0;
    return {
      kept,
      keys: () => [...kept.keys()],
      get: <T>(key: string, fallback?: T) => (kept.has(key) ? (kept.get(key) as T) : (fallback as T)),
      async update(key: string, value: unknown) {
        if (updates++ < lost) return;
        if (value === undefined) kept.delete(key);
        else kept.set(key, value);
      },
    };
  }

  it('keeps, reads and removes', async () => {
    const state = fakeState(0);
    const store = createPatternStore(state);
    await store.save('patterns/v1/a', { runs: 1 });
    assert.deepEqual(await store.load('patterns/v1/a'), { runs: 1 });
    await store.remove('patterns/v1/a');
    assert.equal(await store.load('patterns/v1/a'), undefined);
    assert.equal(state.kept.size, 0);
  });

  it('writes a value again that another window overwrote', async () => {
    const store = createPatternStore(fakeState(1));
    await store.save('patterns/v1/a', { runs: 1 });
    assert.deepEqual(await store.load('patterns/v1/a'), { runs: 1 });
  });
});
