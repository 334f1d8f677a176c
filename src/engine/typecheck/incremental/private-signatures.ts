import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';
import type { SourceFileInternals } from './source-file-internals';

/**
 * What importers see of a file although its declarations leave it out: the types of private members (they
 * decide whether two classes are compatible), types declared inside functions, what `stripInternal` removes,
 * whether a type is annotated or inferred (only calls through an annotated name narrow), and what is ambient.
 * Returns a text that changes when any of this does; where the syntax alone can't show that, the version of
 * the whole file.
 */
export function privateSignatures(ts: Ts, source: ts.SourceFile, stripInternal: boolean): string {
  const wholeFileVersion = `version ${(source as SourceFileInternals).version ?? source.text}`;
  // The declarations of a JavaScript file leave out too much to list.
  if (/\.[cm]?jsx?$/.test(source.fileName) || (stripInternal && /@internal\b/.test(source.text)))
    return wholeFileVersion;
  const parts: string[] = source.statements
    .map((statement) => (isAmbient(ts, statement) ? 'declare' : ''))
    .filter((part) => part !== '');
  let isComplete = true;
  let hasPrivate = false;
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (!isComplete) return;
    const isType =
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isEnumDeclaration(node) ||
      ts.isClassLike(node);
    if (inFunction && isType) isComplete = false;
    else if (isPrivate(ts, node)) {
      hasPrivate = true;
      const signature = explicitSignature(ts, node, source);
      if (signature === undefined) isComplete = false;
      else parts.push(signature);
    }
    if (!inFunction && (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.type)
      parts.push(`${node.name.getText(source)}:`);
    const inner = inFunction || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  ts.forEachChild(source, (node) => visit(node, false));
  if (!isComplete) return wholeFileVersion;
  if (!hasPrivate) return parts.join('\n');
  const types = unexportedTypes(ts, source);
  return types ? [...parts, ...types].join('\n') : wholeFileVersion;
}

function isAmbient(ts: Ts, statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}

function isPrivate(ts: Ts, node: ts.Node): node is ts.ClassElement | ts.ParameterDeclaration {
  const named = node as ts.Node & { readonly name?: ts.Node };
  if (named.name && ts.isPrivateIdentifier(named.name) && ts.isClassElement(node)) return true;
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false;
}

/** The member's text without its body; undefined when part of its type is inferred. */
function explicitSignature(
  ts: Ts,
  node: ts.ClassElement | ts.ParameterDeclaration,
  source: ts.SourceFile,
): string | undefined {
  const text = (part: ts.Node) => part.getText(source);
  if (hasTypeQuery(ts, node)) return undefined;
  if (ts.isPropertyDeclaration(node) || ts.isParameter(node)) {
    const { initializer, type } = node;
    if (!type) return initializer && ts.isLiteralExpression(initializer) ? text(node) : undefined;
    return source.text.slice(node.getStart(source), type.getEnd());
  }
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) {
    const { parameters, type, body } = node;
    const isExplicit = parameters.every((parameter) => parameter.type) && (type || ts.isSetAccessor(node));
    return isExplicit ? source.text.slice(node.getStart(source), body?.getStart(source) ?? node.getEnd()) : undefined;
  }
  return ts.isConstructorDeclaration(node)
    ? source.text.slice(node.getStart(source), node.body?.getStart(source) ?? node.getEnd())
    : undefined;
}

/** Whether a type contains `typeof x`, whose meaning is not in the member's own text. */
function hasTypeQuery(ts: Ts, node: ts.Node): boolean {
  const { body, initializer } = node as ts.Node & { readonly body?: ts.Node; readonly initializer?: ts.Node };
  let found = false;
  const visit = (child: ts.Node): void => {
    if (child === body || child === initializer) return;
    if (ts.isTypeQueryNode(child)) found = true;
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/**
 * The text of the types that private members may name and that declarations leave out because they are not
 * exported. Undefined where part of them is inferred.
 */
function unexportedTypes(ts: Ts, source: ts.SourceFile): string[] | undefined {
  const found = source.statements.filter((node) => {
    const isType =
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isEnumDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isModuleDeclaration(node);
    return isType && !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  });
  const isInferred = found.some(
    (node) => ts.isClassDeclaration(node) || ts.isModuleDeclaration(node) || hasTypeQuery(ts, node),
  );
  return isInferred ? undefined : found.map((node) => node.getText(source));
}
