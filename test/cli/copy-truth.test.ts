import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { fingerprintTree, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const tsconfig = (references: readonly string[]): string =>
  JSON.stringify({
    compilerOptions: {
      composite: true,
      module: 'nodenext',
      strict: true,
      rootDir: 'src',
      outDir: 'dist',
      types: [],
      lib: ['es2022'],
      skipLibCheck: true,
    },
    include: ['src'],
    exclude: ['src/**/*.test.ts'],
    references: references.map((path) => ({ path })),
  });
const VAT = (divisor: number): string =>
  'export function vat(cents: number, percent: number): number {\n' +
  `  return Math.round((cents * percent) / ${divisor});\n}\n`;
/** npm workspaces with project references; git ignores what `tsc -b` writes. */
const FILES = {
  '.gitignore': 'node_modules\ndist\n*.tsbuildinfo\n',
  'package.json': JSON.stringify({
    name: 's1',
    private: true,
    type: 'module',
    workspaces: ['packages/*'],
    scripts: { build: 'tsc -b packages/app', test: 'vitest run' },
  }),
  'packages/core/package.json': JSON.stringify({
    name: '@s1/core',
    version: '1.0.0',
    type: 'module',
    main: 'dist/index.js',
    types: 'dist/index.d.ts',
  }),
  'packages/core/tsconfig.json': tsconfig([]),
  'packages/core/src/index.ts': "export { vat } from './vat.js';\n",
  'packages/core/src/vat.ts': VAT(100),
  'packages/app/package.json': JSON.stringify({
    name: '@s1/app',
    version: '1.0.0',
    type: 'module',
    dependencies: { '@s1/core': '1.0.0' },
  }),
  'packages/app/tsconfig.json': tsconfig(['../core']),
  'packages/app/src/gross.ts':
    "import { vat } from '@s1/core';\n\nexport const gross = (cents: number): number => cents + vat(cents, 20);\n",
  'packages/app/src/gross.test.ts':
    "import { expect, test } from 'vitest';\nimport { gross } from './gross.js';\n\n" +
    "test('adds the tax', () => {\n  expect(gross(1000)).toBe(1200);\n});\n",
};
const reply = (text: string): string => `Here it is.\n\n\`\`\`ts packages/core/src/vat.ts\n${text}\`\`\`\n`;

describe('packages that are loaded through built files that git ignores', function () {
  this.timeout(120_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    state = temporaryFolder('state');
    workspace = makeWorkspace(FILES, ['vitest', 'typescript']);
    symlinkSync(require.resolve('typescript/bin/tsc'), join(workspace, 'node_modules/.bin/tsc'));
    mkdirSync(join(workspace, 'node_modules/@s1'));
    symlinkSync('../../packages/core', join(workspace, 'node_modules/@s1/core'));
    execFileSync('git', ['init', '-q'], { cwd: workspace });
    execFileSync(join(workspace, 'node_modules/.bin/tsc'), ['-b', 'packages/app'], { cwd: workspace });
  });
  afterEach(() => {
    removeWorkspace(workspace);
    state.remove();
  });
  const runWith = async (replies: readonly string[], ...first: readonly string[]) => {
    let next = 0;
    const server = await startModelServer({
      script: () => ({ text: replies[Math.min(next++, replies.length - 1)] ?? '' }),
    });
    try {
      const target = { task: 'Simplify vat()', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
      const args = runArguments(target, '--json', '--max-iterations', '2');
      if (first.length > 1) return await runCli([...first, ...args.slice(2)]);
      const focused = [...args, '--file', 'packages/core/src/vat.ts'];
      return await runCli(first.length > 0 ? [...first, ...focused.slice(2)] : focused);
    } finally {
      await server.close();
    }
  };

  it('are built with the candidate: a wrong change of core is red', async () => {
    const before = fingerprintTree(workspace);
    const result = await runWith([reply(VAT(1000))]);
    const end = runEndOf(result);
    assert.notEqual(end.reason, 'verified', result.stdout);
    const verdicts = result.events.flatMap((event) => (event.type === 'verdict' ? [`${event.stage} ${event.ok}`] : []));
    assert.equal(verdicts[0], 'tests false', result.stdout);
    assert.match(result.stdout, /expected 1020 to be 1200/);
    assert.deepEqual(fingerprintTree(workspace), before, 'the workspace keeps its last build');
  });

  it('lend their types to others as the candidate has them, to a change of one package and of both', async () => {
    // Without references, the compiler knows core only by its declaration files.
    writeFileSync(join(workspace, 'packages/app/tsconfig.json'), tsconfig([]));
    const changed = VAT(100).replace('percent: number', 'percent: string').replace('percent)', '+percent)');
    const gross =
      "import { vat } from '@s1/core';\n\nexport const gross = (cents: number) => cents + vat(cents, '20');\n";
    const both = reply(changed) + reply(gross).replace('core/src/vat.ts', 'app/src/gross.ts');
    const result = await runWith([reply(changed), both]);
    assert.equal(runEndOf(result).reason, 'verified', result.stdout);
    const summaries = result.events.flatMap((event) => (event.type === 'verdict' ? [event.summary] : []));
    assert.equal(summaries.length, 2, result.stdout);
    assert.match(summaries[0] ?? '', /TS2345.*packages\/app\/src\/gross\.ts:3/);
  });

  it('are not called green where they are outdated and cannot be built', async () => {
    writeFileSync(join(workspace, 'packages/core/src/vat.ts'), VAT(1000));
    const later = new Date(Date.now() + 2_000);
    utimesSync(join(workspace, 'packages/core/src/vat.ts'), later, later);
    const manifest = { ...JSON.parse(FILES['packages/core/package.json']), scripts: { build: 'exit 3' } };
    writeFileSync(join(workspace, 'packages/core/package.json'), JSON.stringify(manifest));
    const result = await runWith([reply(VAT(100))], 'fix');
    assert.equal(runEndOf(result).reason, 'unverifiable', result.stdout);
    assert.match(
      runEndOf(result).message,
      /^Types and tests are green\. Not exercised: @s1\/core is loaded from .*exit code 3/,
    );
    assert.equal(runEndOf(result).calls, 0);
    const checked = await runCli(['check', '--workspace', workspace, '--state-dir', state.path]);
    assert.match(checked.stderr, /Not exercised: @s1\/core is loaded from packages\/core\/dist, which is older/);
  });

  it('do not make a change of another package green while they are outdated and cannot be built', async () => {
    const later = new Date(Date.now() + 2_000);
    utimesSync(join(workspace, 'packages/core/src/vat.ts'), later, later);
    const manifest = { ...JSON.parse(FILES['packages/core/package.json']), scripts: { build: 'exit 3' } };
    writeFileSync(join(workspace, 'packages/core/package.json'), JSON.stringify(manifest));
    const text = FILES['packages/app/src/gross.ts'].replace('cents + vat', 'vat').replace('20);', '20) + cents;');
    const change = `\`\`\`ts packages/app/src/gross.ts\n${text}\`\`\`\n`;
    const open = await runWith([change], 'run', 'Put vat() first');
    const named = await runWith([change], 'run', 'Put vat() first', '--file', 'packages/app/src/gross.ts');
    for (const [result, calls] of [
      [open, 1],
      [named, 0],
    ] as const) {
      const end = runEndOf(result);
      assert.equal(end.reason, 'unverifiable', result.stdout);
      assert.match(end.message, /Not exercised: @s1\/core is loaded from packages\/core\/dist, which .*exit code 3/);
      assert.equal(end.calls, calls);
    }
  });

  it('are built before a fix says that nothing is to be fixed', async () => {
    writeFileSync(join(workspace, 'packages/core/src/vat.ts'), VAT(1000));
    const later = new Date(Date.now() + 2_000);
    utimesSync(join(workspace, 'packages/core/src/vat.ts'), later, later);
    const result = await runWith([reply(VAT(100))], 'fix');
    assert.equal(runEndOf(result).reason, 'verified', result.stdout);
    assert.match(readFileSync(join(workspace, 'packages/core/dist/vat.js'), 'utf8'), /\/ 100\)/);
  });
});
