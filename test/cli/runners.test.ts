import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseUrlFor, runArguments, runCli, temporaryFolder } from '../support/cli';
import { minutesDrafts, minutesScript } from '../support/minutes-script';
import { startModelServer } from '../support/model-server';
import {
  fingerprintTree,
  importExtension,
  makeRunnerWorkspace,
  removeWorkspace,
  type WorkspaceRunner,
} from '../support/runner-workspaces';

const PAIRS: readonly (readonly [WorkspaceRunner, 'openai' | 'anthropic'])[] = [
  ['vitest', 'openai'],
  ['jest', 'anthropic'],
  ['mocha', 'openai'],
  ['node:test', 'anthropic'],
];

describe('loopcraft run, on every runner and through both SDKs', function () {
  this.timeout(60_000);

  for (const [runner, provider] of PAIRS) {
    it(`feeds a type error and a failing test back until it is green: ${runner}, ${provider}`, async () => {
      const extension = importExtension(runner);
      const server = await startModelServer({ script: minutesScript(extension) });
      const workspace = makeRunnerWorkspace(runner);
      const state = temporaryFolder('state');
      const args = runArguments({
        task: 'Write formatMinutes as its comment says',
        workspace,
        provider,
        model: 'unheard-of',
        baseUrl: baseUrlFor(provider, server),
        stateDir: state.path,
      });
      const key = { OPENAI_API_KEY: 'sk-test-openai', ANTHROPIC_API_KEY: 'sk-test-anthropic' };
      try {
        const before = fingerprintTree(workspace);
        const unapplied = await runCli([...args, '--json'], key);
        assert.equal(unapplied.code, 0, unapplied.stderr);
        assert.deepEqual(fingerprintTree(workspace), before, 'nothing is written without --apply');
        const verdicts = unapplied.events.flatMap((event) =>
          event.type === 'verdict' ? [`${event.stage} ${event.ok}`] : [],
        );
        assert.deepEqual(verdicts, ['types false', 'tests false', 'integrity true']);
        const end = unapplied.events.at(-1);
        assert.ok(end?.type === 'run-end');
        assert.equal(end.outcome, 'succeeded');
        assert.equal(end.reason, 'verified');
        assert.deepEqual(end.files, ['src/format.ts']);
        const tested = unapplied.events.filter((event) => event.type === 'stage-end' && event.stage === 'tests');
        assert.match(JSON.stringify(tested), new RegExp(runner));

        const applied = await runCli([...args, '--apply'], key);
        assert.equal(applied.code, 0, applied.stderr);
        assert.match(applied.stdout, /^\+\+\+ b\/src\/format\.ts$/m);
        assert.equal(readFileSync(join(workspace, 'src/format.ts'), 'utf8'), minutesDrafts(extension).right);
        const after = fingerprintTree(workspace);
        after.delete('src/format.ts');
        before.delete('src/format.ts');
        assert.deepEqual(after, before, 'only the change is written');

        const again = await runCli(['check', '--workspace', workspace, '--state-dir', state.path, '--json']);
        assert.equal(again.code, 0, again.stderr);
        const all = `${unapplied.stdout}${unapplied.stderr}${applied.stdout}${applied.stderr}`;
        assert.doesNotMatch(all, /sk-test/, 'no key is ever shown');
      } finally {
        removeWorkspace(workspace);
        state.remove();
        await server.close();
      }
    });
  }
});
