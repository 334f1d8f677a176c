import path from 'node:path';
import type { Diagnostic, TypeProblem, TypeReport } from '../contract/type-check';
import { cleanEnv } from '../process/clean-env';
import type { RunProcess } from '../process/run-process';
import { parseDiagnostics } from './own-checks/parse-diagnostics';
import { mergeDiagnostics } from './projects/diagnostics';
import type { TscCommands } from './protocol';

/** Checks types by running the compilers' own `tsc` in `dir`, a scratch copy of the workspace. */
export async function runTsc(
  { commands, reason, unreadable }: TscCommands,
  dir: string,
  how: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly timeoutMs: number;
    readonly runProcess: RunProcess;
  },
  signal: AbortSignal,
): Promise<TypeReport | { readonly problem: TypeProblem }> {
  const started = performance.now();
  const found: Diagnostic[] = [...unreadable];
  for (const { tsc, version, readsComponents, project, only } of commands) {
    const result = await how.runProcess(
      {
        command: [process.execPath, tsc, ...WITHOUT_OUTPUT, ...(readsComponents ? [] : ofOld(version)), '-p', project],
        cwd: dir,
        // In the editor's extension host `process.execPath` is Electron; this makes it a plain Node.
        env: { ...cleanEnv(how.env), ELECTRON_RUN_AS_NODE: '1' },
        timeoutMs: how.timeoutMs,
      },
      signal,
    );
    const diagnostics = parseDiagnostics(result.output, { cwd: dir, root: dir });
    if (result.kind !== 'exited') return { problem: timeoutProblem(tsc, how.timeoutMs) };
    if (result.exitCode !== 0 && diagnostics.length === 0) return { problem: failureProblem(tsc, result.output) };
    found.push(...(only ? diagnostics.filter(({ path: file }) => only.includes(file)) : diagnostics));
  }
  return {
    version: [...new Set(commands.map(({ version }) => version))].join(', '),
    engine: 'tsc',
    projects: commands.map(({ project }) => project),
    withComponents: commands.flatMap(({ project, readsComponents }) =>
      readsComponents ? [{ folder: folderOf(project), ending: '.vue' }] : [],
    ),
    diagnostics: mergeDiagnostics(found),
    whole: true,
    checked: `${reason}; it checked ${commands.map(({ project }) => project).join(', ')}`,
    ms: Math.round(performance.now() - started),
  };
}

/** Before TypeScript 5.6, `emitDeclarationOnly` beside `noEmit` is an error, which hides all others. */
const WITHOUT_OUTPUT = ['--noEmit', '--emitDeclarationOnly', 'false', '--pretty', 'false'];

/** Before TypeScript 4.0, `composite` and `incremental` are, too; 3.4 is the first version that knows both. */
function ofOld(version: string): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < 4) return [];
  return ['--composite', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
}

function timeoutProblem(tsc: string, timeoutMs: number): TypeProblem {
  return {
    kind: 'timeout',
    message:
      `\`${tsc} --noEmit\` gave no answer within ${Math.round(timeoutMs / 1000)} s and was stopped. ` +
      'Check that it ends in the workspace, then try again.',
  };
}

function failureProblem(tsc: string, output: string): TypeProblem {
  return {
    kind: 'service-failed',
    message:
      `\`${tsc} --noEmit\` failed without a diagnostic. ` +
      `Check that it works in the workspace; what it printed:\n${output.slice(-2000)}`,
  };
}

function folderOf(project: string): string {
  const folder = path.posix.dirname(project);
  return folder === '.' ? '' : folder;
}
