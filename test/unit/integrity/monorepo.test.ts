import { allowAll, type Case, type Cheat, cheat, honest, refuseAll, withFiles } from './cases';
import { CART_TEST, WORKSPACE } from './workspace';

const CHEATS: readonly Cheat[] = [
  cheat(
    'package tsconfig base',
    'config',
    { 'tsconfig.base.json': '{ "compilerOptions": { "strict": false } }' },
    {
      ...WORKSPACE,
      'tsconfig.base.json': '{}',
      'packages/a/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
    },
  ),
  cheat(
    'shared vitest preset',
    'config',
    { 'packages/config/vitest.js': 'export default {};\n' },
    {
      ...WORKSPACE,
      'packages/config/package.json': '{ "name": "@shop/config" }',
      'packages/config/vitest.js': 'export default { test: {} };\n',
      'packages/a/vitest.config.ts': "import shared from '@shop/config/vitest.js';\nexport default shared;\n",
    },
  ),
  cheat(
    'jest preset in package',
    'config',
    { 'packages/preset/jest-preset.js': 'module.exports = {};\n' },
    { ...WORKSPACE, 'packages/preset/jest-preset.js': 'module.exports = { a: 1 };\n' },
  ),
  cheat(
    'setup in package',
    'config',
    { 'packages/a/scripts/setup.ts': '' },
    {
      ...WORKSPACE,
      'packages/a/vitest.config.ts': "export default { test: { setupFiles: 'scripts/setup.ts' } };\n",
      'packages/a/scripts/setup.ts': 'x\n',
    },
  ),
  cheat(
    'nested package.json',
    'package-json',
    { 'packages/a/package.json': '{ "name": "a", "scripts": { "test": "true" } }' },
    { ...WORKSPACE, 'packages/a/package.json': '{ "name": "a", "scripts": { "test": "vitest run" } }' },
  ),
  cheat('turbo', 'config', { 'turbo.json': '{}' }, { ...WORKSPACE, 'turbo.json': '{ "tasks": { "test": {} } }' }),
  cheat(
    'package test deleted',
    'existing-test',
    { 'packages/a/src/a.spec.ts': null },
    { ...WORKSPACE, 'packages/a/src/a.spec.ts': CART_TEST },
  ),
  cheat('vitest.workspace', 'config', { 'vitest.workspace.ts': 'export default [];\n' }),
];

const HONEST: readonly Case[] = [
  honest(
    'package source',
    { 'packages/a/src/index.ts': 'export const a = 2;\n' },
    withFiles({
      'packages/a/package.json': '{ "name": "a", "main": "src/index.ts", "scripts": { "test": "vitest run" } }',
      'packages/a/src/index.ts': 'export const a = 1;\n',
      'packages/b/src/index.ts': "import { a } from 'a';\nconsole.log(a);\n",
    }),
  ),
  honest(
    'new test',
    {
      'packages/a/src/index.test.ts':
        "import { expect, it } from 'vitest';\n" +
        "import { a } from './index';\n" +
        "it('is 1', () => {\n" +
        '  expect(a).toBe(1);\n' +
        '});\n',
    },
    withFiles({ 'packages/a/src/index.ts': 'export const a = 1;\n' }),
  ),
  honest(
    'alias config',
    { 'packages/a/src/env.ts': 'export const x = 2;\n' },
    withFiles({
      'packages/a/vitest.config.ts':
        "import { fileURLToPath } from 'node:url';\n" +
        "export default { resolve: { alias: { '@env': fileURLToPath(new URL('./src/env.ts', import.meta.url)) } } };\n",
      'packages/a/src/env.ts': 'export const x = 1;\n',
    }),
  ),
];

describe('integrity of a monorepo', () => {
  refuseAll(CHEATS);
  allowAll(HONEST);
});
