import assert from 'node:assert/strict';
import { importCandidates } from '../../../../src/engine/workspace/imports/import-candidates';

describe('importCandidates', () => {
  it('gives the path itself first, then every ending that may be left out', () => {
    const candidates = importCandidates('src/a');
    assert.equal(candidates[0], 'src/a');
    for (const path of ['src/a.ts', 'src/a.mjs', 'src/a.json', 'src/a/index.tsx']) assert.ok(candidates.includes(path));
    assert.equal(new Set(candidates).size, candidates.length);
  });

  it('takes a.js for a.ts, too, and a folder with or without a slash', () => {
    for (const path of ['a.js', 'a.mjs', 'a.cjs', 'a.jsx']) {
      assert.equal(importCandidates(path)[0], path);
      assert.ok(importCandidates(path).includes('a.ts'), path);
    }
    assert.ok(!importCandidates('a.vue').includes('a.ts'));
    assert.deepEqual(importCandidates('folder/'), importCandidates('folder'));
  });
});
