import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EventOf, RunEvent } from '../../src/engine/contract/events';
import type { ModelServer } from './model-server';

export const CLI = resolve(__dirname, '../../dist/loopcraft.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output as events, if --json was given. */
  readonly events: readonly RunEvent[];
}

export interface StartedCli {
  readonly process: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Resolves when standard output or standard error contains the text. */
  shows(text: string): Promise<void>;
}

/** Starts the built command line. Of all API keys, it gets only those in `env`. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cli: string = CLI,
  /** Standard input. */
  input = '',
): StartedCli {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/API_KEY|^npm_/.test(name)));
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...clean, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  const waits: { text: string; resolve: () => void }[] = [];
  const checkWaits = (): void => {
    for (const wait of [...waits]) {
      if (!stdout.includes(wait.text) && !stderr.includes(wait.text)) continue;
      waits.splice(waits.indexOf(wait), 1);
      wait.resolve();
    }
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    checkWaits();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    checkWaits();
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
          waits.push({ text, resolve: done });
          checkWaits();
        }),
        ended.then(({ stderr: all }) => {
          if (!all.includes(text) && !stdout.includes(text))
            throw new Error(`ended without showing "${text}":\n${all}`);
        }),
      ]),
  };
}

/** Runs the built command line to its end. */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cli: string = CLI,
): Promise<CliResult> {
  return startCli(args, env, cli).ended;
}

function parseEvents(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}

/** What `loopcraft run` is for, and against which model. */
export interface RunTarget {
  /** Default: `Write formatMinutes`, the task of the workspaces in runner-workspaces.ts. */
  readonly task?: string;
  readonly workspace: string;
  /** Default: `scripted`. */
  readonly provider?: 'scripted' | 'openai' | 'anthropic';
  /** Default: none, which only the scripted provider accepts. */
  readonly model?: string;
  readonly baseUrl: string;
  readonly stateDir: string;
}

/** Arguments of `loopcraft run`, then those in `more`. */
export function runArguments(
  { task = 'Write formatMinutes', workspace, provider = 'scripted', model, baseUrl, stateDir }: RunTarget,
  ...more: readonly string[]
): string[] {
  const modelOption = model === undefined ? [] : ['--model', model];
  const target = ['run', task, '--workspace', workspace, '--provider', provider, ...modelOption];
  return [...target, '--base-url', baseUrl, '--state-dir', stateDir, ...more];
}

/** The last event of a run, which must be its end. */
export function runEndOf(result: CliResult): EventOf<'run-end'> {
  const end = result.events.at(-1);
  assert.ok(end?.type === 'run-end', result.stderr);
  return end;
}

/** Address for the provider's SDK: OpenAI's and Anthropic's differ. */
export function baseUrlFor(provider: 'openai' | 'anthropic', server: ModelServer): string {
  return provider === 'openai' ? server.openAiBaseUrl : server.anthropicBaseUrl;
}

/** Creates an empty temporary folder `loopcraft-<name>-…`. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `loopcraft-${name}-`)));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
