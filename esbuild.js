// Builds everything that ships into dist/:
//   extension.js     what a window of VS Code loads at its start
//   part-*.js        what the extension loads later (`import()`), and what these files share
//   loopcraft.js     the command line
//   type-service.js  the process that holds the TypeScript compiler
//   command-service.js  the process that runs tests and other commands
//   demo.js          the scripted model of the demo, and sample/ the workspace that it knows
//   undici.js, openai.js, anthropic.js, prices.js  what only a model call needs: an HTTP client, SDKs, prices
//   orama.js         the vector store, which only recalling by meaning needs
//   panel.js, panel.css  the page of the run panel, with codicon.ttf
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
  { source: 'src/extension.ts', out: 'extension', inParts: true },
  { source: 'src/cli/main.ts', out: 'loopcraft', executable: true },
  { source: 'src/services/type-service.ts', out: 'type-service' },
  { source: 'src/services/command-service.ts', out: 'command-service' },
  { source: 'src/panel/main.ts', out: 'panel', page: true },
  { source: 'src/panel/panel.css', out: 'panel', page: true },
  { source: 'test/support/demo/shipped.ts', out: 'demo' },
];

/** Packages that have a bundle of their own, because most windows never call a model: loading them takes time. */
const beside = {
  undici: { source: 'node_modules/undici/index.js', out: 'undici' },
  openai: { source: 'node_modules/openai/index.mjs', out: 'openai' },
  '@orama/orama': { source: 'node_modules/@orama/orama/dist/esm/index.js', out: 'orama' },
  '@anthropic-ai/sdk': { source: 'node_modules/@anthropic-ai/sdk/index.mjs', out: 'anthropic' },
};
/** Its functions are imported statically, so what loads the bundle is a function as well. */
const prices = { source: 'node_modules/@pydantic/genai-prices/dist/index.js', out: 'prices', functions: ['calcPrice'] };

/**
 * Replaces modules by files beside the bundle, which are loaded when the module is first used. They are CommonJS and have
 * to be required: a native `import()`, which is left as it is for ES modules of the workspace, would wrap their default
 * export once more. In the parts of the extension each `import()` becomes `require()` afterwards.
 */
function loadBeside(build, namespace, filter, fileOf) {
  if (build.initialOptions.splitting) {
    build.onResolve({ filter }, ({ path: name }) => ({ path: fileOf(name), external: true }));
    return;
  }
  stub(build, namespace, filter, (name) => `module.exports = require('${fileOf(name)}');`);
}

/** Replaces modules by a few lines. */
function stub(build, namespace, filter, contents) {
  build.onResolve({ filter, namespace: 'file' }, ({ path: name }) => ({ path: name, namespace }));
  build.onResolve({ filter: /./, namespace }, ({ path: file }) => ({ path: file, external: true }));
  build.onLoad({ filter: /./, namespace }, ({ path: name }) => ({ contents: contents(name) }));
}

/** Nine megabytes of compiler stay one file beside the bundles, loaded only when first asked for. */
const typescriptBeside = {
  name: 'typescript-beside',
  setup(build) {
    loadBeside(build, 'typescript', /^typescript$/, () => './typescript/lib/typescript.js');
  },
};

const packagesBeside = {
  name: 'packages-beside',
  setup(build) {
    const packages = new RegExp(`^(?:${Object.keys(beside).join('|')})$`);
    loadBeside(build, 'package', packages, (name) => `./${beside[name].out}.js`);
    stub(build, 'prices', /^@pydantic\/genai-prices$/, () =>
      prices.functions
        .map((name) => `export const ${name} = (...values) => require('./${prices.out}.js').${name}(...values);`)
        .join('\n'),
    );
  },
};

/**
 * The extension is built in parts: each module that is imported with `import()` is read when it is first used, and what
 * several parts use is in a part of its own. esbuild splits only ES modules, which VS Code doesn't load as an extension, so
 * each part becomes CommonJS afterwards.
 */
const inParts = {
  name: 'in-parts',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      const names = new Set(outputFiles.map((file) => path.basename(file.path)));
      const old = (await readdir(dist)).filter((name) => /^part-.*\.js(?:\.map)?$/.test(name) && !names.has(name));
      await Promise.all(old.map((name) => rm(path.join(dist, name))));
      await Promise.all(outputFiles.map(writeAsCommonJs));
    });
  },
};

async function writeAsCommonJs({ path: file, text }) {
  const { code, map } = await esbuild.transform(text, {
    ...commonJs,
    // The other parts are CommonJS as well, and nothing in them imports an ES module of the workspace.
    supported: { 'dynamic-import': false },
    sourcefile: file,
    minify: production,
    sourcemap: production ? false : 'external',
    sourcesContent: false,
  });
  const name = `${path.basename(file)}.map`;
  await writeFile(file, production ? code : `${code}//# sourceMappingURL=${name}\n`);
  if (!production) await writeFile(path.join(dist, name), map);
}

/** Zod's error texts in fifty languages are not shown: without them its code is less than half as long. */
const zodInEnglish = {
  name: 'zod-in-english',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** For a page in VS Code, which runs in its own browser. */
const pageOptions = {
  platform: 'browser',
  target: 'chrome130',
  format: 'iife',
  external: [],
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

const commonJs = { format: 'cjs', platform: 'node', target: 'node20' };

const partOptions = {
  format: 'esm',
  splitting: true,
  chunkNames: 'part-[name]-[hash]',
  write: false,
  sourcemap: production ? false : 'inline',
};

async function optionsFor({ source, out, executable, page, inParts: parts }) {
  const hasShebang = (await readFile(path.join(root, source), 'utf8')).startsWith('#!');
  return {
    absWorkingDir: root,
    entryPoints: { [out]: source },
    outdir: 'dist',
    bundle: true,
    ...commonJs,
    external: ['vscode'],
    plugins: [typescriptBeside, packagesBeside, zodInEnglish, ...(parts ? [inParts] : [])],
    // Its main file is in a form (UMD) that cannot be bundled.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    banner: executable && !hasShebang ? { js: '#!/usr/bin/env node' } : {},
    minify: production,
    sourcemap: !production,
    sourcesContent: false,
    logLevel: 'warning',
    ...(page ? pageOptions : {}),
    ...(parts ? partOptions : {}),
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
  const all = await Promise.all([...entries, ...Object.values(beside), prices].map(optionsFor));
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
