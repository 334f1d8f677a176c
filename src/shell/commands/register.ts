import * as vscode from 'vscode';
import { late } from '../../engine/platform/memo';
import { COMMANDS } from '../contributions';
import { createDemo } from '../demo/try-demo';
import { createRequests } from '../request/requests';
import type { CommandDeps } from './handlers';

/** Registers all commands of package.json. */
export function registerCommands(deps: CommandDeps): vscode.Disposable {
  const requests = createRequests(deps);
  const demo = createDemo(deps.context);
  const handlers = late(async () => {
    const { createHandlers } = await import('./handlers');
    const created = createHandlers({ ...deps, requests, demo });
    return () => created;
  });
  return vscode.Disposable.from(
    requests,
    demo,
    ...COMMANDS.map((id) =>
      vscode.commands.registerCommand(id, async (argument: never) => (await handlers())[id](argument)),
    ),
  );
}
