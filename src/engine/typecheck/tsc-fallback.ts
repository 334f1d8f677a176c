import path from 'node:path';
import { parseManifest, textsIn } from '../workspace/packages/manifest';
import { typeCommandsIn } from '../workspace/packages/type-commands';
import { unreadableDiagnostics } from './projects/configs';
import type { OpenedWorkspace, Workspace } from './projects/open-workspace';
import type { TscCommands } from './protocol';

/** Returns the `tsc` commands that check these projects; undefined when their compilers' APIs can be used. */
export function tscFallbackFor({ workspace, projects, unreadable }: OpenedWorkspace): TscCommands | undefined {
  const { root } = workspace;
  const commandOnly = projects.find(({ config }) => config.compiler.mode === 'command')?.config.compiler;
  const vueTscs = projects.map(({ config }) => findVueTsc(path.posix.dirname(config.file), workspace));
  const vueTsc = vueTscs.find((found) => found !== undefined);
  const withCommand = commandOnly ?? projects.find(({ config }) => config.compiler.dir !== '')?.config.compiler;
  if (!commandOnly && !vueTsc) return undefined;
  return {
    reason: vueTsc
      ? `vue-tsc ${vueTsc.version} is run on a copy of the workspace, because its scripts check types with it`
      : `TypeScript ${commandOnly?.version} is run as \`tsc\` on a copy of the workspace, ` +
        `because ${commandOnly?.commandReason ?? 'another project needs it'}`,
    commands: projects.map(({ config: { file, compiler }, only }, index) => ({
      // The bundled compiler comes without a command line, so a compiler that has one is run in its place.
      tsc: vueTscs[index]?.program ?? path.join(compiler.dir || (withCommand?.dir ?? ''), 'bin', 'tsc'),
      version: compiler.version,
      project: path.posix.relative(root, file),
      ...(vueTscs[index] ? { readsComponents: true } : {}),
      ...(only ? { only: [...only].map((name) => path.posix.relative(root, name)) } : {}),
    })),
    unreadable: unreadable.flatMap((config) => (config.forFocusOnly ? [] : unreadableDiagnostics(root, config))),
  };
}

interface VueTsc {
  /** Absolute path of the program, to run with Node. */
  readonly program: string;
  readonly version: string;
}

/**
 * The installed `vue-tsc`, which also reads components, where a script of the folder's package, or of one above
 * it in the workspace, runs it. It takes the arguments of `tsc` and prints what that prints.
 */
function findVueTsc(folder: string, { root, files }: Workspace): VueTsc | undefined {
  const isRun = foldersUpTo(root, folder).some((at) =>
    typeCommandsIn(at, files.read).some(({ program }) => program === 'vue-tsc'),
  );
  if (!isRun) return undefined;
  for (const at of foldersUpTo('/', folder)) {
    const dir = path.posix.join(at, 'node_modules', 'vue-tsc');
    const manifest = parseManifest(files.read(path.posix.join(dir, 'package.json')) ?? '');
    const [bin] = manifest ? textsIn(manifest, 'bin') : [];
    if (bin !== undefined) return { program: path.posix.join(dir, bin), version: manifest?.version ?? '' };
  }
  return undefined;
}

/** The folder and those above it, up to `top`. */
function foldersUpTo(top: string, folder: string): string[] {
  const parent = path.posix.dirname(folder);
  return folder === top || parent === folder ? [folder] : [folder, ...foldersUpTo(top, parent)];
}
