import path from 'node:path';
import type * as ts from 'typescript';
import type { Diagnostic, TypeProblem } from '../../contract/type-check';
import { memo } from '../../platform/memo';
import { type Files, toSlashes } from '../files/files';
import type { Compiler, Compilers, Ts } from './compilers';
import { describeDiagnostics } from './diagnostics';
import { impliedText } from './selection/without-config';

/** A tsconfig (or jsconfig) as its own compiler reads it. */
export interface Config {
  /** Absolute path of the file. */
  readonly file: string;
  readonly compiler: Compiler;
  readonly options: ts.CompilerOptions;
  readonly fileNames: readonly string[];
  readonly references: readonly ts.ProjectReference[] | undefined;
  /** What `tsc -p` reports about the file itself, for example an unknown option. */
  readonly errors: readonly ts.Diagnostic[];
  /** Absolute paths of the configs it extends, directly or indirectly. */
  readonly extendedConfigs: readonly string[];
  /** Whether the file itself has `files`, `include` or `references`. */
  readonly selectsFiles: boolean;
}

/** A config that its compiler can't read, for example because one that it extends is missing. */
export interface UnreadableConfig {
  /** Absolute path of the file. */
  readonly file: string;
  readonly compiler: Compiler;
  /** Why, as the compiler says it. */
  readonly unreadable: readonly ts.Diagnostic[];
}

/** Reads configs over the overlay. One instance serves one request, because it caches without looking for changes. */
export interface Configs {
  /** From now on, reads this file, which does not exist, as the config that editors take for a folder without one. */
  imply(file: string): void;
  read(file: string): Config | UnreadableConfig | { readonly problem: TypeProblem };
  /** Finds files under `root` by patterns in the syntax of tsconfig's `include`. */
  glob(
    compiler: Compiler,
    root: string,
    extension: string,
    includes: readonly string[],
    excludes: readonly string[],
  ): string[];
}

/** Not in the declared API, but exported with this signature by every 5.x and 6.x compiler. */
interface FileMatcher {
  matchFiles(
    path: string,
    extensions: readonly string[] | undefined,
    excludes: readonly string[] | undefined,
    includes: readonly string[] | undefined,
    caseSensitive: boolean,
    currentDirectory: string,
    depth: number | undefined,
    entries: (directory: string) => { readonly files: readonly string[]; readonly directories: readonly string[] },
    realpath: (file: string) => string,
  ): string[];
}

/** Not in the declared API either: a config's source file carries its parse errors and the configs it extends. */
interface ParsedSource {
  readonly parseDiagnostics?: readonly ts.Diagnostic[];
  readonly extendedSourceFiles?: readonly string[];
}

/** An extended config that is missing, unreadable or extends itself: nothing can be checked without it. */
const FATAL_CODES = new Set([5014, 5083, 6053, 18000]);

/** A folder without sources is no mistake where no config says that there are some. */
const NO_INPUTS = 18003;

export function createConfigs(files: Files, compilers: Compilers): Configs {
  const cache = new Map<string, ReturnType<Configs['read']>>();
  const implied = new Set<string>();
  return {
    imply: (file) => implied.add(file),
    read: (file) => memo(cache, file, () => readConfig(file, { files, compilers, isImplied: implied.has(file) })),
    glob: ({ ts }, root, extension, includes, excludes) =>
      directoryReader(ts, files)(root, [extension], excludes, includes),
  };
}

/** The second option is an error beside the first before TypeScript 5.6. */
const WITHOUT_OUTPUT = { noEmit: true, emitDeclarationOnly: false };
/** The workspace was not written for the bundled compiler: what that one deprecates is no error of the workspace. */
const OF_OLDER = { ignoreDeprecations: '6.0' };

interface ConfigSource {
  readonly files: Files;
  readonly compilers: Compilers;
  readonly isImplied: boolean;
}

function readConfig(file: string, { files, compilers, isImplied }: ConfigSource): ReturnType<Configs['read']> {
  // No project of the workspace asks for a compiler: one that is installed came with some other package.
  const compiler = isImplied ? compilers.bundled() : compilers.forFolder(path.dirname(file));
  if ('problem' in compiler) return compiler;
  const { ts } = compiler;
  let unreadable: ts.Diagnostic | undefined;
  const parsed = ts.getParsedCommandLineOfConfigFile(
    file,
    { ...WITHOUT_OUTPUT, ...(compiler.engine === 'bundled' ? OF_OLDER : {}) },
    {
      useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
      getCurrentDirectory: () => path.posix.dirname(file),
      fileExists: files.fileExists,
      readFile: (name) => (isImplied && name === file ? impliedText(file) : files.read(name)),
      readDirectory: directoryReader(ts, files),
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        unreadable = diagnostic;
      },
    },
  );
  const source = parsed?.options['configFile'] as (ts.SourceFile & ParsedSource) | undefined;
  const fatal = [
    ...(unreadable ? [unreadable] : []),
    ...(source?.parseDiagnostics ?? []),
    ...(parsed?.errors ?? []).filter(({ code }) => code < 2000 || FATAL_CODES.has(code)),
  ];
  if (!parsed || fatal.length > 0) return { file, compiler, unreadable: fatal };
  return {
    file,
    compiler,
    options: parsed.options,
    fileNames: parsed.fileNames.map(toSlashes),
    references: parsed.projectReferences,
    errors: ts.getConfigFileParsingDiagnostics(parsed).filter(({ code }) => !isImplied || code !== NO_INPUTS),
    extendedConfigs: (source?.extendedSourceFiles ?? []).map(toSlashes),
    selectsFiles: ['files', 'include', 'references'].some((key) => Object.hasOwn((parsed.raw ?? {}) as object, key)),
  };
}

/** Returns a `sys.readDirectory` that sees the overlay. */
export function directoryReader(ts: Ts, files: Files) {
  const { matchFiles } = ts as unknown as FileMatcher;
  const sensitive = ts.sys.useCaseSensitiveFileNames;
  return (
    root: string,
    extensions?: readonly string[],
    excludes?: readonly string[],
    includes?: readonly string[],
    depth?: number,
  ): string[] =>
    matchFiles(root, extensions, excludes, includes, sensitive, root, depth, files.entries, files.realpath);
}

/** The diagnostics of an unreadable config; one without a place of its own is placed at the config. */
export function unreadableDiagnostics(root: string, { file, compiler, unreadable }: UnreadableConfig): Diagnostic[] {
  return describeDiagnostics(compiler.ts, root, unreadable).map((item) =>
    item.path === '' ? { ...item, path: path.posix.relative(root, file) } : item,
  );
}

/** For a check that nothing but this config could answer. */
export function unreadableProblem({ file, compiler: { ts }, unreadable }: UnreadableConfig): TypeProblem {
  const lines = unreadable.slice(0, 5).map((diagnostic) => {
    const text = `TS${diagnostic.code}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    if (!diagnostic.file || diagnostic.start === undefined) return text;
    const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
    return `${diagnostic.file.fileName}:${line + 1}:${character + 1} ${text}`;
  });
  return {
    kind: 'bad-tsconfig',
    message:
      `${file} cannot be read, so types cannot be checked. Fix it, or run the command that generates ` +
      `what it extends, and try again:\n${lines.join('\n')}`,
  };
}

/** For a workspace whose only config lies far below it, at `deep` (absolute), or that has components without one. */
export function noConfigProblem(root: string, deep?: string): TypeProblem {
  const message =
    deep === undefined
      ? `No tsconfig.json in ${root} or in the folders below it, and what it holds can't be checked without one. ` +
        'Run `npx tsc --init` in that folder, or open the folder that has the tsconfig.json.'
      : `No tsconfig.json in ${root}; the nearest one is ${deep}. ` +
        'Open the folder of that one, or run `npx tsc --init` in the folder that you have open.';
  return { kind: 'no-tsconfig', message };
}
