import assert from 'node:assert/strict';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { installPackages } from '../support/installed-packages';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const TYPESCRIPT = 'typescript@5.9.3';
const PRICE = 'export const price = (cents: number): string => String(cents / 100);\n';
const COMMON = {
  'src/price.ts': PRICE,
  'src/old.ts': "export const old: number = 'old';\n",
  'test/price.test.mjs': "import test from 'node:test';\ntest('is there', () => {});\n",
};
const manifest = (scripts: Readonly<Record<string, string>>) =>
  JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test', ...scripts } });

interface Case {
  readonly packages: readonly string[];
  readonly component: string;
  readonly files: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<'svelte-check' | 'astro check', Case>> = {
  'svelte-check': {
    packages: ['svelte@5.57.3', 'svelte-check@4.7.8', TYPESCRIPT],
    component: 'src/App.svelte',
    files: {
      'package.json': manifest({ check: 'svelte-check --tsconfig ./tsconfig.json --output human' }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'esnext',
          moduleResolution: 'bundler',
          target: 'es2022',
          strict: true,
          noEmit: true,
          verbatimModuleSyntax: true,
          skipLibCheck: true,
          types: ['svelte'],
        },
        include: ['src'],
      }),
      'src/App.svelte': '<script lang="ts">\n  import { price } from \'./price\';\n</script>\n<p>{price(100)}</p>\n',
      'src/Old.svelte': '<script lang="ts"></script>\n<p>{missing}</p>\n',
    },
  },
  'astro check': {
    packages: ['astro@5.18.2', '@astrojs/check@0.9.10', TYPESCRIPT],
    component: 'src/pages/index.astro',
    files: {
      'package.json': manifest({ build: 'astro check && astro build' }),
      'astro.config.mjs': "import { defineConfig } from 'astro/config';\nexport default defineConfig({});\n",
      'tsconfig.json': JSON.stringify({ extends: 'astro/tsconfigs/strict', include: ['src'] }),
      'src/pages/index.astro': "---\nimport { price } from '../price';\n---\n<p>{price(100)}</p>\n",
      'src/pages/old.astro': '<p>{missing}</p>\n',
    },
  },
};

/** The packages of astro are 208 MB, which not every run of all tests should download. */
const isLeftOut = (name: string): boolean =>
  name === 'astro check' && process.env['LOOPCRAFT_TEST_ASTRO'] === undefined;

for (const [name, { packages, component, files }] of Object.entries(CASES))
  (isLeftOut(name) ? describe.skip : describe)(`a workspace that is checked with ${name}`, function () {
    this.timeout(300_000);
    let workspace: string;
    let state: ReturnType<typeof temporaryFolder>;
    before(() => {
      state = temporaryFolder('state');
      workspace = makeWorkspace({ ...COMMON, ...files });
      installPackages(workspace, packages);
    });
    after(() => {
      removeWorkspace(workspace);
      state.remove();
    });

    it('has the errors of its components, and those of the compiler once', async () => {
      const result = await runCli(['check', '--workspace', workspace, '--state-dir', state.path, '--json']);
      const { diagnostics } = JSON.parse(result.stdout) as {
        diagnostics: { path: string; code: number; source?: string }[];
      };
      const old = Object.keys(files).find((path) => /old/i.test(path)) ?? '';
      assert.deepEqual(
        diagnostics.map(({ path, code, source }) => [path, code, source]).sort(),
        [
          [old, 2304, name],
          ['src/old.ts', 2322, undefined],
        ].sort(),
        result.stderr,
      );
    });

    it('refuses a change that only a component breaks on, and takes one that leaves the old errors', async () => {
      const replies = [PRICE.replace('cents: number', 'cents: string').replace('cents / 100', 'cents'), PRICE];
      const server = await startModelServer({
        script: ({ index }) => ({ text: `\`\`\`ts src/price.ts\n// ${index}\n${replies[index] ?? PRICE}\`\`\`\n` }),
      });
      try {
        const target = { task: 'Comment price()', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
        const result = await runCli(runArguments(target, '--json', '--file', 'src/price.ts'));
        assert.equal(runEndOf(result).reason, 'verified', result.stdout);
        const verdicts = result.events.flatMap((event) => (event.type === 'verdict' ? [event] : []));
        assert.match(verdicts[0]?.summary ?? '', new RegExp(`^1 type error: TS2345: .* in ${component}:\\d+$`));
        assert.match(verdicts[1]?.summary ?? '', new RegExp(`${name} \\(the script \`\\w+\`\\) was run on a copy`));
        assert.doesNotMatch(verdicts[1]?.summary ?? '', /nothing checked/);
      } finally {
        await server.close();
      }
    });
  });
