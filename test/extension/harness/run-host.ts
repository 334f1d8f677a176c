import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { repository } from '../../support/vscode/cache';
import { findDesktop, runInDesktop } from '../../support/vscode/desktop';
import { copyWorkspace, sample, temporaryFolder } from '../../support/vscode/workspace';
import { runServed } from './run-served';

/** One run of the host suites, in a desktop or a served VS Code. */
export interface HostRun {
  readonly workspace: string;
  readonly dataDir: string;
  /** `extensionTestsPath`: the module whose `run()` VS Code calls. */
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs test/extension/suite inside the extension host of a real VS Code, on a copy of the sample
 * workspace, and prints mocha's output. The counts are written to the file `counts`; returns whether
 * VS Code reported success.
 */
export async function runHostSuites(counts: string, grep: string | undefined): Promise<boolean> {
  const folder = await temporaryFolder('loopcraft-host-');
  const dataDir = folder.path;
  const output = path.join(dataDir, 'output.txt');
  const printing = print(output);
  try {
    const workspace = path.join(dataDir, 'workspace');
    await copyWorkspace(sample, workspace);
    const run: HostRun = {
      workspace,
      dataDir,
      tests: path.join(repository, 'test/extension/harness/host.cjs'),
      env: {
        LOOPCRAFT_OUTPUT: output,
        LOOPCRAFT_COUNTS: counts,
        ...(grep === undefined ? {} : { LOOPCRAFT_GREP: grep }),
      },
    };
    const desktop = await findDesktop();
    return desktop === undefined ? await runServed(run) : await runInDesktop(desktop, run);
  } finally {
    await printing.stop();
    await folder.remove();
  }
}

/** Copies everything that is appended to a file to standard output. */
function print(file: string): { stop(): Promise<void> } {
  let position = 0;
  const copy = async () => {
    if (!existsSync(file)) return;
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size === position) return;
      const { buffer } = await handle.read(Buffer.alloc(size - position), 0, size - position, position);
      position = size;
      process.stdout.write(buffer);
    } finally {
      await handle.close();
    }
  };
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(copy);
  }, 200);
  return {
    async stop() {
      clearInterval(timer);
      await last.then(copy);
    },
  };
}
