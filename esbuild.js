// Builds everything that ships into dist/:
//   extension.js     the VS Code extension
//   loopcraft.js     the command line
//   type-service.js  the process that holds the TypeScript compiler
//   typescript/      the compiler used where a workspace has none of its own
// Usage: node esbuild.js [--production] [--watch]
const { chmod, cp, mkdir, readdir, readFile, rm } = require('node:fs/promises');
const { existsSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const root = __dirname;
const dist = path.join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const entries = [
  { source: 'src/extension.ts', out: 'extension' },
  { source: 'src/cli/main.ts', out: 'loopcraft', executable: true },
  { source: 'src/engine/verify/typescript/service.ts', out: 'type-service' },
];

/** Nine megabytes of compiler stay one file beside the bundles, loaded only when first asked for. */
const typescriptBeside = {
  name: 'typescript-beside',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript/lib/typescript.js', external: true }));
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
    plugins: [typescriptBeside],
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
  const lib = await readdir(path.join(from, 'lib'));
  const wanted = lib.filter((name) => name === 'typescript.js' || /^lib\..*d\.ts$/.test(name));
  await mkdir(path.join(to, 'lib'), { recursive: true });
  await Promise.all([
    ...wanted.map((name) => cp(path.join(from, 'lib', name), path.join(to, 'lib', name))),
    ...['package.json', 'LICENSE.txt', 'ThirdPartyNoticeText.txt']
      .filter((name) => existsSync(path.join(from, name)))
      .map((name) => cp(path.join(from, name), path.join(to, name))),
  ]);
}

async function main() {
  const present = entries.filter(({ source }) => existsSync(path.join(root, source)));
  for (const { source } of entries.filter((entry) => !present.includes(entry))) {
    console.warn(`esbuild.js: ${source} does not exist yet, skipped`);
  }
  if (production) await rm(dist, { recursive: true, force: true });
  await copyTypescript();
  const all = await Promise.all(present.map(optionsFor));
  if (watch) {
    for (const options of all) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
    return;
  }
  await Promise.all(all.map((options) => esbuild.build(options)));
  for (const { out } of present.filter(({ executable }) => executable)) {
    await chmod(path.join(dist, `${out}.js`), 0o755);
  }
}

main().catch((error) => {
  if (!Array.isArray(error?.errors)) console.error(error);
  process.exitCode = 1;
});
