import assert from 'node:assert/strict';
import { runCli, temporaryFolder } from '../support/cli';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const FILES = {
  'package.json': '{"name":"shop","scripts":{"test":"vitest run"}}',
  'src/index.ts': "export * from './cart';\n",
  'src/cart.ts': "import { sum } from './sum';\nexport function total(items: number[]) {\n  return sum(items);\n}\n",
  'src/sum.ts': 'export function sum(numbers: number[]) {\n  return numbers.reduce((a, b) => a - b, 0);\n}\n',
  'test/cart.test.ts':
    "import { expect, test } from 'vitest';\nimport { total } from '../src';\n" +
    "test('adds up', () => {\n  expect(total([1, 2])).toBe(3);\n});\n",
  // More than a small window has room for.
  'src/rounding.ts': Array.from(
    { length: 300 },
    (_, at) => `export const roundTotal${at} = (total: number) => Math.round(total * ${at}) / ${at};\n`,
  ).join('\n'),
};

describe('loopcraft context', function () {
  this.timeout(60_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;
  before(() => {
    state = temporaryFolder('state');
    workspace = makeWorkspace(FILES, ['vitest']);
  });
  after(() => {
    removeWorkspace(workspace);
    state.remove();
  });
  const context = (...args: string[]) =>
    runCli(['context', '--workspace', workspace, '--state-dir', state.path, ...args]);

  it('prints the code behind a failing test, and why each part is there', async () => {
    const { code, stdout, stderr } = await context('--test', 'adds up');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /## src\/sum\.ts\n[\s\S]*numbers\.reduce\(\(a, b\) => a - b, 0\)/);
    assert.match(stderr, /test\/cart\.test\.ts: the failing test \(about \d+ tokens\)/);
    assert.match(stderr, /src\/sum\.ts: sum is 2 references from the failing test/);
    assert.match(stderr, /for a model with a large window\. Name yours with --provider and --model\./);
  });

  it('runs the test first if that is wanted, and then knows what it ran', async () => {
    const { code, stderr } = await context('--test', 'adds up', '--run-tests');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /src\/sum\.ts: only failing tests ran it/);
  });

  it('prints what a request names, as much as the model that is named has room for, as JSON', async () => {
    const model = ['--provider', 'openai', '--model', 'gpt-4'];
    const { code, stdout, stderr } = await context('round the total in src/cart.ts', '--json', ...model);
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /Name yours/);
    const { parts, tokens } = JSON.parse(stdout);
    assert.deepEqual([parts[0].title, parts[0].why], ['src/cart.ts', 'named in the request']);
    assert.ok(tokens > 1000 && tokens <= 2048, String(tokens));
  });

  it('says that no test has the name, and what is missing without any argument', async () => {
    const unknown = await context('--test', 'subtracts');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /No test file holds the title "subtracts"/);
    const empty = await context();
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /Say what the context is for/);
  });
});
