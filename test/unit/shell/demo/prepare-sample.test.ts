import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installPackages, laySampleOut } from '../../../../src/shell/demo/prepare-sample';
import { nearestFailure } from '../../../../src/shell/tests/fix/nearest-failure';
import { DEMO_REQUEST, startDemo } from '../../../support/demo/shipped';
import { temporaryFolder } from '../../../support/vscode/workspace';

const SAMPLE = resolve(__dirname, '../../../fixtures/sample');
const signal = new AbortController().signal;

describe('the sample of the demo', () => {
  it('is laid out anew each time, with the scripted model for this folder alone, and keeps its packages', async () => {
    const folder = await temporaryFolder('demo-');
    const to = join(folder.path, 'deep', 'harbour-parking');
    try {
      await laySampleOut(SAMPLE, to);
      const original = await readFile(join(to, 'src/charge.ts'), 'utf8');
      await mkdir(join(to, 'node_modules/typescript'), { recursive: true });
      await writeFile(join(to, 'node_modules/typescript/package.json'), '{}');
      await writeFile(join(to, 'src/charge.ts'), 'accepted');
      await writeFile(join(to, 'src/new.ts'), 'new');
      await laySampleOut(SAMPLE, to);
      assert.equal(await readFile(join(to, 'src/charge.ts'), 'utf8'), original);
      assert.equal(existsSync(join(to, 'src/new.ts')), false);
      assert.ok(existsSync(join(to, 'node_modules/typescript/package.json')));
      const settings = JSON.parse(await readFile(join(to, '.vscode/settings.json'), 'utf8'));
      assert.deepEqual([settings['loopcraft.provider'], settings['loopcraft.model']], ['demo', 'scripted-sample']);
      const never = () => assert.fail('installed twice');
      assert.equal(await installPackages(to, signal, never), undefined);
    } finally {
      await folder.remove();
    }
  });

  it('installs its packages with npm, and hands on why that failed', async () => {
    const folder = await temporaryFolder('demo-');
    const asked: string[][] = [];
    try {
      const failing = async (dir: string, args: readonly string[]) => {
        asked.push([dir, ...args]);
        return 'npm error network';
      };
      assert.equal(await installPackages(folder.path, signal, failing), 'npm error network');
      assert.deepEqual(asked[0]?.slice(0, 2), [folder.path, 'install']);
      const aborted = AbortSignal.abort();
      assert.ok(await installPackages(folder.path, aborted), 'cancelling is no success');
    } finally {
      await folder.remove();
    }
  });
});

describe('the scripted model of the demo', () => {
  it('says that it knows one task of the sample, whatever else it is asked', async () => {
    const demo = await startDemo();
    const ask = async (content: string, model = 'scripted-sample') => {
      const body = JSON.stringify({ model, messages: [{ role: 'user', content }] });
      const headers = { 'content-type': 'application/json' };
      return fetch(`${demo.baseUrl}/chat/completions`, { method: 'POST', headers, body });
    };
    try {
      assert.match(new URL(demo.baseUrl).hostname, /^127\.0\.0\.1$/);
      assert.equal((await ask('hello')).status, 429, 'the first call is told to wait');
      assert.match(await (await ask('hello')).text(), /I am a scripted model/);
      assert.equal((await ask('hello', 'gpt-x')).status, 404);
      assert.match(DEMO_REQUEST, /chargeFor/);
    } finally {
      await demo.close();
    }
  });
});

describe('the failure nearest to the cursor', () => {
  it('is the one above where two are as near', () => {
    const failures = [{ line: 3 }, { line: 9 }, { line: 20 }];
    const at = (cursor: number) => nearestFailure(failures, cursor)?.line;
    assert.deepEqual([at(0), at(6), at(7), at(9), at(99)], [3, 3, 9, 9, 20]);
    assert.equal(nearestFailure([], 1), undefined);
  });
});
