import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunEvent } from '../../src/engine/contract/events';

export const CLI = resolve(__dirname, '../../dist/loopcraft.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output's lines as events, when --json was given. */
  readonly events: readonly RunEvent[];
}

export interface StartedCli {
  readonly process: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Resolves when standard output or error holds the text. */
  shows(text: string): Promise<void>;
}

/** Starts the built command line with no keys but those given. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): StartedCli {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/API_KEY|^npm_/.test(name)));
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  const look = (): void => {
    for (const wait of [...waiting]) {
      if (!stdout.includes(wait.text) && !stderr.includes(wait.text)) continue;
      waiting.splice(waiting.indexOf(wait), 1);
      wait.resolve();
    }
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const ended = new Promise<CliResult>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) =>
      done({ code, stdout, stderr, events: args.includes('--json') ? parseEvents(stdout) : [] }),
    );
  });
  return {
    process: child,
    ended,
    shows: (text) =>
      Promise.race([
        new Promise<void>((done) => {
          waiting.push({ text, resolve: done });
          look();
        }),
        ended.then(({ stderr: all }) => {
          if (!all.includes(text) && !stdout.includes(text))
            throw new Error(`ended without showing "${text}":\n${all}`);
        }),
      ]),
  };
}

export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return startCli(args, env).ended;
}

function parseEvents(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}

export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `loopcraft-${name}-`)));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
