/** `explain/` shows the types around an error, and around an edited file, to whoever writes the next candidate. */
import path from 'node:path';
import type * as ts from 'typescript';
import type { ClassicProject } from '../projects/classic-project';
import type { Ts } from '../projects/compilers';
import { involvedTypes, nodeAt } from './involved-types';
import { mostSimilarNames, similarity } from './similar-names';

/** The largest number of members, exports or overloads to list. */
const MAX_LISTED = 24;
/** Longest text about one declaration, in characters. */
const MAX_DECLARATION = 700;

/** Explains the error at a place: texts that help to understand it, most useful first; empty when nothing is known. */
export function explainPlace(
  project: ClassicProject,
  file: string,
  line: number,
  column: number,
  code: number,
): readonly string[] {
  const { ts } = project.compiler;
  const program = project.program();
  const source = program.getSourceFile(file);
  if (!source || line < 1 || line > source.getLineStarts().length) return [];
  const start = ts.getPositionOfLineAndCharacter(source, line - 1, 0) + column - 1;
  const node = nodeAt(ts, source, start);
  if (!node) return [];
  const context: Context = { ts, program, checker: program.getTypeChecker(), project };
  const texts = [
    ...(MISSING_NAME.has(code) ? importSuggestions(context, source, node, code) : []),
    ...(MISSING_EXPORT.has(code) ? moduleExports(context, node) : []),
    ...(CALL.has(code) ? signaturesOf(context, node) : []),
    ...involvedTypes(ts, context.checker, node).flatMap((type) => describe(context, type, node)),
  ];
  return [...new Set(texts)];
}

const MISSING_NAME = new Set([2304, 2552, 2503, 2686]);
const MISSING_EXPORT = new Set([2305, 2614, 2724]);
const CALL = new Set([2345, 2554, 2555, 2769]);

interface Context {
  readonly ts: Ts;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly project: ClassicProject;
}

/** Says where a missing name could be imported from: exactly that name, otherwise similar names. */
function importSuggestions(context: Context, source: ts.SourceFile, node: ts.Node, code: number): string[] {
  const exact = compilerImportFixes(context, source, node, code);
  return exact.length > 0 ? exact : similarExports(context, source, node);
}

/** The descriptions of the compiler's own import fixes. */
function compilerImportFixes({ ts, project }: Context, source: ts.SourceFile, node: ts.Node, code: number): string[] {
  try {
    const fixes = project.service.getCodeFixesAtPosition(
      source.fileName,
      node.getStart(source),
      node.getEnd(),
      [code],
      ts.getDefaultFormatCodeSettings(),
      {},
    );
    return fixes
      .filter(({ fixName }) => fixName === 'import')
      .slice(0, 3)
      .map(({ description }) => `${node.getText(source)}: ${description}`);
  } catch {
    // The compiler's fixes can throw on code that they don't expect (see quick-fix-proposals.ts).
    return [];
  }
}

/** The least similarity of a suggestion: names that differ in a letter or two, or in one of several words. */
const MIN_SIMILARITY = 0.6;

/** Exports of the workspace's own files that a missing name may be a misspelling of. */
function similarExports({ ts, program, checker }: Context, source: ts.SourceFile, node: ts.Node): string[] {
  const wanted = node.getText(source);
  const own = program
    .getSourceFiles()
    .filter(
      (file) =>
        file !== source && !program.isSourceFileFromExternalLibrary(file) && !program.isSourceFileDefaultLibrary(file),
    );
  const found = own.flatMap((file) => {
    const module = ts.isExternalModule(file) ? checker.getSymbolAtLocation(file) : undefined;
    return (module ? checker.getExportsOfModule(module) : []).map(({ name }) => ({
      name,
      file: file.fileName,
      score: similarity(name, wanted),
    }));
  });
  const likely = found
    .filter(({ score }) => score >= MIN_SIMILARITY)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  return likely.map(({ name, file }) => `${wanted}: there is ${name} in ${relativePath(source.fileName, file)}`);
}

function relativePath(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function moduleExports({ ts, checker }: Context, node: ts.Node): string[] {
  const declaration = ts.findAncestor(
    node,
    (at): at is ts.ImportDeclaration | ts.ExportDeclaration => ts.isImportDeclaration(at) || ts.isExportDeclaration(at),
  );
  const module = declaration?.moduleSpecifier && checker.getSymbolAtLocation(declaration.moduleSpecifier);
  if (!declaration?.moduleSpecifier || !module) return [];
  const names = mostSimilarNames(
    checker.getExportsOfModule(module).map(({ name }) => name),
    node.getText(),
    MAX_LISTED,
  );
  return [`${declaration.moduleSpecifier.getText()} exports: ${names.length === 0 ? 'nothing' : names.join(', ')}`];
}

function signaturesOf({ ts, checker }: Context, node: ts.Node): string[] {
  const call = ts.findAncestor(
    node,
    (at): at is ts.CallExpression | ts.NewExpression => ts.isCallExpression(at) || ts.isNewExpression(at),
  );
  if (!call) return [];
  const type = checker.getTypeAtLocation(call.expression);
  const isNew = ts.isNewExpression(call);
  const signatures = isNew ? type.getConstructSignatures() : type.getCallSignatures();
  const callee = `${isNew ? 'new ' : ''}${call.expression.getText()}`;
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return signatures
    .slice(0, MAX_LISTED)
    .map((signature) => clip(callee + checker.signatureToString(signature, undefined, flags)));
}

/** Describes a named type by its declaration or members. Other types are spelled out in the error's message already. */
function describe(context: Context, type: ts.Type, place: ts.Node): string[] {
  const { ts, program, checker } = context;
  if (type.isUnion())
    return declarationText(context, type) ?? type.types.flatMap((part) => describe(context, part, place)).slice(0, 3);
  const declared = declarationText(context, type);
  if (declared) return declared;
  const symbol = type.aliasSymbol ?? type.getSymbol();
  const isLibrary =
    symbol?.declarations?.some((node) => program.isSourceFileDefaultLibrary(node.getSourceFile())) ?? false;
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return [];
  const members = checker.getPropertiesOfType(type).filter((member) => !isPrivate(ts, member));
  if (members.length === 0) return [];
  const name = checker.typeToString(type);
  const names = mostSimilarNames(
    members.map((member) => member.name),
    place.getText(),
    MAX_LISTED,
  );
  if (isLibrary)
    return isMember(ts, place)
      ? [`${name} has: ${names.join(', ')}`]
      : typeArguments(context, type).flatMap((part) => describe(context, part, place));
  // The compiler's message spells it out, unless it is long.
  if (/^__(?:type|object)$/.test(symbol?.name ?? '') && name.endsWith('}') && !name.includes('...')) return [];
  const listed = names.map((member) => {
    const property = checker.getPropertyOfType(type, member);
    return property ? `${member}: ${checker.typeToString(checker.getTypeOfSymbolAtLocation(property, place))}` : member;
  });
  return [clip(`${name} has: ${listed.join('; ')}`)];
}

/** Whether the place names a member; elsewhere those of the language's own types say nothing. */
function isMember(ts: Ts, place: ts.Node): boolean {
  const { parent } = place;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === place) ||
    (ts.isQualifiedName(parent) && parent.right === place) ||
    ts.isBindingElement(parent) ||
    ts.findAncestor(place, ts.isElementAccessExpression) !== undefined
  );
}

/** `DayLine` of `readonly DayLine[]`. */
function typeArguments({ ts, checker }: Context, type: ts.Type): readonly ts.Type[] {
  const isReference = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : [];
}

function declarationText({ ts, program }: Context, type: ts.Type): string[] | undefined {
  const declarations = (type.aliasSymbol ?? type.getSymbol())?.declarations?.filter(
    (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node),
  );
  if (!declarations || declarations.length === 0) return undefined;
  if (declarations.some((node) => program.isSourceFileDefaultLibrary(node.getSourceFile()))) return undefined;
  return declarations.slice(0, 2).map((node) => clip(node.getText().replace(/\/\*[\s\S]*?\*\/\s*/g, '')));
}

function isPrivate(ts: Ts, { valueDeclaration }: ts.Symbol): boolean {
  if (!valueDeclaration) return false;
  const name = ts.getNameOfDeclaration(valueDeclaration);
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    (ts.getCombinedModifierFlags(valueDeclaration) & hidden) !== 0 ||
    (name !== undefined && ts.isPrivateIdentifier(name))
  );
}

function clip(text: string): string {
  return text.length > MAX_DECLARATION ? `${text.slice(0, MAX_DECLARATION)}…` : text;
}
