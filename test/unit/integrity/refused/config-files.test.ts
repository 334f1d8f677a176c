import { type Cheat, cheat, refuseAll, withFiles } from '../cases';

const REFUSED: readonly Cheat[] = [
  cheat('vite.config', 'config', { 'vite.config.ts': 'export default {};\n' }),
  cheat('vitest.config.unit', 'config', { 'vitest.config.unit.ts': 'export default {};\n' }),
  cheat('vitest.unit.config', 'config', { 'vitest.unit.config.ts': 'export default {};\n' }),
  cheat('config/vitest.config', 'config', { 'config/vitest.config.mts': 'export default {};\n' }),
  cheat('jest-e2e.json', 'config', { 'jest-e2e.json': '{}' }),
  cheat('jest.json', 'config', { 'jest.json': '{}' }),
  cheat('.mocharc.cjs', 'config', { '.mocharc.cjs': 'module.exports = {};\n' }),
  cheat('.mocharc.yml', 'config', { 'packages/a/.mocharc.yml': 'grep: x\n' }),
  cheat('node.config.json', 'config', { 'node.config.json': '{}' }),
  cheat('bunfig', 'config', { 'bunfig.toml': '' }),
  cheat('.npmrc', 'config', { '.npmrc': 'node-options=--import=./x.js\n' }),
  cheat('.node-version', 'config', { '.node-version': '18\n' }),
  cheat('.tool-versions', 'config', { '.tool-versions': 'nodejs 18\n' }),
  cheat('jasmine.json', 'config', { 'jasmine.json': '{}' }),
  cheat('package.yaml', 'config', { 'package.yaml': 'x\n' }),
  cheat(
    'extends base changed',
    'config',
    { 'config/strict.json': '{ "compilerOptions": { "strict": false } }\n' },
    withFiles({
      'tsconfig.json': '{ "extends": "./config/strict.json" }\n',
      'config/strict.json': '{ "compilerOptions": { "strict": true } }\n',
    }),
  ),
  cheat(
    'extends base of a workspace package changed',
    'config',
    { 'packages/tsc/base.json': '{ "compilerOptions": { "strict": false } }\n' },
    withFiles({
      'packages/tsc/package.json': '{ "name": "@shop/tsc" }',
      'packages/tsc/base.json': '{ "compilerOptions": { "strict": true } }\n',
      'packages/app/tsconfig.json': '// c\n{ "extends": ["@shop/tsc/base.json"] }\n',
    }),
  ),
  cheat(
    'setup file outside the tests',
    'config',
    { 'tools/env.ts': 'export {};\n' },
    withFiles({
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config';\n" +
        "export default defineConfig({ test: { setupFiles: ['./tools/env.ts'] } });\n",
      'tools/env.ts': "import 'x';\n",
    }),
  ),
  cheat(
    'setup file that was missing',
    'config',
    { 'tools/env.ts': "import { vi } from 'vitest';\n" },
    withFiles({
      'jest.config.js': "module.exports = { setupFilesAfterEach: [], setupFiles: ['<rootDir>/tools/env.ts'] };\n",
    }),
  ),
  cheat(
    'transform changed',
    'config',
    { 'transform.cjs': 'module.exports = {};\n' },
    withFiles({
      'jest.config.cjs':
        "module.exports = { transform: { '\\\\.ts$': require('node:path').join(__dirname, 'transform.cjs') } };\n",
      'transform.cjs': 'module.exports = { process() {} };\n',
    }),
  ),
  cheat(
    'config import changed',
    'config',
    { 'vitest.base.mjs': 'export default {};\n' },
    withFiles({
      'vitest.config.ts': "import base from './vitest.base.mjs';\nexport default base;\n",
      'vitest.base.mjs': 'export default { test: {} };\n',
    }),
  ),
  cheat(
    'config import without telling name',
    'config',
    { 'build/shared.mjs': 'export default {};\n' },
    withFiles({
      'vitest.config.ts': "import base from './build/shared.mjs';\nexport default base;\n",
      'build/shared.mjs': 'export default { test: {} };\n',
    }),
  ),
  cheat(
    'mocha require changed',
    'config',
    { 'hooks.cjs': '' },
    withFiles({ '.mocharc.json': '{ "require": ["./hooks.cjs"] }', 'hooks.cjs': 'x\n' }),
  ),
  cheat(
    'mocha require yml',
    'config',
    { 'hooks.cjs': '' },
    withFiles({ '.mocharc.yml': 'require:\n  - ./hooks.cjs\n', 'hooks.cjs': 'x\n' }),
  ),
  cheat(
    'jest key in package.json',
    'config',
    { 'tools/env.js': '' },
    withFiles({
      'package.json': '{ "scripts": { "test": "jest" }, "jest": { "setupFiles": ["./tools/env.js"] } }',
      'tools/env.js': 'x\n',
    }),
  ),
  cheat(
    'test program changed',
    'config',
    { 'scripts/run-tests.mjs': 'process.exitCode = 1;\n' },
    withFiles({
      'package.json': '{ "scripts": { "test": "node scripts/run-tests.mjs" } }',
      'scripts/run-tests.mjs': 'x\n',
    }),
  ),
  cheat(
    'test shell script changed',
    'config',
    { 'scripts/test.sh': 'true\n' },
    withFiles({
      'package.json': '{ "scripts": { "test": "bash ./scripts/test.sh" } }',
      'scripts/test.sh': 'node --test\n',
    }),
  ),
  cheat(
    'test preload changed',
    'config',
    { 'tools/register.mjs': '' },
    withFiles({
      'package.json': '{ "scripts": { "test": "node --import ./tools/register.mjs --test" } }',
      'tools/register.mjs': 'x\n',
    }),
  ),
  cheat(
    'pretest program changed',
    'config',
    { 'scripts/prepare.js': '' },
    withFiles({
      'package.json': '{ "scripts": { "pretest": "node scripts/prepare.js", "test": "node --test" } }',
      'scripts/prepare.js': 'x\n',
    }),
  ),
  cheat(
    'test via another script',
    'config',
    { 'scripts/unit.js': '' },
    withFiles({
      'package.json': '{ "scripts": { "test": "npm run unit", "unit": "node scripts/unit.js" } }',
      'scripts/unit.js': 'x\n',
    }),
  ),
  cheat(
    'Makefile of the tests',
    'config',
    { Makefile: 'test:\n\ttrue\n' },
    withFiles({ 'package.json': '{ "scripts": { "test": "make test" } }', Makefile: 'test:\n\tnode --test\n' }),
  ),
  cheat(
    'custom reporter changed',
    'config',
    { 'tools/reporter.mjs': '' },
    withFiles({
      'package.json': '{ "scripts": { "test": "node --test --test-reporter=./tools/reporter.mjs" } }',
      'tools/reporter.mjs': 'x\n',
    }),
  ),
  cheat(
    'test command program',
    'config',
    { 'check.mjs': '' },
    { 'check.mjs': 'x', 'package.json': '{ "scripts": { "test": "node check.mjs" } }' },
  ),
  cheat(
    'a file that a setup file imports',
    'config',
    { 'tools/patch.ts': '' },
    withFiles({
      'vitest.config.ts': "export default { test: { setupFiles: ['./tools/env.ts'] } };\n",
      'tools/env.ts': "import './patch';\n",
      'tools/patch.ts': 'x\n',
    }),
  ),
  cheat(
    'a test program behind variables and npx',
    'config',
    { 'tools/check.ts': '' },
    {
      'package.json': '{ "scripts": { "test": "cross-env CI=1 npx tsx ./tools/check.ts --all" } }',
      'tools/check.ts': 'x\n',
    },
  ),
  cheat(
    'a test program that is a file',
    'config',
    { 'tools/check.sh': '' },
    { 'package.json': '{ "scripts": { "test": "./tools/check.sh" } }', 'tools/check.sh': 'x\n' },
  ),
  cheat(
    'a mocha hook on the command line',
    'config',
    { 'tools/hooks.cjs': '' },
    { 'package.json': '{ "scripts": { "test": "mocha -r ./tools/hooks.cjs" } }', 'tools/hooks.cjs': 'x\n' },
  ),
  cheat(
    'a preload for node and its script',
    'config',
    { 'run.mjs': '' },
    {
      'package.json': '{ "scripts": { "test": "node --import ./pre.mjs run.mjs" } }',
      'run.mjs': 'x\n',
      'pre.mjs': 'x\n',
    },
  ),
];

describe('integrity refuses: files that decide how the code is checked', () => refuseAll(REFUSED));
