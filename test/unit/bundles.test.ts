import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { ModelError } from '../../src/engine/call/resilience/failure';
import { Interrupted } from '../../src/engine/contract/stop';
import { tempWorkspace } from '../support/temp-workspace';

const root = path.resolve(__dirname, '../..');

describe('a class that the bundles of the extension each have', () => {
  it('recognises what the other one throws, and nothing else', async () => {
    const workspace = await tempWorkspace();
    const outfile = path.join(workspace.root, 'other.js');
    const contents = `
      export { ModelError } from './src/engine/call/resilience/failure';
      export { Interrupted } from './src/engine/contract/stop';`;
    await build({ stdin: { contents, resolveDir: root }, outfile, bundle: true, platform: 'node', logLevel: 'error' });
    const other = createRequire(__filename)(outfile) as {
      ModelError: typeof ModelError;
      Interrupted: typeof Interrupted;
    };
    assert.notEqual(other.ModelError, ModelError);
    assert.ok(new other.ModelError('network-dns', 'no server') instanceof ModelError);
    assert.ok(new other.Interrupted() instanceof Interrupted);
    for (const value of [new Error('x'), new DOMException('x', 'AbortError'), undefined, {}]) {
      assert.equal(value instanceof ModelError, false);
      assert.equal(value instanceof Interrupted, false);
    }
    await workspace.remove();
  });
});
