import type * as ts from 'typescript';
import { hashText } from '../files/disk';
import type { Ts } from '../projects/compilers';
import { privateSignatures } from './private-signatures';
import type { SourceFileInternals } from './source-file-internals';

/**
 * The builder follows a change from file to file only as long as the signature of the file (a hash of its
 * declarations) changes. It misses two things. First, declarations leave out some of what importers see: see
 * private-signatures.ts. Second, for a file that it has not followed before it uses the version of the text as
 * the signature, and so takes the file's first change for one that all importers see. Therefore the signature
 * before that change is computed from the previous program, and an equal one is hashed to that very version.
 */
export interface DeclarationSignatures {
  /** The program to give to the builder; `previous` is the program that the builder saw last, if there was one. */
  programForBuilder(program: ts.Program, previous: ts.Program | undefined): ts.Program;
  /** The builder host's `createHash`. */
  hash(text: string): string;
}

/** Not in the declared API, but in every 5.x and 6.x compiler: how the builder itself gets a file's declarations. */
type Emit = (
  source: ts.SourceFile | undefined,
  write: Write | undefined,
  signal: ts.CancellationToken | undefined,
  onlyDeclarations: boolean | undefined,
  transformers: undefined,
  force: boolean | undefined,
) => ts.EmitResult;
type EmitOptions = [ts.CancellationToken | undefined, boolean | undefined, undefined, boolean | undefined];
type Write = (
  name: string,
  text: string,
  mark: boolean,
  onError: undefined,
  sources: undefined,
  data?: { readonly diagnostics?: readonly unknown[] },
) => void;

/** The hash of a file's declarations in the previous program, and the version of its text there. */
interface PreviousSignature {
  readonly hash: string;
  readonly version: string;
}

export function createDeclarationSignatures(ts: Ts): DeclarationSignatures {
  /** For each file whose declarations the builder has requested; undefined where they could not be written. */
  const previousSignatures = new Map<string, PreviousSignature | undefined>();
  /** The file whose signature the builder is computing. */
  let currentFile: string | undefined;

  return {
    programForBuilder(program, previous) {
      if (!previous) previousSignatures.clear();
      const emit: Emit = (source, write, ...options) => {
        if (!source || !write) return (program.emit as unknown as Emit)(source, write, ...options);
        const { fileName } = source;
        if (previous && canHavePreviousSignature(previous, fileName) && !previousSignatures.has(fileName))
          previousSignatures.set(fileName, previousSignatureOf(ts, previous, fileName));
        currentFile = fileName;
        try {
          return emitWithPrivatePart(ts, program, source, write, options);
        } finally {
          currentFile = undefined;
        }
      };
      return {
        ...program,
        emit: emit as unknown as ts.Program['emit'],
        // An option that makes `tsc --watch` faster and inexact; the verdict has to be exact.
        getCompilerOptions: () => ({
          ...program.getCompilerOptions(),
          assumeChangesOnlyAffectDirectDependencies: false,
        }),
      };
    },
    hash(text) {
      const hash = hashText(text);
      const previous = currentFile === undefined ? undefined : previousSignatures.get(currentFile);
      return previous?.hash === hash ? previous.version : hash;
    },
  };
}

/** Emits the declarations of a file, followed by what they leave out. */
function emitWithPrivatePart(
  ts: Ts,
  program: ts.Program,
  source: ts.SourceFile,
  write: Write,
  options: EmitOptions,
): ts.EmitResult {
  const privatePart = privateSignatures(ts, source, program.getCompilerOptions().stripInternal ?? false);
  return (program.emit as unknown as Emit)(
    source,
    (name, text, mark, onError, sources, data) => {
      // Declarations with errors contain `any` in place of what they can't express, so the text itself has to count.
      const unwritablePart = data?.diagnostics?.length ? ((source as SourceFileInternals).version ?? '') : '';
      write(name, text + privatePart + unwritablePart, mark, onError, sources, data);
    },
    ...options,
  );
}

function canHavePreviousSignature(previous: ts.Program, fileName: string): boolean {
  const source = previous.getSourceFile(fileName) as SourceFileInternals | undefined;
  return source !== undefined && !source.isDeclarationFile && source.version !== undefined;
}

function previousSignatureOf(ts: Ts, previous: ts.Program, fileName: string): PreviousSignature | undefined {
  const source = previous.getSourceFile(fileName) as SourceFileInternals | undefined;
  const version = source?.version;
  if (!source || version === undefined) return undefined;
  let signature: PreviousSignature | undefined;
  const write: Write = (_name, text, _mark, _error, _sources, data) => {
    // The builder hashes declarations with errors together with their diagnostics, so they are left to it.
    if (!data?.diagnostics?.length) signature = { hash: hashText(text), version };
  };
  emitWithPrivatePart(ts, previous, source, write, [undefined, true, undefined, true]);
  return signature;
}
