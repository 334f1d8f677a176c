import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../model-server';
import { copySample } from './sample-copy';
import { SAMPLE_TASK, sampleScript } from './sample-script';

const CLI = join(__dirname, '../../../dist/loopcraft.js');

/**
 * `npm start`: the main job on a fresh copy of the sample, by the built command line in a process
 * of its own, against the scripted model server. Everything printed is the command line's; the exit
 * status is its own, unless it touched the workspace without --apply.
 */
async function main(): Promise<number> {
  const sample = await copySample();
  const stateDir = await mkdtemp(join(tmpdir(), 'loopcraft-state-'));
  const server = await startModelServer({ script: sampleScript() });
  try {
    const words = [
      'run',
      SAMPLE_TASK,
      '--workspace',
      sample.dir,
      '--provider',
      'scripted',
      '--model',
      'scripted-sample',
      '--base-url',
      server.openAiBaseUrl,
      '--state-dir',
      stateDir,
    ];
    process.stderr.write(
      `Sample workspace: ${sample.dir} (a fresh copy of test/fixtures/sample)\n` +
        `Scripted model server: ${server.openAiBaseUrl}\n\n`,
    );
    const status = await runCli(words);
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

/** Ctrl+C reaches the command line through the terminal; this process only waits for it to end. */
async function runCli(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...words], { stdio: 'inherit' });
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
