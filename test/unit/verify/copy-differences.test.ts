import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { withheldVariables } from '../../../src/engine/process/clean-env';
import { copyDifferences } from '../../../src/engine/verify/copy-difference/copy-differences';
import { takeSnapshot } from '../../../src/engine/workspace/take-snapshot';
import { type TempWorkspace, tempWorkspace } from '../../support/temp-workspace';

const FILES = {
  '.gitignore': 'node_modules\n.env*\n/data\n*.gen.ts\n/dist\n*.snap\n/packages/*/fixtures\n.nuxt\n',
  'package.json': '{"name":"a","scripts":{"build":"tsc"}}',
  'src/env.ts':
    'if (!process.env.API_TOKEN_URL) throw new Error("no url");\nexport const url = process.env.API_TOKEN_URL;',
  'src/link.ts': "import './env';",
  'src/link.test.ts': "import './link';",
  'src/other.test.ts': "import 'node:fs';",
  'packages/b/package.json': '{"name":"b"}',
  'packages/b/test/b.test.ts': '',
  '.env': 'export VITE_API_URL=https://user:hunter2@api\n# COMMENT=1\nOTHER = 2\n',
  'data/rates.json': '{}',
  'data/names.json': '{}',
  'src/routes.gen.ts': 'export {}',
  'dist/cli.js': '',
  'packages/b/fixtures/one.txt': 'one',
  'src/__snapshots__/other.test.ts.snap': '',
  '.nuxt/tsconfig.json': '{}',
};

describe('the difference between the copy and the workspace', () => {
  let workspace: TempWorkspace;
  let dir: string;
  beforeEach(async () => {
    workspace = await tempWorkspace(FILES);
    dir = join(dirname(workspace.root), 'copy');
    const { files } = await takeSnapshot(workspace.root, new Map(), new AbortController().signal);
    for (const path of files) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), '');
    }
  });
  afterEach(() => workspace.remove());

  const explain = async (message: string, more: Partial<TestReport> = {}, env: Record<string, string> = {}) => {
    const snapshot = await takeSnapshot(workspace.root, new Map(), new AbortController().signal);
    const report: TestReport = {
      command: 'vitest run',
      runner: 'vitest',
      exitCode: 1,
      executed: 1,
      passed: 0,
      tests: [],
      failed: [{ name: 't', path: 'src/other.test.ts', message }],
      errors: [],
      output: '',
      ms: 1,
      ...more,
    };
    return copyDifferences(report, { snapshot, dir, withheld: withheldVariables(env), given: ['PATH'] });
  };

  const missing: readonly (readonly [message: string, path: string])[] = [
    ["ENOENT: no such file or directory, open 'data/rates.json'", 'data/rates.json'],
    ["ENOENT: no such file or directory, scandir './data'", 'data'],
    ["Cannot find module './routes.gen' imported from 'src/link.ts'", 'src/routes.gen.ts'],
    ["Cannot find module '../src/routes.gen.js' from 'src/other.test.ts'", 'src/routes.gen.ts'],
    ['Failed to resolve import "./routes.gen" from "src/link.ts". Does the file exist?', 'src/routes.gen.ts'],
    ['failed to resolve "extends":"./.nuxt/tsconfig.json" in /repo/tsconfig.json', '.nuxt/tsconfig.json'],
    ['[dotenv@17.2.0] injecting env (0) from .env', '.env'],
  ];
  for (const [message, path] of missing) {
    it(`names what this line misses: ${message}`, async () => {
      const [sentence = '', ...more] = await explain(message);
      assert.ok(sentence.startsWith(`\`${path}\` is in the workspace, but not in the copy`), sentence);
      assert.ok(sentence.endsWith(`add it to loopcraft.alsoCopy (--also-copy ${path}).`), sentence);
      assert.deepEqual(more, []);
    });
  }

  it('takes paths from the package of the test, and from the copy', async () => {
    const failed = [{ name: 't', path: 'packages/b/test/b.test.ts', message: "ENOENT: open 'fixtures/one.txt'" }];
    assert.match((await explain('', { failed })).join(), /^`packages\/b\/fixtures\/one\.txt` is/);
    const absolute = `Error: Cannot open ${join(dir, 'data/rates.json')}, ENOENT: ${join(dir, 'data/names.json')}`;
    assert.match((await explain(absolute)).join(), /^`data\/rates\.json`, `data\/names\.json` are .* add them to/);
  });

  it('names ignored snapshots, and a build that has to be made in the copy', async () => {
    assert.match(
      (await explain('Snapshot `t 1` mismatched')).join(),
      /^`src\/__snapshots__\/other\.test\.ts\.snap` is/,
    );
    const [sentence = ''] = await explain("Cannot find module '../dist/cli.js'");
    assert.match(sentence, /^`dist\/cli\.js` is built, and git ignores it, so .* in package\.json .* `build` script/);
    assert.doesNotMatch(sentence, /alsoCopy/);
  });

  it('names the ignored environment file that sets what the failure or a reached source reads', async () => {
    const [named = '', ...more] = await explain('Invalid env: VITE_API_URL is missing');
    assert.match(
      named,
      /^`\.env` is .* \(it sets VITE_API_URL, which the failure names\): add it to loopcraft\.alsoCopy/,
    );
    assert.doesNotMatch(named, /hunter2/);
    assert.deepEqual(more, []);
    await workspace.write({ '.env.test': 'API_TOKEN_URL=x' });
    const failed = [{ name: 't', path: 'src/link.test.ts', message: 'no url' }];
    assert.match(
      (await explain('', { failed })).join(),
      /^`\.env\.test` is .*sets API_TOKEN_URL, which src\/env\.ts reads/,
    );
  });

  it('names a withheld variable where a reached source or the failure names it, and never its value', async () => {
    const env = { API_TOKEN_URL: 'hunter2', DATABASE_URL: 'postgres://me:hunter2@db', GITHUB_TOKEN: 'hunter2' };
    const failed = [{ name: 't', path: 'src/link.test.ts', message: 'no url' }];
    const [read = '', ...more] = await explain('', { failed }, env);
    assert.match(read, /^API_TOKEN_URL, which src\/env\.ts reads, is withheld from tests/);
    assert.ok(
      read.endsWith(`loopcraft.environment: { "API_TOKEN_URL": "\${env:API_TOKEN_URL}" } (--env API_TOKEN_URL).`),
    );
    const [named = ''] = await explain('DATABASE_URL: Required', {}, env);
    assert.match(named, /^DATABASE_URL, which the failure names, is withheld/);
    assert.deepEqual(more, []);
    assert.doesNotMatch(`${read}${named}`, /hunter2/);
    const flags = await explain(
      'You need --experimental-vm-modules',
      {},
      { NODE_OPTIONS: '--experimental-vm-modules' },
    );
    assert.match(flags.join(), /^NODE_OPTIONS, which the failure names/);
  });

  it('names what nothing sets and an example names, where the failure or a reached source reads it', async () => {
    await workspace.write({
      'src/settings.env.example': 'PORT=3000\n',
      'env.sample': 'API_TOKEN_URL=https://example.com\nexport STRIPE_KEY=sk\nPATH=/bin\n',
    });
    const [named = '', ...more] = await explain('Environment variable not found: STRIPE_KEY. PATH is /bin');
    assert.equal(
      named,
      'STRIPE_KEY, which the failure names, is set nowhere, and `env.sample` names it: set it in `.env` and add that ' +
        'to loopcraft.alsoCopy (--also-copy .env), or pass it to the tests with loopcraft.environment: ' +
        '{ "STRIPE_KEY": "…" } (--env STRIPE_KEY=VALUE).',
    );
    assert.deepEqual(more, []);
    const link = { failed: [{ name: 't', path: 'src/link.test.ts', message: 'Invalid URL: undefined' }] };
    assert.match((await explain('', link)).join(), /^API_TOKEN_URL, which src\/env\.ts reads, is set nowhere/);
    const other = { failed: [{ name: 't', path: 'src/link.test.ts', message: 'expected 1 to be 2' }] };
    assert.deepEqual(await explain('', other), [], 'it may be optional');
    assert.match((await explain('PORT is missing')).join(), /in `src\/settings\.env` and add that/);
    // A file in the copy sets it.
    await writeFile(join(dir, '.env.test'), 'STRIPE_KEY=sk\n');
    assert.deepEqual(await explain('Environment variable not found: STRIPE_KEY'), []);
  });

  it('names what git in the copy lacks', async () => {
    const said = "fatal: ambiguous argument 'origin/main'";
    assert.match(
      (await explain(`${said}: unknown revision`)).join(),
      /^Git in the copy said "fatal: .*origin\/main'": it has/,
    );
  });

  it('says nothing about a green report, nor about failures that miss nothing of these', async () => {
    const env = { GITHUB_TOKEN: 'hunter2' };
    assert.deepEqual(await explain('expected 1 to be 2 in data/rates.json', {}, env), []);
    assert.deepEqual(await explain("Cannot find module './nowhere' from 'src/link.ts'", {}, env), []);
    assert.deepEqual(await explain("ENOENT: 'node_modules/x', 'src/env.ts', '/etc/none', '../../up.txt'", {}, env), []);
    const green = { exitCode: 0, failed: [] };
    assert.deepEqual(await explain('', { ...green, output: "warning: ENOENT 'data/rates.json'" }, env), []);
  });
});
