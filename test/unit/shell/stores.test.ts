import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { createPatternMemory } from '../../../src/engine/learn/memory';
import { createFileStore } from '../../../src/engine/learn/store/file-store';
import { systemClock } from '../../../src/engine/platform/clock';
import { createPatternStore } from '../../../src/shell/pattern-store';
import { createSecrets } from '../../../src/shell/secrets';
import { SOLVED_RUN } from '../../support/solved-run';

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

describe('the pattern store of two windows', () => {
  const key = 'patterns/v1/a';
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'loopcraft-patterns-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** A window's own copy of the global state, which another window's updates have not reached yet. */
  function fakeState(): vscode.Memento & { readonly kept: Map<string, unknown> } {
    const kept = new Map<string, unknown>();
    return {
      kept,
      keys: () => [...kept.keys()],
      get: <T>(name: string, fallback?: T) => (kept.has(name) ? (kept.get(name) as T) : (fallback as T)),
      async update(name: string, value: unknown) {
        if (value === undefined) kept.delete(name);
        else kept.set(name, value);
      },
    };
  }
  const openWindow = (state = fakeState()) => createPatternStore(state, createFileStore(dir));

  it('keeps, reads and removes, in the global state as well', async () => {
    const state = fakeState();
    const store = openWindow(state);
    await store.save(key, { runs: 1 });
    assert.deepEqual(await store.load(key), { runs: 1 });
    assert.deepEqual(state.kept.get(key), { runs: 1 });
    await store.remove(key);
    assert.equal(await store.load(key), undefined);
    assert.equal(state.kept.size, 0);
  });

  it('reads what the other window wrote, although its own copy of the state is old', async () => {
    const [first, second] = [openWindow(), openWindow()];
    await first.save(key, { runs: 1 });
    await second.save(key, { runs: 2 });
    assert.deepEqual(await first.load(key), { runs: 2 });
    await second.remove(key);
    assert.equal(await first.load(key), undefined);
  });

  it('reads the global state of an older version, and where the files were lost', async () => {
    const state = fakeState();
    await state.update(key, { runs: 3 });
    assert.deepEqual(await openWindow(state).load(key), { runs: 3 });
  });

  it('counts every run that two windows record at the same moment', async () => {
    const memories = [1, 2].map(() => createPatternMemory(openWindow(), '/ws', systemClock));
    await Promise.all([...memories, ...memories, ...memories].map((memory) => memory.record(SOLVED_RUN)));
    for (const memory of memories) assert.equal((await memory.describe()).summary.recordedRuns, 6);
  });
});
