import path from 'node:path';
import type { Opened } from './open-workspace';
import type { TypeCommands } from './protocol';

/** How these projects are checked by command; undefined when their compilers can be asked. */
export function commandsFor({ workspace: { root }, focus, projects }: Opened): TypeCommands | undefined {
  const forced = projects.find(({ config }) => config.compiler.mode === 'command')?.config.compiler;
  if (!forced) return undefined;
  return {
    why: `TypeScript ${forced.version} is run as \`tsc\` on a copy of the workspace, because ${forced.why ?? 'another project needs it'}`,
    commands: projects.map(({ config: { file, compiler }, forFocusOnly }) => ({
      tsc: compiler.dir === '' ? path.join(compiler.ts.getDefaultLibFilePath({}), '..', 'tsc.js') : path.join(compiler.dir, 'bin', 'tsc'),
      version: compiler.version,
      project: path.posix.relative(root, file),
      ...(forFocusOnly ? { only: focus.map((name) => path.posix.relative(root, name)) } : {}),
    })),
  };
}
