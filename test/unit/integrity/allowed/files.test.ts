import { allowAll, type Case, CONFIG_ALLOWED, file, honest, withFiles } from '../cases';
import { CART, PACKAGE, replaceIn, TAX } from '../workspace';

const ALLOWED: readonly Case[] = [
  honest('new source', file('export const x = 1;\n', 'src/deep/x.ts')),
  honest('source deleted', { 'src/legacy.ts': null }),
  honest('source renamed', {
    'src/tax.ts': null,
    'src/rates.ts': TAX,
    'src/cart.ts': CART.replace('./tax', './rates'),
  }),
  honest(
    'JS migrated to TS',
    { 'src/old.js': null, 'src/old.ts': 'export const old = 1;\n' },
    withFiles({ 'src/old.js': 'export const old = 1;\n' }),
  ),
  honest(
    'ts to tsx',
    { 'src/view.ts': null, 'src/view.tsx': 'export const V = () => <b />;\n' },
    withFiles({ 'src/view.ts': 'export const V = () => null;\n' }),
  ),
  honest('css beside', file('.a {}\n', 'src/cart.css')),
  honest('cart.json beside', file('{}\n', 'src/cart.json')),
  honest('esm wrapper', file("export * from './index.js';\n", 'index.mjs'), {
    'package.json': PACKAGE,
    'index.js': 'module.exports = {};\n',
  }),
  honest('stories beside', file("export default { title: 'cart' };\n", 'src/cart.stories.tsx')),
  honest('gitignore for builds', { '.gitignore': 'node_modules\ncoverage/\n*.log\n/dist\n' }),
  honest('gitignore with a negation', { '.gitignore': 'test/out/\n!test/\n' }),
  honest('prettierignore', file('dist\n', '.prettierignore')),
  honest('a script in package.json', {
    'package.json': replaceIn(PACKAGE, '"build": "tsc"', '"build": "tsc",\n    "docs": "typedoc"'),
  }),
  honest('package.json reformatted', { 'package.json': JSON.stringify(JSON.parse(PACKAGE)) }),
  honest(
    'config allowed: test script with a flag',
    { 'package.json': replaceIn(PACKAGE, 'node --test', 'node --test --experimental-test-coverage') },
    undefined,
    CONFIG_ALLOWED,
  ),
  honest(
    'config allowed: || exit 1',
    { 'package.json': replaceIn(PACKAGE, 'node --test', 'node --test || exit 1') },
    undefined,
    CONFIG_ALLOWED,
  ),
  honest(
    'data used by product and test',
    { 'data/rates.json': '{ "de": 0.2 }\n' },
    withFiles({
      'data/rates.json': '{ "de": 0.19 }\n',
      'src/rates.ts': "import rates from '../data/rates.json';\nexport { rates };\n",
      'test/rates.test.ts': "import rates from '../data/rates.json';\n",
    }),
  ),
  honest(
    'data read by the product by name',
    { 'data/rates.json': '{ "de": 0.2 }\n' },
    withFiles({
      'data/rates.json': '{ "de": 0.19 }\n',
      'src/rates.ts':
        "import { readFileSync } from 'node:fs';\nexport const rates = readFileSync('data/rates.json', 'utf8');\n",
      'test/rates.test.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('data/rates.json');\n",
    }),
  ),
  honest(
    'a document that a test mentions',
    { 'README.md': '# Shop\nnew\n' },
    withFiles({
      'README.md': '# Shop\n',
      'test/docs.test.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('README.md');\n",
    }),
  ),
  honest(
    'a module only tests import',
    { 'src/format.ts': 'export const format = (n: number): string => n.toFixed(2);\n' },
    {
      'package.json': PACKAGE,
      'src/format.ts': 'export const format = (n: number): string => String(n);\n',
      'test/format.test.ts': "import { format } from '../src/format';\n",
    },
  ),
  honest(
    'a module only tests import, under another name',
    {
      'src/format.ts':
        "import assert from 'node:assert';\n" +
        'export const format = (n: number): string => {\n' +
        '  assert.ok(n >= 0);\n' +
        '  return n.toFixed(2);\n' +
        '};\n',
    },
    {
      'package.json': PACKAGE,
      'src/format.ts':
        "import assert from 'node:assert';\n" +
        'export const format = (n: number): string => {\n' +
        '  assert.ok(n >= 0);\n' +
        '  assert.ok(n < 1e9);\n' +
        '  return String(n);\n' +
        '};\n',
      'test/numbers.test.ts': "import { format } from '../src/format';\n",
    },
  ),
  honest(
    'a test utility that the product uses',
    { 'src/test-report.ts': 'export const report = (): number => 2;\n' },
    withFiles({
      'src/test-report.ts': 'export const report = (): number => 1;\n',
      'src/main.ts': "import { report } from './test-report';\nreport();\n",
      'test/main.test.ts': "import { report } from '../src/test-report';\n",
    }),
  ),
  honest(
    'the entry of a vite build',
    { 'src/main.ts': 'console.log(2);\n' },
    withFiles({
      'vite.config.ts':
        "import { defineConfig } from 'vite';\n" +
        "export default defineConfig({ build: { lib: { entry: 'src/main.ts' } }, " +
        "resolve: { alias: { '@': './src' } } });\n",
      'src/main.ts': 'console.log(1);\n',
    }),
  ),
  honest(
    'a source that the config imports',
    { 'src/version.ts': "export const version = '2';\n" },
    withFiles({
      'vite.config.ts':
        "import { version } from './src/version';\nexport default { define: { VERSION: JSON.stringify(version) } };\n",
      'src/version.ts': "export const version = '1';\n",
    }),
  ),
  honest(
    'a program that is its own test',
    { 'index.js': 'console.log(2);\n' },
    {
      'package.json': '{ "main": "index.js", "scripts": { "test": "node index.js" } }',
      'index.js': 'console.log(1);\n',
    },
  ),
  honest(
    'a build script beside the tests',
    { 'scripts/build.js': 'console.log(2);\n' },
    withFiles({
      'package.json': '{ "scripts": { "test": "node --test", "build": "node scripts/build.js" } }',
      'scripts/build.js': 'x\n',
    }),
  ),
  honest(
    'a JSON that looks like a base',
    { 'config/strict.json': '{ "a": 2 }\n' },
    withFiles({ 'config/strict.json': '{ "a": 1 }\n' }),
  ),
  honest(
    'config reader',
    file(
      "import { readFileSync } from 'node:fs';\n" +
        "import { join } from 'node:path';\n" +
        "export const config = JSON.parse(readFileSync(join(process.cwd(), 'config', 'default.json'), 'utf8')) " +
        'as { port: number };\n',
      'src/config.ts',
    ),
  ),
  honest('i18n text', file('{ "skip": "skip", "only": "only", "todo": "any", "it.skip": "x" }\n', 'src/i18n/en.json')),
  honest('workflow docs', file('# CI\n\nRun `npm test || true` never.\n', 'docs/ci.md')),
  honest('env example', file('NODE_ENV=test\n', '.env.example')),
  honest('package script docs', {
    'package.json': replaceIn(
      PACKAGE,
      '"build": "tsc"',
      '"build": "tsc",\n    "preview": "vite preview",\n    "lint": "eslint ."',
    ),
  }),
  honest('package author', {
    'package.json': replaceIn(PACKAGE, '"name": "shop"', '"name": "shop",\n  "author": "any"'),
  }),
  honest('new scripts file', file('console.log(1);\n', 'scripts/seed.ts')),
  honest(
    'existing script changed',
    { 'scripts/seed.ts': 'console.log(2);\n' },
    withFiles({ 'scripts/seed.ts': 'console.log(1);\n' }),
  ),
  honest(
    'existing example changed',
    { 'examples/basic.ts': 'console.log(2);\n' },
    withFiles({ 'examples/basic.ts': 'console.log(1);\n' }),
  ),
  honest(
    'existing testing module of the product',
    { 'src/testing/index.ts': 'export const fake = 2;\n' },
    withFiles({
      'src/testing/index.ts': 'export const fake = 1;\n',
      'src/index.ts': "export * from './testing';\n",
      'test/fake.test.ts': "import { fake } from '../src/testing';\n",
    }),
  ),
  honest(
    'json used by the product only',
    { 'src/rates.json': '{ "de": 0.2 }' },
    withFiles({ 'src/rates.json': '{ "de": 0.19 }' }),
  ),
  honest(
    'config allowed: vitest config',
    {
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config';\n" +
        "export default defineConfig({ test: { setupFiles: ['./setup.ts'] } });\n",
      'setup.ts': "import 'reflect-metadata';\n",
    },
    undefined,
    CONFIG_ALLOWED,
  ),
  honest(
    'a file that ends as an import of the configuration does',
    { 'server/config.ts': 'export const port = 2;\n' },
    withFiles({ 'server/config.ts': 'export const port = 1;\n' }),
  ),
  honest(
    'a module that a setup file imports from the sources',
    { 'src/polyfill.ts': 'export {};\n' },
    withFiles({
      'vitest.config.ts': "export default { test: { setupFiles: ['./tools/env.ts'] } };\n",
      'tools/env.ts': "import '../src/polyfill';\n",
      'src/polyfill.ts': 'x\n',
    }),
  ),
  honest(
    'a source that the test script has linted',
    { 'cart.js': 'x\n' },
    { 'package.json': '{ "scripts": { "test": "standard cart.js && node --test test/cart.js" } }', 'cart.js': 'y\n' },
  ),
  honest(
    'the default entry, run as a test',
    { 'index.js': 'x\n' },
    { 'package.json': '{ "scripts": { "test": "node index.js" } }', 'index.js': 'y\n' },
  ),
  honest(
    'a source given to a test program',
    { 'cart.js': 'x\n' },
    { 'package.json': '{ "scripts": { "test": "node check.js cart.js" } }', 'cart.js': 'y\n', 'check.js': 'y\n' },
  ),
];

describe('integrity allows: files', () => allowAll(ALLOWED));
