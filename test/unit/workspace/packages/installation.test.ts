import assert from 'node:assert/strict';
import { packageManager, usesPlugAndPlay } from '../../../../src/engine/workspace/packages/installation';
import { tempWorkspace } from '../../../support/temp-workspace';

const inWorkspace = async <T>(files: Record<string, string>, look: (dir: string) => Promise<T>): Promise<T> => {
  const workspace = await tempWorkspace(files);
  try {
    return await look(workspace.root);
  } finally {
    await workspace.remove();
  }
};

describe('the installation of a workspace', () => {
  for (const [files, manager] of [
    [{}, 'npm'],
    [{ 'package.json': '{' }, 'npm'],
    [{ 'package-lock.json': '{}' }, 'npm'],
    [{ 'pnpm-lock.yaml': '' }, 'pnpm'],
    [{ 'yarn.lock': '' }, 'yarn'],
    [{ 'bun.lock': '' }, 'bun'],
    [{ 'package.json': '{"packageManager":"pnpm@9.1.0"}', 'yarn.lock': '' }, 'pnpm'],
    [{ 'package.json': '{"packageManager":7}', 'yarn.lock': '' }, 'yarn'],
  ] as const) {
    it(`is that of ${manager}: ${JSON.stringify(files)}`, async () =>
      assert.equal(await inWorkspace(files, packageManager), manager));
  }

  for (const [files, isPlugAndPlay] of [
    [{ '.pnp.cjs': '' }, true],
    [{ '.yarnrc.yml': 'enableTelemetry: false\nnodeLinker: pnp\n' }, true],
    [{ '.yarnrc.yml': 'nodeLinker: "node-modules"\n', 'yarn.lock': '__metadata:\n' }, false],
    [{ 'yarn.lock': '# x\n\n__metadata:\n  version: 8\n' }, true],
    [{ 'yarn.lock': '__metadata:\n', 'node_modules/x/index.js': '' }, false],
    [{ 'yarn.lock': '# yarn lockfile v1\n' }, false],
    [{ 'package-lock.json': '{}' }, false],
  ] as const) {
    it(`is ${isPlugAndPlay ? '' : 'not '}Plug'n'Play: ${JSON.stringify(files)}`, async () =>
      assert.equal(await inWorkspace(files, usesPlugAndPlay), isPlugAndPlay));
  }
});
