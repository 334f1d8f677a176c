/*
 * What the language-model tools do, without VS Code's part of it, which is register-tools.ts: any agent in VS Code gets
 * types and tests as they are, the whole verdict of a change that it proposes, and a run that fixes. The engine is the
 * one that the commands use.
 */
import type * as vscode from 'vscode';
import type { z } from 'zod';
import type { Engine, RunResult } from '../../engine/engine';
import type { TaskRequest } from '../actions/run-task';
import type { AgentToolName } from '../contributions';
import { l10n } from '../l10n';
import type { Settings, SettingsResult } from '../settings';
import { fixTask } from '../tests/fix/fix-request';
import { formatCost } from '../views/format';
import {
  type CheckInput,
  checkInput,
  type FixInput,
  fixInput,
  readInput,
  type VerifyInput,
  verifyInput,
} from './tool-inputs';
import { checkText, fixText, verifyText } from './tool-results';

export interface AgentDeps {
  isTrusted(): boolean;
  /** The workspace folders on disk. */
  folders(): readonly vscode.WorkspaceFolder[];
  /** The folder of the active editor. */
  activeFolder(): vscode.WorkspaceFolder | undefined;
  settingsOf(folder: vscode.WorkspaceFolder): SettingsResult;
  engineOf(folder: vscode.WorkspaceFolder): Pick<Engine, 'check' | 'types' | 'test' | 'verify'>;
  /** Editor text that is not on disk, by workspace-relative path. */
  unsaved(folder: vscode.WorkspaceFolder): ReadonlyMap<string, string>;
  /** The text of a file as the person sees it. */
  read(folder: vscode.WorkspaceFolder, path: string): Promise<string | undefined>;
  /** Runs a task as a command does; undefined where nothing was started, of which the person was told why. */
  run(request: TaskRequest): Promise<RunResult | undefined>;
  /** How a run ended, as the person reads it. */
  endOf(result: RunResult): string;
}

/** A message that the calling model reads: why there is no result, and what to do. */
export class ToolProblem extends Error {
  override readonly name = 'ToolProblem';
}

export interface AgentTool {
  /** What the person is asked before the tool starts; undefined where it needs no confirmation. */
  confirmation(input: unknown): { readonly title: string; readonly message: string } | undefined;
  /** While the tool works. */
  readonly working: () => string;
  /** The result for the calling model. Throws a `ToolProblem` where there is none. */
  invoke(input: unknown, signal: AbortSignal): Promise<string>;
}

export function createAgentTools(deps: AgentDeps) {
  return {
    loopcraft_check: tool(checkInput, {
      working: () => l10n.t('Checking types and tests with Loopcraft'),
      confirmation: (input) =>
        input?.only === 'types'
          ? undefined
          : {
              title: l10n.t('Run the tests?'),
              message: l10n.t("Loopcraft runs this workspace's own test command in a copy of the folder."),
            },
      invoke: (input, signal) => check(deps, input, signal),
    }),
    loopcraft_verify: tool(verifyInput, {
      working: () => l10n.t('Verifying the proposed change with Loopcraft'),
      confirmation: () => ({
        title: l10n.t('Verify the proposed change?'),
        message: l10n.t(
          "Loopcraft applies the proposed change to a copy of the folder and runs this workspace's own compiler and " +
            'tests there, and so the proposed code. Nothing is written to your files.',
        ),
      }),
      invoke: (input, signal) => verify(deps, input, signal),
    }),
    loopcraft_fix: tool(fixInput, {
      working: () => l10n.t('Fixing with Loopcraft'),
      confirmation: (input) => fixConfirmation(deps, input),
      invoke: (input, signal) => fix(deps, input, signal),
    }),
  } satisfies Record<AgentToolName, AgentTool>;
}

function tool<T>(
  schema: z.ZodType<T>,
  {
    working,
    confirmation,
    invoke,
  }: {
    readonly working: () => string;
    readonly confirmation: (input: T | undefined) => ReturnType<AgentTool['confirmation']>;
    readonly invoke: (input: T, signal: AbortSignal) => Promise<string>;
  },
): AgentTool {
  return {
    working,
    // An input that is not valid is refused before anything starts, so that there is nothing to confirm.
    confirmation(input) {
      const read = readInput(schema, input);
      return 'problem' in read ? undefined : confirmation(read.input);
    },
    async invoke(input, signal) {
      const read = readInput(schema, input);
      if ('problem' in read) throw new ToolProblem(read.problem);
      return invoke(read.input, signal);
    },
  };
}

async function check(deps: AgentDeps, { folder: name, only }: CheckInput, signal: AbortSignal): Promise<string> {
  const { folder, settings } = place(deps, name);
  const engine = deps.engineOf(folder);
  const options = { ...testing(deps, folder, settings), signal };
  const read = (path: string) => deps.read(folder, path);
  if (only === 'types') return checkText({ types: await engine.types(options) }, read);
  if (only === 'tests') return checkText({ tests: await engine.test(options) }, read);
  return checkText(await engine.check(options), read);
}

async function verify(deps: AgentDeps, input: VerifyInput, signal: AbortSignal): Promise<string> {
  const { folder, settings } = place(deps, input.folder);
  // The reader of replies takes JSON with files, too, and looks at what whole files would lose.
  const text = input.change ?? JSON.stringify({ files: input.files });
  const options = { ...testing(deps, folder, settings), rules: settings.rules, signal };
  return verifyText(await deps.engineOf(folder).verify(text, options));
}

async function fix(deps: AgentDeps, input: FixInput, signal: AbortSignal): Promise<string> {
  const { folder, settings } = place(deps, input.folder);
  const { test, path, hint } = input;
  // The person would be asked to choose one, and the agent would wait for that without knowing.
  if (settings.provider === '' || settings.model === '')
    throw new ToolProblem('No model is set up for Loopcraft. Ask the person to run "Loopcraft: Choose Model".');
  if (path !== undefined && test === undefined)
    throw new ToolProblem('Pass the full name of the test together with its path, or neither of them.');
  const task = fixTask(test === undefined ? [] : [{ name: test, ...(path === undefined ? {} : { path }) }], false);
  const hints = hint === undefined ? {} : { hints: [hint] };
  const result = await deps.run({ folder, untitled: new Map(), task: { ...task, ...hints }, signal });
  if (result === undefined)
    throw new ToolProblem(
      'No run was started, for example because another one is in progress in this folder. VS Code told the person why.',
    );
  return fixText(result, deps.endOf(result), settings.autonomy === 'apply-when-verified');
}

function fixConfirmation(deps: AgentDeps, input: FixInput | undefined) {
  const [folder] = deps.isTrusted() ? foldersFor(deps, input?.folder) : [];
  const read = folder && deps.settingsOf(folder);
  const { model = '', limits } = read?.ok ? read.settings : {};
  const what = input?.test === undefined ? l10n.t('everything that fails') : `"${input.test}"`;
  const cost =
    model === '' || limits === undefined
      ? ''
      : l10n.t('It asks the model {0} and may spend up to {1}.', model, formatCost(limits.maxCostUsd, true));
  const rest = l10n.t(
    "It runs this workspace's own compiler and tests in a copy. Nothing is written before you accept.",
  );
  return {
    title: l10n.t('Fix with Loopcraft?'),
    message: [l10n.t('Loopcraft tries to fix {0}.', what), cost, rest].filter(Boolean).join(' '),
  };
}

/** The folder to work in, with its settings. */
function place(deps: AgentDeps, name: string | undefined): { folder: vscode.WorkspaceFolder; settings: Settings } {
  if (!deps.isTrusted())
    throw new ToolProblem(
      "This workspace is not trusted, and Loopcraft runs the workspace's own compiler and tests. Ask the person to " +
        'trust it.',
    );
  const [folder, another] = foldersFor(deps, name);
  if (folder === undefined || another !== undefined) throw new ToolProblem(noFolder(deps, name));
  const read = deps.settingsOf(folder);
  if (!read.ok) throw new ToolProblem(read.message);
  return { folder, settings: read.settings };
}

/** The folders that the name may mean; without one that of the active editor, as for the commands. */
function foldersFor(deps: AgentDeps, name: string | undefined): readonly vscode.WorkspaceFolder[] {
  const folders = deps.folders();
  if (name !== undefined) return folders.filter((folder) => folder.name === name || folder.uri.fsPath === name);
  const active = deps.activeFolder();
  return active === undefined ? folders : [active];
}

function noFolder(deps: AgentDeps, name: string | undefined): string {
  const folders = deps.folders();
  if (folders.length === 0) return 'No folder on disk is open in VS Code. Ask the person to open one.';
  const names = folders.map((folder) => `${folder.name} (${folder.uri.fsPath})`).join(', ');
  const why = name === undefined ? 'Several folders are open.' : `Not exactly one open folder is called "${name}".`;
  return `${why} Pass one of these as "folder": ${names}.`;
}

function testing(deps: AgentDeps, folder: vscode.WorkspaceFolder, settings: Settings) {
  const { testCommand, testTimeoutMs, alsoCopy, environment } = settings;
  return { testCommand, testTimeoutMs, alsoCopy, environment, unsaved: deps.unsaved(folder) };
}
