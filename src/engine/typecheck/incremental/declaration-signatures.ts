import type * as ts from 'typescript';
import { hashText } from '../files/disk';
import type { Ts } from '../projects/compilers';
import { privateSignatures } from './private-signatures';

/**
 * The builder follows a change from file to file only as long as the file's shape (its declarations)
 * changes. Two things it does not see by itself: what declarations leave out and importers see all the
 * same (see hidden-shape.ts), and the shape of a file that it has not followed before: it keeps the
 * version of the text in its place, and so takes the first change for one that all importers see. The
 * shape before that change is found out of the program before, and hashed to that very version.
 */
export interface DeclarationSignatures {
  /** The program as the builder is to have it; `before` is the program that it last saw, if there was one. */
  programForBuilder(program: ts.Program, before: ts.Program | undefined): ts.Program;
  /** For the builder's host. */
  hash(text: string): string;
}

/** Not in the declared API, but in every 5.x and 6.x compiler: how the builder itself asks for a shape. */
type Emit = (
  source: ts.SourceFile | undefined,
  write: Write | undefined,
  signal: ts.CancellationToken | undefined,
  onlyDeclarations: boolean | undefined,
  transformers: undefined,
  force: boolean | undefined,
) => ts.EmitResult;
type Write = (
  name: string,
  text: string,
  mark: boolean,
  onError: undefined,
  sources: undefined,
  data?: { readonly diagnostics?: readonly unknown[] },
) => void;

interface Versioned extends ts.SourceFile {
  readonly version?: string;
}

export function createDeclarationSignatures(ts: Ts): DeclarationSignatures {
  /** For each file whose shape the builder has asked for: its first shape's hash, and the version that stands for it. */
  const previousSignatures = new Map<string, { readonly hash: string; readonly version: string } | undefined>();
  /** The file that the builder computes the shape of. */
  let currentFile: string | undefined;

  /** The declarations, and what they leave out. */
  const emit = (
    program: ts.Program,
    source: ts.SourceFile,
    write: Write,
    ...how: [ts.CancellationToken | undefined, boolean | undefined, undefined, boolean | undefined]
  ) => {
    const privatePart = privateSignatures(ts, source, program.getCompilerOptions().stripInternal ?? false);
    return (program.emit as unknown as Emit)(
      source,
      (name, text, mark, onError, sources, data) => {
        // Declarations that cannot be written say `any` in the place of what they cannot say.
        const unwritablePart = data?.diagnostics?.length ? ((source as Versioned).version ?? '') : '';
        write(name, text + privatePart + unwritablePart, mark, onError, sources, data);
      },
      ...how,
    );
  };

  const recordPreviousSignature = (before: ts.Program, fileName: string): void => {
    const source = before.getSourceFile(fileName) as Versioned | undefined;
    const version = source?.version;
    if (!source || source.isDeclarationFile || version === undefined || previousSignatures.has(fileName)) return;
    previousSignatures.set(fileName, undefined);
    emit(
      before,
      source,
      (_name, text, _mark, _error, _sources, data) => {
        // Declarations that cannot be written are hashed together with their diagnostics: left to the builder.
        if (!data?.diagnostics?.length) previousSignatures.set(fileName, { hash: hashText(text), version });
      },
      undefined,
      true,
      undefined,
      true,
    );
  };

  return {
    programForBuilder(program, before) {
      if (!before) previousSignatures.clear();
      const forBuilder: Emit = (source, write, ...how) => {
        if (!source || !write) return (program.emit as unknown as Emit)(source, write, ...how);
        if (before) recordPreviousSignature(before, source.fileName);
        currentFile = source.fileName;
        try {
          return emit(program, source, write, ...how);
        } finally {
          currentFile = undefined;
        }
      };
      return {
        ...program,
        emit: forBuilder as unknown as ts.Program['emit'],
        // An option of `tsc --watch` that the verdict must not follow: it makes it inexact.
        getCompilerOptions: () => ({
          ...program.getCompilerOptions(),
          assumeChangesOnlyAffectDirectDependencies: false,
        }),
      };
    },
    hash(text) {
      const hash = hashText(text);
      const known = currentFile === undefined ? undefined : previousSignatures.get(currentFile);
      return known?.hash === hash ? known.version : hash;
    },
  };
}
