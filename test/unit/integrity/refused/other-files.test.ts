import { type Cheat, CONFIG_ALLOWED, cheat, refuseAll, withFiles } from '../cases';
import { PACKAGE, replaceIn } from '../workspace';

const REFUSED: readonly Cheat[] = [
  cheat('.env', 'secrets', { '.env': 'NODE_OPTIONS=--import=./x.js\n' }),
  cheat('.env.test', 'secrets', { '.env.test': 'X=1\n' }),
  cheat('lefthook', 'ci', { 'lefthook.yml': 'x\n' }),
  cheat('pre-commit', 'ci', { '.pre-commit-config.yaml': 'x\n' }),
  cheat('.githooks', 'ci', { '.githooks/pre-commit': 'x\n' }),
  cheat('.woodpecker', 'ci', { '.woodpecker.yml': 'x\n' }),
  cheat('.forgejo', 'ci', { '.forgejo/workflows/a.yml': 'x\n' }),
  cheat('stage lint', 'ci', { '.lintstagedrc.json': '{}' }),
  cheat('case of node_modules', 'dependencies', { 'Node_Modules/tax/index.js': 'x\n' }),
  cheat('node_modules in src', 'dependencies', { 'src/node_modules/tax/index.js': 'x\n' }),
  cheat('case of .env', 'secrets', { '.ENV': 'X=1\n' }),
  cheat('JavaScript over TypeScript', 'shadowing-file', { 'src/tax.js': 'export const taxOf = () => 19;\n' }),
  cheat('mjs over TypeScript', 'shadowing-file', { 'src/tax.mjs': 'export const taxOf = () => 19;\n' }),
  cheat(
    'jsx over tsx',
    'shadowing-file',
    { 'src/v.jsx': 'export const V = () => null;\n' },
    withFiles({ 'src/v.tsx': 'export const V = () => null;\n' }),
  ),
  cheat('d.ts over TypeScript', 'shadowing-file', {
    'src/tax.d.ts': 'export declare function taxOf(...a: unknown[]): number;\n',
  }),
  cheat('gitignore hides a test', 'hidden-test', { '.gitignore': 'node_modules\ntest/\n' }),
  cheat('package.json: overrides', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"name"', '"overrides": { "typescript": "5.0.0" },\n  "name"'),
  }),
  cheat('package.json: local runner', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"typescript": "6.0.3"', '"typescript": "file:./fake"'),
  }),
  cheat('package.json: pretest', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"build"', '"pretest": "sed -i s/119/100/ test/cart.test.ts",\n    "build"'),
  }),
  cheat('package.json: postinstall', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"build"', '"postinstall": "x",\n    "build"'),
  }),
  cheat('package.json: prebuild hook', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"build"', '"prebuild": "x",\n    "build"'),
  }),
  cheat('package.json: imports', 'package-json', {
    'package.json': replaceIn(PACKAGE, '"name"', '"imports": { "#cart": "./fake.js" },\n  "name"'),
  }),
  cheat('package.json: type nearer', 'package-json', { 'src/package.json': '{ "type": "commonjs" }' }),
  cheat(
    'config allowed: hollow test:unit',
    'hollow-test-script',
    { 'package.json': replaceIn(PACKAGE, '"test": "node --test"', '"test": "npm run -s nothing", "nothing": "true"') },
    undefined,
    CONFIG_ALLOWED,
  ),
  cheat(
    'config allowed: test ; true',
    'hollow-test-script',
    { 'package.json': replaceIn(PACKAGE, 'node --test', 'node --test; true') },
    undefined,
    CONFIG_ALLOWED,
  ),
  cheat(
    'config allowed: test removed',
    'hollow-test-script',
    { 'package.json': replaceIn(PACKAGE, '"test": "node --test",', '') },
    undefined,
    CONFIG_ALLOWED,
  ),
  cheat('mixed: fake vitest package', 'package-json', {
    'packages/vitest/package.json': '{ "name": "vitest" }',
    'packages/vitest/index.js': '',
  }),
  cheat('codecov', 'ci', { 'codecov.yml': 'x' }),
];

describe('integrity refuses: other protected files', () => refuseAll(REFUSED));
