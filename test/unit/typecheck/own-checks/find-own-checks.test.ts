import assert from 'node:assert/strict';
import { ownChecksOf } from '../../../../src/engine/typecheck/own-checks/find-own-checks';
import type { Scripts } from '../../../../src/engine/workspace/packages/manifest';

const found = (scripts: Scripts) =>
  ownChecksOf({ dir: 'app', name: 'app', scripts }).map(({ name, script, line }) => [name, script, line]);

describe('ownChecksOf', () => {
  it('runs svelte-check with what prepares it and without what only looks at files', () => {
    const line = 'svelte-kit sync && svelte-check --output machine-verbose --tsconfig ./tsconfig.json';
    const check = 'svelte-kit sync && svelte-check --tsconfig ./tsconfig.json';
    const scripts = { 'check:watch': `${check} --watch`, dev: 'vite dev', check };
    assert.deepEqual(found(scripts), [['svelte-check', 'check', line]]);
    const lint = 'prettier --check . && eslint . && svelte-check --output human --threshold=error "a b" && vite build';
    assert.deepEqual(found({ lint }), [['svelte-check', 'lint', 'svelte-check --output machine-verbose   "a b"']]);
  });

  it('takes only the command where the line is no plain sequence, and a hook in front of the script', () => {
    const sync = 'svelte-kit sync || echo ""; svelte-check';
    assert.equal(found({ check: sync })[0]?.[2], 'svelte-check --output machine-verbose');
    const hook = { precheck: 'svelte-kit sync', check: 'pnpm exec svelte-check' };
    assert.equal(found(hook)[0]?.[2], 'svelte-kit sync && pnpm exec svelte-check --output machine-verbose');
  });

  it('finds `astro check` also in front of a build, and prefers the script that is there for checks', () => {
    assert.deepEqual(found({ build: 'astro check && astro build' }), [['astro check', 'build', 'astro check']]);
    const scripts = { build: 'astro check && astro build', check: 'npx astro check --tsconfig a.json' };
    assert.deepEqual(found(scripts), [['astro check', 'check', 'npx astro check --tsconfig a.json']]);
    assert.deepEqual(found({ build: 'astro build', dev: 'astro dev', check: 'astro check --watch' }), []);
  });

  it('runs a script for types in which another program than the compiler checks', () => {
    for (const script of ['typecheck', 'type-check', 'check-types', 'check:types', 'types:check', 'typecheck:app'])
      assert.deepEqual(found({ [script]: 'tsgo --noEmit' }), [[`npm run ${script}`, script, 'tsgo --noEmit']]);
    for (const line of ['nuxi typecheck', 'node scripts/types.mjs', 'pnpm tsgo', 'deno check src', 'npx glint'])
      assert.deepEqual(found({ typecheck: line }), [['npm run typecheck', 'typecheck', line]]);
    const hooks = { pretypecheck: 'node gen.mjs', typecheck: 'node types.mjs', posttypecheck: 'node after.mjs' };
    assert.equal(found(hooks)[0]?.[2], 'node gen.mjs && node types.mjs && node after.mjs');
  });

  it('runs nothing twice: not the compiler, not what calls other scripts, not other checks', () => {
    for (const line of [
      'tsc --noEmit',
      'tsc -b && tsc -p test',
      'npx vue-tsc --noEmit',
      'react-router typegen && tsc',
      'node_modules/.bin/tsc --noEmit',
      'pnpm -r typecheck',
      'pnpm -r --parallel run typecheck',
      'npm run typecheck --workspaces --if-present',
      'turbo run typecheck',
      'nx run-many -t typecheck',
      'run-p typecheck:*',
      'npm run check',
      'pnpm check',
      'eslint .',
      'vitest --typecheck.only',
      'cd web && npm run typecheck',
      'tsgo --noEmit --watch',
      '',
    ])
      assert.deepEqual(found({ typecheck: line, check: 'node check.mjs' }), [], line);
    assert.deepEqual(found({ check: 'node check.mjs', lint: 'tsgo --noEmit' }), []);
    assert.deepEqual(found({ typecheck: 'svelte-check' }).length, 1);
  });
});
