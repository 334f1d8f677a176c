import assert from 'node:assert/strict';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { fingerprintTree, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

/** As React Router's `typegen`: a module of types for each route, in a folder that git ignores. */
const TYPEGEN = `
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
mkdirSync('.types/src/routes/+types', { recursive: true });
for (const name of readdirSync('src/routes'))
  writeFileSync('.types/src/routes/+types/' + name, 'export interface Route { readonly file: "' + name + '" }');
`;
const route = (name: string, file = name): string =>
  `import type { Route } from './+types/${name}';\n\nexport const ${name}: Route = { file: '${file}.ts' };\n`;
const FILES = {
  'package.json': JSON.stringify({
    name: 'app',
    private: true,
    type: 'module',
    scripts: { test: 'node --test', typecheck: 'node typegen.mjs && tsc' },
  }),
  'typegen.mjs': TYPEGEN,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: true,
      rootDirs: ['.', './.types'],
    },
    include: ['src', '.types/**/*'],
  }),
  'src/routes/home.ts': route('home'),
  'test/home.test.mjs': "import test from 'node:test';\ntest('is there', () => {});\n",
};

describe('a workspace whose script for types generates sources', function () {
  this.timeout(180_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;
  before(() => {
    workspace = makeWorkspace(FILES, ['typescript']);
    state = temporaryFolder('state');
  });
  after(() => {
    removeWorkspace(workspace);
    state.remove();
  });

  it('is as green as the script, and stays untouched', async () => {
    const before = fingerprintTree(workspace);
    const { code, stderr } = await runCli(['check', '--workspace', workspace, '--state-dir', state.path]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /over what `node typegen\.mjs` \(the script `typecheck`\) generated on a copy/);
    assert.deepEqual(fingerprintTree(workspace), before);
  });

  it('takes a new file whose types are generated from it, and refuses one that does not fit them', async () => {
    const replies = [route('about', 'home'), route('about')];
    const server = await startModelServer({
      script: ({ index }) => ({ text: `\`\`\`ts src/routes/about.ts\n${replies[index] ?? ''}\`\`\`\n` }),
    });
    try {
      const target = { task: 'Write the route about', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
      const result = await runCli(runArguments(target, '--json'));
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
      const [first] = result.events.flatMap((event) => (event.type === 'verdict' ? [event] : []));
      assert.match(first?.summary ?? '', /TS2322: .*"home\.ts".*"about\.ts"/);
    } finally {
      await server.close();
    }
  });
});
