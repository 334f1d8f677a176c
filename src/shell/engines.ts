import { join } from 'node:path';
import * as vscode from 'vscode';
import { createCircuitBreakers } from '../engine/call/resilience/circuit-breaker';
import type { Engine, EngineConfig } from '../engine/engine';
import { spendingFolder, userStateDir } from '../engine/journal/state-folder';
import type { PatternStore } from '../engine/learn/store/ports';
import { systemClock } from '../engine/platform/clock';

/** One engine for each workspace folder, created on first use. */
export interface Engines {
  of(folder: vscode.WorkspaceFolder): Engine;
  /** Ends every child process and deletes scratch copies. */
  dispose(): Promise<void>;
}

export function createEngines(
  context: vscode.ExtensionContext,
  config: { readonly stateDir: string; readonly patterns: PatternStore; readonly log: vscode.LogOutputChannel },
): Engines {
  const { stateDir, patterns, log } = config;
  const engines = new Map<string, Engine>();
  const breakers = createCircuitBreakers(systemClock);
  const shared = {
    stateDir,
    spendingDir: spendingFolder(userStateDir(process.env)),
    patterns,
    services: {
      types: context.asAbsolutePath(join('dist', 'type-service.js')),
      commands: context.asAbsolutePath(join('dist', 'command-service.js')),
    },
    env: process.env,
    log: (line: string) => log.info(line),
    warn: (line: string) => {
      log.warn(line);
      void vscode.window.showWarningMessage(`Loopcraft: ${line}`);
    },
  };
  return {
    of(folder) {
      const workspace = folder.uri.fsPath;
      const engine = engines.get(workspace) ?? lateEngine({ ...shared, workspace, breakers });
      engines.set(workspace, engine);
      return engine;
    },
    async dispose() {
      const all = [...engines.values()];
      engines.clear();
      await Promise.all(all.map((engine) => engine.dispose()));
    },
  };
}

/** An engine whose code is only loaded when something is asked of it: most windows start no run. */
function lateEngine(config: Omit<EngineConfig, 'keptRuns'>): Engine {
  let loaded: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    loaded ??= load(config);
    return loaded;
  };
  return {
    run: async (...args) => (await engine()).run(...args),
    context: async (...args) => (await engine()).context(...args),
    check: async (...args) => (await engine()).check(...args),
    verify: async (...args) => (await engine()).verify(...args),
    types: async (...args) => (await engine()).types(...args),
    test: async (...args) => (await engine()).test(...args),
    dispose: async () => (await loaded)?.dispose(),
  };
}

async function load(config: Omit<EngineConfig, 'keptRuns'>): Promise<Engine> {
  const [{ createEngine }, { keptRuns }] = await Promise.all([
    import('../engine/create-engine'),
    import('./read-settings'),
  ]);
  return createEngine({ ...config, keptRuns });
}
