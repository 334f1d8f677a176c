// Builds everything that ships into dist/:
//   extension.js     the VS Code extension
//   loopcraft.js     the command line
//   type-service.js  the process that holds the TypeScript compiler
//   command-service.js  the process that runs tests and other commands
//   demo.js          the scripted model of the demo, and sample/ the workspace that it knows
//   undici.js        the HTTP client that knows proxies
//   typescript/      the compiler used where a workspace has none of its own
// Usage: node esbuild.js [--production] [--watch]
const { chmod, cp, mkdir, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');

const root = __dirname;
const dist = path.join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const entries = [
  { source: 'src/extension.ts', out: 'extension' },
  { source: 'src/cli/main.ts', out: 'loopcraft', executable: true },
  { source: 'src/services/type-service.ts', out: 'type-service' },
  { source: 'src/services/command-service.ts', out: 'command-service' },
  { source: 'test/support/demo/shipped.ts', out: 'demo' },
  // Beside the bundles, because most windows never call a model.
  { source: 'node_modules/undici/index.js', out: 'undici' },
];

/** Nine megabytes of compiler stay one file beside the bundles, loaded only when first asked for. */
const typescriptBeside = {
  name: 'typescript-beside',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript/lib/typescript.js', external: true }));
  },
};

const undiciBeside = {
  name: 'undici-beside',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.js', external: true }));
  },
};

async function optionsFor({ source, out, executable }) {
  const hasShebang = (await readFile(path.join(root, source), 'utf8')).startsWith('#!');
  return {
    absWorkingDir: root,
    entryPoints: { [out]: source },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    plugins: [typescriptBeside, undiciBeside],
    // Its main file is in a form (UMD) that cannot be bundled.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    banner: executable && !hasShebang ? { js: '#!/usr/bin/env node' } : {},
    minify: production,
    sourcemap: !production,
    sourcesContent: false,
    logLevel: 'warning',
  };
}

async function copyTypescript() {
  const from = path.dirname(require.resolve('typescript/package.json'));
  const to = path.join(dist, 'typescript');
  const manifest = await readFile(path.join(from, 'package.json'), 'utf8');
  if (manifest === (await readFile(path.join(to, 'package.json'), 'utf8').catch(() => ''))) return;
  const lib = await readdir(path.join(from, 'lib'));
  const wanted = lib.filter((name) => name === 'typescript.js' || /^lib\..*d\.ts$/.test(name));
  await mkdir(path.join(to, 'lib'), { recursive: true });
  const notices = ['LICENSE.txt', 'ThirdPartyNoticeText.txt'];
  await Promise.all(
    [...wanted.map((name) => path.join('lib', name)), ...notices].map((name) =>
      cp(path.join(from, name), path.join(to, name)),
    ),
  );
  // Last: says that the copy is whole.
  await writeFile(path.join(to, 'package.json'), manifest);
}

/** The workspace of the demo, with a page that says what it is. */
async function copySample() {
  const to = path.join(dist, 'sample');
  await rm(to, { recursive: true, force: true });
  await cp(path.join(root, 'test/fixtures/sample'), to, { recursive: true });
  await cp(path.join(root, 'test/support/demo/LOOPCRAFT-DEMO.md'), path.join(to, 'LOOPCRAFT-DEMO.md'));
}

async function main() {
  if (production) await rm(dist, { recursive: true, force: true });
  await Promise.all([copyTypescript(), copySample()]);
  const all = await Promise.all(entries.map(optionsFor));
  if (watch) {
    for (const options of all) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
    return;
  }
  await Promise.all(all.map((options) => esbuild.build(options)));
  for (const { out } of entries.filter(({ executable }) => executable)) {
    await chmod(path.join(dist, `${out}.js`), 0o755);
  }
}

main().catch((error) => {
  if (!Array.isArray(error?.errors)) console.error(error);
  process.exitCode = 1;
});
