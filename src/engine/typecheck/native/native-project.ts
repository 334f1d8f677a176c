import path from 'node:path';
import type { Diagnostic } from '../../contract/type-check';
import type { Checkpoint } from '../checkpoint';
import type { Files } from '../files/files';
import type { Config } from '../projects/configs';
import { CATEGORIES } from '../projects/diagnostics';
import { createImportGraph } from '../projects/import-graph';
import type { Project } from '../projects/project';
import type { NativeDiagnostic, NativeProgram } from './api';
import type { NativeServer } from './native-server';

/** A referenced project may not disable emit: true of ours only because the config was told not to. */
const MAY_NOT_DISABLE_EMIT = 6310;

/**
 * A global type that the checker needs before it checks anything: the command line stops there. What it
 * finds missing only on the way it tells beside the type errors; the API tells both in one.
 */
function isRequiredGlobalType({ code, text }: NativeDiagnostic): boolean {
  return (
    code === 2318 &&
    /'(?:Array|Boolean|CallableFunction|Function|IArguments|NewableFunction|Number|Object|RegExp|String)'/.test(text)
  );
}

type Ask = <T>(question: (program: NativeProgram) => Promise<T>) => Promise<T>;

/** A project that a native compiler judges. It is fast enough that nothing is carried over but what the process keeps itself. */
export function createNativeProject(root: string, first: Config, files: Files, server: NativeServer): Project {
  const { compiler } = first;
  let config = first;
  const imports = createImportGraph(compiler.ts, files);
  const told = (found: readonly NativeDiagnostic[]) =>
    found.map((item) => describe(item, { root, files, original: server.originalPosition }));
  const ask: Ask = async (question) => {
    const { program } = await server.project(config.file);
    return server.untilExit(question(program));
  };
  let known: { readonly of: NativeProgram; readonly names: ReadonlySet<string> } | undefined;
  const names = async (): Promise<ReadonlySet<string>> => {
    const { program } = await server.project(config.file);
    if (known?.of !== program)
      known = { of: program, names: new Set(await server.untilExit(program.getSourceFileNames())) };
    return known.names;
  };

  async function* dependents(focus: readonly string[], checkpoint: Checkpoint) {
    const own = [...(await names())].filter((name) => name.startsWith(`${root}/`) && !name.includes('/node_modules/'));
    for (const file of imports.nearestFirst(focus, own, config.options)) {
      await checkpoint();
      yield told(await ask((program) => program.getSemanticDiagnostics(file)));
    }
  }

  return {
    configFile: config.file,
    compiler,
    update(next) {
      config = next;
    },
    fileCount: () => config.fileNames.length,
    has: async (file) => (await names()).has(file),
    async fileDiagnostics(file, kind) {
      if (!(await names()).has(file)) return [];
      return told(
        await ask((program) =>
          kind === 'syntactic' ? program.getSyntacticDiagnostics(file) : program.getSemanticDiagnostics(file),
        ),
      );
    },
    dependentDiagnostics: dependents,
    allDependentDiagnostics: dependents,
    allDiagnostics: async (checkpoint) => told(await cascade(ask, config.options, checkpoint)),
    dispose: () => undefined,
  };
}

/** The cascade of the command line: each kind only when the ones before it found nothing. */
async function cascade(
  ask: Ask,
  { declaration, composite }: Config['options'],
  checkpoint: Checkpoint,
): Promise<readonly NativeDiagnostic[]> {
  const found = [...(await ask((program) => program.getConfigFileParsingDiagnostics()))];
  const before = found.length;
  for (const kind of ['Syntactic', 'Program'] as const) {
    await checkpoint();
    found.push(
      ...(await ask((program) => program[`get${kind}Diagnostics`]())).filter(
        ({ code }) => code !== MAY_NOT_DISABLE_EMIT,
      ),
    );
    if (found.length > before) return found;
  }
  await checkpoint();
  const globals = await ask((program) => program.getGlobalDiagnostics());
  found.push(...globals.filter(isRequiredGlobalType));
  if (found.length > before) return found;
  await checkpoint();
  found.push(...(await ask((program) => program.getSemanticDiagnostics())), ...globals);
  if (found.length > before) return found;
  if (!declaration && !composite) return found;
  await checkpoint();
  return ask((program) => program.getDeclarationDiagnostics());
}

function describe(
  diagnostic: NativeDiagnostic,
  {
    root,
    files,
    original,
  }: { readonly root: string; readonly files: Files; readonly original: NativeServer['originalPosition'] },
): Diagnostic {
  const { code, category, fileName } = diagnostic;
  const common = { code, message: messageOf(diagnostic, ''), category: CATEGORIES[category] ?? 'error' };
  if (!fileName) return { path: '', line: 1, column: 1, ...common };
  const before = (files.read(fileName) ?? '')
    .slice(0, original(fileName, diagnostic.pos))
    .split(/\r\n|[\n\r\u2028\u2029]/);
  return {
    path: path.posix.relative(root, fileName),
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    ...common,
  };
}

/** As the classic compilers flatten a chain: each level two spaces further in. */
function messageOf({ text, messageChain = [] }: NativeDiagnostic, indent: string): string {
  return [indent + text, ...messageChain.map((next) => messageOf(next, `${indent}  `))].join('\n');
}
