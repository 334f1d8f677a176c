import assert from 'node:assert/strict';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const FILES = {
  'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'vitest run' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      types: [],
      lib: ['es2022'],
      skipLibCheck: true,
    },
    include: ['src'],
  }),
  'src/price.ts': "export const price = (cents: number) => (cents / 100).toString() + ' EUR';\n",
  'src/price.test.ts':
    "import { expect, test } from 'vitest';\nimport { price } from './price';\n\n" +
    "test('is in euros', () => {\n  expect(price(200)).toBe('2 EUR');\n});\n",
  'src/App.vue':
    '<script setup lang="ts">\nimport { price } from \'./price\';\nconst text = price(100);\n</script>\n\n' +
    '<template>{{ text }}</template>\n',
};

describe('components that nothing checks', function () {
  this.timeout(120_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    state = temporaryFolder('state');
    workspace = makeWorkspace(FILES, ['vitest', 'typescript']);
  });
  afterEach(() => {
    removeWorkspace(workspace);
    state.remove();
  });

  it('are named in the verdict on a change that they import, and in the types stage', async () => {
    const text = FILES['src/price.ts'].replace('(cents / 100).toString()', 'String(cents / 100)');
    const server = await startModelServer({
      script: () => ({ text: `Here it is.\n\n\`\`\`ts src/price.ts\n${text}\`\`\`\n` }),
    });
    try {
      const target = { task: 'Simplify price()', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
      const result = await runCli(runArguments(target, '--json', '--file', 'src/price.ts'));
      assert.equal(runEndOf(result).reason, 'verified', result.stdout);
      const said = /; nothing checked the types in src\/App\.vue, which the change affects/;
      const summaries = result.events.flatMap((event) => (event.type === 'verdict' ? [event.summary] : []));
      assert.match(summaries[0] ?? '', said);
      const types = result.events.flatMap((event) =>
        event.type === 'stage-end' && event.stage === 'types' ? [event] : [],
      );
      assert.doesNotMatch(types[0]?.checked ?? '', said, 'the unchanged files affect nothing');
      assert.match(types[1]?.checked ?? '', said);
      assert.deepEqual(types[1]?.evidence, []);
    } finally {
      await server.close();
    }
  });
});
