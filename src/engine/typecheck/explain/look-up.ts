import path from 'node:path';
import type * as ts from 'typescript';
import type { CodePlace, LookUpAnswer, LookUpRequest } from '../../contract/looking/code-lookup';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import type { ClassicProject } from '../projects/classic-project';
import type { Ts } from '../projects/compilers';
import { nodeAt } from './involved-types';

/** Places of one answer. */
const MAX_PLACES = 60;
/** Lines of one declaration. */
const MAX_LINES = 60;
/** Characters of one line, and of a type. */
const MAX_LINE = 200;
const MAX_TYPE = 3000;

/** Where a name is declared or used, or of which type it is, as the compiler sees it. */
export function lookUp(project: ClassicProject, root: string, file: string, request: LookUpRequest): LookUpAnswer {
  const { service, compiler } = project;
  const source = project.program().getSourceFile(file);
  if (!source) return nothing(`No project of the compiler has ${request.path}.`);
  const position = positionOf(compiler.ts, source, request);
  if (position === undefined) {
    const where = request.line === undefined ? request.path : `line ${request.line} of ${request.path}`;
    return nothing(`The name ${request.name} does not stand in ${where}.`);
  }
  const places = placesIn(compiler.ts, project.program(), root);
  if (request.kind === 'type') {
    const written = joined(service.getQuickInfoAtPosition(file, position)?.displayParts).slice(0, MAX_TYPE);
    return written === ''
      ? nothing(`The compiler knows no type of ${request.name} there.`)
      : { places: [], text: written };
  }
  if (request.kind === 'references') {
    const found = service.getReferencesAtPosition(file, position) ?? [];
    return {
      places: found.slice(0, MAX_PLACES).flatMap(({ fileName, textSpan }) => places.lineAt(fileName, textSpan)),
    };
  }
  const found = service.getDefinitionAtPosition(file, position) ?? [];
  return {
    places: found
      .slice(0, MAX_PLACES)
      .flatMap(({ fileName, textSpan, contextSpan }) => places.declarationAt(fileName, contextSpan ?? textSpan)),
  };
}

function joined(parts: readonly ts.SymbolDisplayPart[] = []): string {
  return parts.map(({ text }) => text).join('');
}

function nothing(problem: string): LookUpAnswer {
  return { places: [], problem };
}

/** Where the name stands as a name, and not within a text or a comment. */
function positionOf(ts: Ts, source: ts.SourceFile, { name, line }: LookUpRequest): number | undefined {
  const starts = source.getLineStarts();
  if (line !== undefined && (line < 1 || line > starts.length)) return undefined;
  const [from, to] =
    line === undefined ? [0, source.text.length] : [starts[line - 1] ?? 0, starts[line] ?? source.text.length];
  const word = new RegExp(`(?<![\\p{L}\\w$])${escapeRegExp(name)}(?![\\p{L}\\w$])`, 'gu');
  for (const match of source.text.slice(from, to).matchAll(word)) {
    const node = nodeAt(ts, source, from + match.index);
    if (node && ts.isIdentifierOrThisTypeNode(node)) return from + match.index;
  }
  return undefined;
}

function placesIn(ts: Ts, program: ts.Program, root: string) {
  const place = (fileName: string, span: ts.TextSpan, most: number): CodePlace[] => {
    const source = program.getSourceFile(fileName);
    if (!source) return [];
    const lineOf = (offset: number): number => ts.getLineAndCharacterOfPosition(source, offset).line;
    const first = lineOf(span.start);
    const last = Math.min(lineOf(span.start + span.length), first + most - 1);
    const lines = source.text.split('\n').slice(first, last + 1);
    const text = lines.map((line) => line.trimEnd().slice(0, MAX_LINE)).join('\n');
    return [{ path: path.posix.relative(root, fileName), startLine: first + 1, endLine: last + 1, text }];
  };
  return {
    lineAt: (fileName: string, span: ts.TextSpan) => place(fileName, span, 1),
    declarationAt: (fileName: string, span: ts.TextSpan) => place(fileName, span, MAX_LINES),
  };
}
