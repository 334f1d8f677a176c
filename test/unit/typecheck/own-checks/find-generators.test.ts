import assert from 'node:assert/strict';
import { generatorsOf } from '../../../../src/engine/typecheck/own-checks/find-generators';
import type { Scripts } from '../../../../src/engine/workspace/packages/manifest';

const found = (scripts: Scripts) => generatorsOf({ dir: '', name: 'app', scripts }).map(({ line }) => line);

describe('generatorsOf', () => {
  it('is what a script for types generates in front of the compiler', () => {
    const lines = {
      'react-router typegen && tsc': 'react-router typegen',
      'next typegen && tsc --noEmit': 'next typegen',
      'svelte-kit sync && tsc -p .': 'svelte-kit sync',
      'wrangler types && tsc -b': 'wrangler types',
      'npm run codegen && npx tsc': 'npm run codegen',
      'graphql-codegen --config c.ts && vue-tsc --noEmit': 'graphql-codegen --config c.ts',
      'pnpm gen:routes && pnpm exec tsc': 'pnpm gen:routes',
      'node scripts/generate-types.mjs && tsc && tsc -p test': 'node scripts/generate-types.mjs',
      'eslint . && tsr generate && prettier --check . && tsc': 'tsr generate',
      'cd web && panda codegen && tsc': 'cd web && panda codegen',
    };
    for (const [line, generator] of Object.entries(lines))
      assert.deepEqual(found({ typecheck: line }), [generator], line);
    assert.deepEqual(found({ 'pretype-check': 'nuxi prepare', 'type-check': 'vue-tsc' }), ['nuxi prepare']);
  });

  it('is nothing else in front of it, nothing behind it, and nothing of other scripts', () => {
    for (const line of [
      'tsc',
      'tsc && react-router typegen',
      'react-router typegen; tsc',
      'react-router typegen || true && tsc',
      'eslint . && tsc --noEmit',
      'vite build && tsc',
      'prisma generate && tsc',
      'react-router typegen && tsc --watch',
      'react-router typegen',
      'echo regenerated && tsc',
    ])
      assert.deepEqual(found({ typecheck: line }), [], line);
    assert.deepEqual(found({ build: 'react-router typegen && tsc', 'typecheck:watch': 'typegen && tsc -w' }), []);
  });
});
