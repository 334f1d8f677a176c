import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, runArguments } from '../cli';
import { startModelServer } from '../model-server';
import { copySample } from './sample-copy';
import { SAMPLE_TASK, sampleScript } from './sample-script';

/**
 * `npm start`: runs the built command line on a fresh copy of the sample with the scripted model server. Output and
 * exit status are those of the command line, unless it touched the workspace without --apply.
 */
async function main(): Promise<number> {
  const sample = await copySample();
  const stateDir = await mkdtemp(join(tmpdir(), 'loopcraft-state-'));
  const server = await startModelServer({ script: sampleScript() });
  try {
    const args = runArguments({
      task: SAMPLE_TASK,
      workspace: sample.dir,
      model: 'scripted-sample',
      baseUrl: server.openAiBaseUrl,
      stateDir,
    });
    process.stderr.write(
      `Sample workspace: ${sample.dir} (a fresh copy of test/fixtures/sample)\n` +
        `Scripted model server: ${server.openAiBaseUrl}\n\n`,
    );
    const status = await showCli(args);
    const touched = await sample.touched();
    if (touched.length === 0) return status;
    process.stderr.write(`\nThe workspace was touched without --apply: ${touched.join(', ')}. That is a bug.\n`);
    return 1;
  } finally {
    await server.close();
    await sample.remove();
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** Runs the command line in this terminal. Ctrl+C reaches it directly, and this process only waits for its end. */
async function showCli(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'inherit' });
  const ignore = () => undefined;
  const end = () => child.kill('SIGTERM');
  process.on('SIGINT', ignore);
  process.on('SIGTERM', end);
  const [code] = await once(child, 'exit');
  process.off('SIGINT', ignore);
  process.off('SIGTERM', end);
  return typeof code === 'number' ? code : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
