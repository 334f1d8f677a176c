import path from 'node:path';
import { unreadableDiagnostics } from './projects/configs';
import type { OpenedWorkspace } from './projects/open-workspace';
import type { TscCommands } from './protocol';

/** Returns the `tsc` commands that check these projects; undefined when their compilers' APIs can be used. */
export function tscFallbackFor({
  workspace: { root },
  projects,
  unreadable,
}: OpenedWorkspace): TscCommands | undefined {
  const commandOnly = projects.find(({ config }) => config.compiler.mode === 'command')?.config.compiler;
  if (!commandOnly) return undefined;
  const { version, dir, commandReason = 'another project needs it' } = commandOnly;
  return {
    reason: `TypeScript ${version} is run as \`tsc\` on a copy of the workspace, because ${commandReason}`,
    commands: projects.map(({ config: { file, compiler }, only }) => ({
      // The bundled compiler comes without a command line, so the compiler that needs one is run in its place.
      tsc: path.join(compiler.dir === '' ? dir : compiler.dir, 'bin', 'tsc'),
      version: compiler.version,
      project: path.posix.relative(root, file),
      ...(only ? { only: [...only].map((name) => path.posix.relative(root, name)) } : {}),
    })),
    unreadable: unreadable.flatMap((config) => (config.forFocusOnly ? [] : unreadableDiagnostics(root, config))),
  };
}
