import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(__dirname, '../..');
/** About half as much again as it was when this was written: 98 KiB. */
const MAX_KIB = 150;

describe('what a window of VS Code loads at its start', () => {
  it('is small, and has no schemas, rules, providers or prompts', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['src/extension.ts'],
      outfile: 'extension.js',
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      platform: 'node',
      external: ['vscode'],
      plugins: [
        {
          name: 'later',
          setup: (bundling) =>
            bundling.onResolve({ filter: /./ }, ({ kind, path: name }) =>
              kind === 'dynamic-import' ? { path: name, external: true } : undefined,
            ),
        },
      ],
    });
    const inputs = Object.keys(metafile.inputs);
    const rare =
      /node_modules|engine\/(?:run\/(?!person)|search|verify|prompt|reply|guard|integrity|typecheck|create-engine)/;
    const own = inputs.filter((file) => rare.test(file));
    assert.deepEqual(own, []);
    const kib = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
    assert.ok(kib < MAX_KIB, `${Math.round(kib)} KiB`);
  });
});
