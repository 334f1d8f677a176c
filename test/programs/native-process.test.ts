import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { realTypeChecker } from '../support/services';
import { createTempWorkspace, QUICK, type TempWorkspace } from '../unit/typecheck/temp-workspace';

const never = new AbortController().signal;

/** Ids of the native compiler's processes for a folder. */
function processesIn(root: string): number[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(`--cwd ${root} `)).map((line) => Number.parseInt(line, 10));
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 1500, 'the condition did not become true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('native compiler processes', () => {
  let workspace: TempWorkspace;
  const log: string[] = [];
  const checker = realTypeChecker((line) => log.push(line));
  before(() => {
    workspace = createTempWorkspace({
      'tsconfig.json': { compilerOptions: QUICK },
      'a.ts': 'export const a: string = 1;',
    });
    workspace.install('typescript-7');
  });
  after(async () => {
    await checker.dispose();
    workspace.dispose();
  });
  const codes = async () => {
    const answer = await checker.check({ root: workspace.root, overlay: new Map(), edited: [], scope: 'whole' }, never);
    assert.ok('diagnostics' in answer, JSON.stringify(answer));
    assert.equal(answer.engine, 'native');
    return answer.diagnostics.map(({ code }) => code);
  };

  it('are started again when they crash, and end with the service', async () => {
    assert.deepEqual(await codes(), [2322]);
    const [first, ...others] = processesIn(workspace.root);
    assert.ok(first && others.length === 0, 'one process for one workspace');
    process.kill(first, 'SIGKILL');
    await until(() => processesIn(workspace.root).length === 0);
    assert.deepEqual(await codes(), [2322]);
    assert.match(log.join('\n'), /the native compiler's process ended \(SIGKILL\)/);
    assert.equal(processesIn(workspace.root).length, 1);
    await checker.dispose();
    await until(() => processesIn(workspace.root).length === 0);
  });
});
