import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SAMPLE_TASK, sampleScript } from '../demo/sample-script';
import { startModelServer } from '../model-server';
import { repository } from './cache';
import { findInstalled } from './desktop';
import { killOnExit } from './processes';
import { startServer, userDataDir } from './server';
import { copyWorkspace, sample, temporaryFolder, writeMachineSettings, writeUserSettings } from './workspace';

/**
 * `npm run start:vscode`: opens a fresh copy of the sample in a real VS Code with this extension and the scripted model
 * server. It uses the installed VS Code, otherwise it starts a server and prints its address. Ctrl+C ends everything
 * and deletes the copy.
 */
async function main(): Promise<void> {
  const folder = await temporaryFolder('loopcraft-start-');
  const workspace = path.join(folder.path, 'harbour-parking');
  await copyWorkspace(sample, workspace);
  const model = await startModelServer({ script: sampleScript() });
  const settings = {
    'loopcraft.provider': 'scripted',
    'loopcraft.model': 'scripted-sample',
    'loopcraft.baseUrl': model.openAiBaseUrl,
    'workbench.startupEditor': 'none',
  };
  const userData = userDataDir(folder.path);
  const installed = await findInstalled();
  console.log(`Sample workspace: ${workspace} (a fresh copy)\nScripted model server: ${model.openAiBaseUrl}`);
  if (installed === undefined) {
    await writeMachineSettings(userData, settings);
    const server = await startServer({ dataDir: folder.path });
    console.log(
      '\nOpen this address in a browser on this machine:\n\n' +
        `  ${server.url({ folder: workspace, extension: repository })}\n\n${INSTRUCTIONS}\n\n` +
        'Ctrl+C ends VS Code and deletes the copy.',
    );
    await server.ended;
  } else {
    await writeUserSettings(userData, settings);
    console.log(
      `VS Code: ${installed}\n\n${INSTRUCTIONS}\n\n` +
        'Closing its window, or Ctrl+C here, ends everything and deletes the copy.',
    );
    await showDesktop(installed, userData, workspace);
  }
  await model.close();
  await folder.remove();
}

const INSTRUCTIONS = [
  'Then:',
  '  1. F1, "Generate with Loopcraft".',
  `  2. Type: ${SAMPLE_TASK}`,
  '  3. Watch: it waits out a rate limit, and feeds back a type error and a failing test.',
  '  4. Look at the changes and accept or discard them. Undo reverts an accepted change.',
  '  5. Find the run in the Loopcraft view of the activity bar.',
].join('\n');

async function showDesktop(executable: string, userData: string, workspace: string): Promise<void> {
  const args = [
    `--extensionDevelopmentPath=${repository}`,
    '--user-data-dir',
    userData,
    '--disable-workspace-trust',
    '--skip-welcome',
    workspace,
  ];
  const child = spawn(executable, args, { detached: process.platform !== 'win32', stdio: 'ignore' });
  const forget = killOnExit(child);
  await once(child, 'exit');
  forget();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
