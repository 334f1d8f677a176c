import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCircuitBreakers } from '../engine/call/resilience/circuit-breaker';
import { createEngine } from '../engine/create-engine';
import type { Engine } from '../engine/engine';
import { createFileStore } from '../engine/learn/store/file-store';
import { systemClock } from '../engine/platform/clock';
import type { Io } from './io';
import type { Options } from './options/options';

/** The workspace's real path, or why it can't be used. */
export async function openWorkspace(
  options: Options,
): Promise<{ readonly root: string } | { readonly problem: string }> {
  try {
    const root = await realpath(options.workspace);
    if (!(await stat(root)).isDirectory())
      return { problem: `${options.workspace} is not a folder. Name the workspace folder with --workspace DIR.` };
    return { root };
  } catch {
    return { problem: `There is no folder ${options.workspace}. Name the workspace folder with --workspace DIR.` };
  }
}

export interface State {
  readonly dir: string;
  /** Deletes a folder that was only created for this run; called after the last use. */
  release(): void;
}

/**
 * The state folder, created if it is missing. If it can't be written, a temporary folder is used instead,
 * and a message says what is lost.
 */
export function prepareState(options: Options, io: Io): State {
  try {
    mkdirSync(options.stateDir, { recursive: true });
    accessSync(options.stateDir, constants.W_OK);
    return { dir: options.stateDir, release: () => undefined };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    io.err(
      `The state folder ${options.stateDir} cannot be written (${cause}). This run is not kept in the history, and ` +
        'nothing is learned from it. Choose another folder with --state-dir DIR.\n',
    );
    const dir = mkdtempSync(join(tmpdir(), 'loopcraft-state-'));
    return { dir, release: () => rmSync(dir, { recursive: true, force: true }) };
  }
}

export function hostEngine(root: string, stateDir: string, io: Io): Engine {
  return createEngine({
    workspace: root,
    stateDir,
    patterns: createFileStore(join(stateDir, 'patterns')),
    services: { types: join(io.dist, 'type-service.js'), commands: join(io.dist, 'command-service.js') },
    env: io.env,
    breakers: createCircuitBreakers(systemClock),
    // Progress is printed from the events; the details of processes are only of use in the editor's log.
    log: () => undefined,
    warn: (line) => io.err(`${line}\n`),
  });
}
