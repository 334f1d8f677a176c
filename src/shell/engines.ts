import type * as vscode from 'vscode';
import { createLanes } from '../engine/call/resilience/circuit-breaker';
import { createEngine } from '../engine/create-engine';
import type { Engine, Services } from '../engine/engine';
import type { PatternStore } from '../engine/learn/ports';
import { systemClock } from '../engine/platform/clock';

export interface EnginesConfig {
  readonly stateDir: string;
  readonly patterns: PatternStore;
  readonly services: Services;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** One engine for each workspace folder, made when first asked for. */
export interface Engines {
  of(folder: vscode.WorkspaceFolder): Engine;
  /** Ends every child process and deletes scratch copies. */
  dispose(): Promise<void>;
}

export function createEngines(config: EnginesConfig): Engines {
  const engines = new Map<string, Engine>();
  const lanes = createLanes(systemClock);
  return {
    of(folder) {
      const workspace = folder.uri.fsPath;
      const engine = engines.get(workspace) ?? createEngine({ ...config, workspace, lanes });
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
