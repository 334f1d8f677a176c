import path from 'node:path';
import type { OpenedWorkspace } from './projects/open-workspace';
import type { TscCommands } from './protocol';

/** How these projects are checked by command; undefined when their compilers can be asked. */
export function tscFallbackFor({ workspace: { root }, focus, projects }: OpenedWorkspace): TscCommands | undefined {
  const forced = projects.find(({ config }) => config.compiler.mode === 'command')?.config.compiler;
  if (!forced) return undefined;
  return {
    reason: `TypeScript ${forced.version} is run as \`tsc\` on a copy of the workspace, because ${forced.commandReason ?? 'another project needs it'}`,
    commands: projects.map(({ config: { file, compiler }, forFocusOnly }) => ({
      // The bundled compiler has no command line: the one that has to be run anyway stands in for it.
      tsc: path.join(compiler.dir === '' ? forced.dir : compiler.dir, 'bin', 'tsc'),
      version: compiler.version,
      project: path.posix.relative(root, file),
      ...(forFocusOnly ? { only: focus.map((name) => path.posix.relative(root, name)) } : {}),
    })),
  };
}
