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

/** "Referenced project may not disable emit": an error here only because Loopcraft adds `noEmit` to the config. */
const REFERENCED_PROJECT_DISABLES_EMIT = 6310;

const isNotOurs = ({ code }: NativeDiagnostic) => code !== REFERENCED_PROJECT_DISABLES_EMIT;

const REQUIRED_GLOBAL_TYPES = [
  ...['Array', 'Boolean', 'CallableFunction', 'Function', 'IArguments'],
  ...['NewableFunction', 'Number', 'Object', 'RegExp', 'String'],
];

/**
 * Whether a global type is missing that the checker needs before it checks any file: the command line stops
 * there. Global types that are found missing only during the check are reported beside the type errors. The API
 * returns both kinds together.
 */
function isMissingRequiredGlobalType({ code, text }: NativeDiagnostic): boolean {
  return code === 2318 && REQUIRED_GLOBAL_TYPES.some((name) => text.includes(`'${name}'`));
}

type Query = <T>(question: (program: NativeProgram) => Promise<T>) => Promise<T>;

/**
 * A project that a native compiler checks. The compiler is so fast that no result is reused from one request to
 * the next, except what its process keeps itself.
 */
export function createNativeProject(root: string, first: Config, files: Files, server: NativeServer): Project {
  const { compiler } = first;
  let config = first;
  const imports = createImportGraph(compiler.ts, files);
  const described = (found: readonly NativeDiagnostic[]) =>
    found.map((item) => describe(item, { root, files, originalPosition: server.originalPosition }));
  const query: Query = async (question) => {
    const { program } = await server.project(config.file);
    return server.untilExit(question(program));
  };
  let cachedNames: { readonly of: NativeProgram; readonly names: ReadonlySet<string> } | undefined;
  const names = async (): Promise<ReadonlySet<string>> => {
    const { program } = await server.project(config.file);
    if (cachedNames?.of !== program)
      cachedNames = { of: program, names: new Set(await server.untilExit(program.getSourceFileNames())) };
    return cachedNames.names;
  };

  async function* dependents(focus: readonly string[], checkpoint: Checkpoint) {
    const own = [...(await names())].filter((name) => name.startsWith(`${root}/`) && !name.includes('/node_modules/'));
    for (const file of imports.nearestFirst(focus, own, config.options)) {
      await checkpoint();
      yield described(await query((program) => program.getSemanticDiagnostics(file)));
    }
  }

  return {
    configFile: config.file,
    compiler,
    update(next) {
      config = next;
    },
    fileCount: () => config.fileNames.length,
    optionErrors: async () => [
      ...described(await query((program) => program.getConfigFileParsingDiagnostics())),
      ...described((await query((program) => program.getProgramDiagnostics())).filter(isNotOurs)),
    ],
    has: async (file) => (await names()).has(file),
    async fileDiagnostics(file, kind) {
      if (!(await names()).has(file)) return [];
      return described(
        await query((program) =>
          kind === 'syntactic' ? program.getSyntacticDiagnostics(file) : program.getSemanticDiagnostics(file),
        ),
      );
    },
    dependentDiagnostics: dependents,
    allDependentDiagnostics: dependents,
    allDiagnostics: async (checkpoint) => described(await diagnosticsAsTsc(query, config.options, checkpoint)),
    dispose: () => undefined,
  };
}

/** As the command line does, looks for each kind of diagnostic only when the kinds before it found nothing. */
async function diagnosticsAsTsc(
  query: Query,
  { declaration, composite }: Config['options'],
  checkpoint: Checkpoint,
): Promise<readonly NativeDiagnostic[]> {
  const found = [...(await query((program) => program.getConfigFileParsingDiagnostics()))];
  const configErrors = found.length;
  for (const kind of ['Syntactic', 'Program'] as const) {
    await checkpoint();
    found.push(...(await query((program) => program[`get${kind}Diagnostics`]())).filter(isNotOurs));
    if (found.length > configErrors) return found;
  }
  await checkpoint();
  const globals = await query((program) => program.getGlobalDiagnostics());
  found.push(...globals.filter(isMissingRequiredGlobalType));
  if (found.length > configErrors) return found;
  await checkpoint();
  found.push(...(await query((program) => program.getSemanticDiagnostics())), ...globals);
  if (found.length > configErrors) return found;
  if (!declaration && !composite) return found;
  await checkpoint();
  return query((program) => program.getDeclarationDiagnostics());
}

function describe(
  diagnostic: NativeDiagnostic,
  {
    root,
    files,
    originalPosition,
  }: { readonly root: string; readonly files: Files; readonly originalPosition: NativeServer['originalPosition'] },
): Diagnostic {
  const { code, category, fileName } = diagnostic;
  const common = { code, message: messageOf(diagnostic, ''), category: CATEGORIES[category] ?? 'error' };
  if (!fileName) return { path: '', line: 1, column: 1, ...common };
  const before = (files.read(fileName) ?? '')
    .slice(0, originalPosition(fileName, diagnostic.pos))
    .split(/\r\n|[\n\r\u2028\u2029]/);
  return {
    path: path.posix.relative(root, fileName),
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    ...common,
  };
}

/** Flattens a chain as the classic compilers do: each level is indented by two more spaces. */
function messageOf({ text, messageChain = [] }: NativeDiagnostic, indent: string): string {
  return [indent + text, ...messageChain.map((next) => messageOf(next, `${indent}  `))].join('\n');
}
