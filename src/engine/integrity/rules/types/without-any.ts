import type * as ts from 'typescript';
import type { Source } from '../../../code/source';
import type { TextEdit } from '../../../contract/code-inspection';

/**
 * The edit that takes an `any` out of the file, where the code means the same without it. What the compiler then
 * reports is what the `any` silences. Undefined where the code says nothing else of the type, as in `new (): any`.
 */
export function withoutAny(source: Source, node: ts.Node): TextEdit | undefined {
  const { ts: compiler, tree } = source;
  if (node.kind !== compiler.SyntaxKind.AnyKeyword) return undefined;
  const { parent } = node;
  const assertion = assertionTo(source, node);
  // The rest of such a type may be needed, as in `Object.keys(value as Record<string, any>)`.
  if (assertion && isWithin(source, assertion.type)) return toUnknown(source, node);
  if (assertion && compiler.isAsExpression(assertion))
    return { start: assertion.expression.end, end: assertion.end, text: '' };
  if (assertion) return { start: assertion.getStart(tree), end: assertion.expression.getStart(tree), text: '' };
  // A name for `any` gives every value that has it every type.
  if (compiler.isTypeAliasDeclaration(parent)) return toUnknown(source, node);
  const annotation = annotationAround(source, node);
  if (!annotation) return undefined;
  const start = tree.text.lastIndexOf(':', annotation.getStart(tree));
  if (!compiler.isFunctionTypeNode(annotation)) return { start, end: annotation.end, text: '' };
  return withoutResult(source, annotation, start);
}

/** With `unknown`, the compiler reports every use that needs the `any`. */
function toUnknown({ tree }: Source, node: ts.Node): TextEdit {
  return { start: node.getStart(tree), end: node.end, text: 'unknown' };
}

/** Whether a type that holds `any` is more than `any`, which a union with it is not. */
function isWithin({ ts: compiler }: Source, type: ts.TypeNode): boolean {
  let at = type;
  while (compiler.isParenthesizedTypeNode(at)) at = at.type;
  return at.kind !== compiler.SyntaxKind.AnyKeyword && !compiler.isUnionTypeNode(at);
}

/** The whole annotation with this `any` in it, where the compiler finds as much of the type by itself. */
function annotationAround(source: Source, node: ts.Node): ts.Node | undefined {
  const { ts: compiler } = source;
  let at = node;
  while (!isInferred(source, at.parent)) {
    const { parent } = at;
    const isResult = compiler.isFunctionTypeNode(parent) && parent.type === at;
    if (!isResult && !holdsAsMuch(source, parent)) return undefined;
    at = parent;
  }
  const { parent } = at;
  // What fills a collection later says more of its type than the value that it begins with.
  const isOfParameter = compiler.isFunctionTypeNode(at) && !compiler.isVariableDeclaration(parent);
  return isOfParameter ? undefined : at;
}

/** Whether the type says no more than the value that has it: a list, a promise, an object of these members. */
function holdsAsMuch({ ts: compiler }: Source, node: ts.Node): boolean {
  if (compiler.isTypeLiteralNode(node))
    return node.members.every((member) => compiler.isPropertySignature(member) && !member.questionToken);
  if (compiler.isTypeReferenceNode(node)) return node.typeName.getText() !== 'Record';
  return (
    compiler.isPropertySignature(node) ||
    compiler.isArrayTypeNode(node) ||
    compiler.isTupleTypeNode(node) ||
    compiler.isNamedTupleMember(node) ||
    compiler.isTypeOperatorNode(node) ||
    compiler.isParenthesizedTypeNode(node) ||
    compiler.isUnionTypeNode(node)
  );
}

/** Moves the types of the parameters from the function's type to the function, so that only the result has none. */
function withoutResult(source: Source, type: ts.FunctionTypeNode, start: number): TextEdit | undefined {
  const { ts: compiler, tree } = source;
  const declaration = type.parent;
  const value = compiler.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!value || !compiler.isArrowFunction(value) || value.type || type.typeParameters) return undefined;
  const typed = value.parameters.map(({ name, type: own }, index) => {
    const wanted = own ?? type.parameters[index]?.type;
    return compiler.isIdentifier(name) && wanted ? `${name.text}: ${wanted.getText(tree)}` : undefined;
  });
  if (typed.includes(undefined)) return undefined;
  const head = tree.text.slice(value.getStart(tree), value.equalsGreaterThanToken.getStart(tree));
  const isAsync = /^async\b/.test(head) ? 'async ' : '';
  return { start, end: value.equalsGreaterThanToken.getStart(tree), text: ` = ${isAsync}(${typed.join(', ')}) ` };
}

/** The assertion to this `any`, to a list of it or to another type with it as an argument. */
function assertionTo({ ts: compiler }: Source, node: ts.Node): ts.AsExpression | ts.TypeAssertion | undefined {
  let at = node;
  while (
    compiler.isArrayTypeNode(at.parent) ||
    compiler.isTypeReferenceNode(at.parent) ||
    compiler.isParenthesizedTypeNode(at.parent) ||
    compiler.isTupleTypeNode(at.parent) ||
    compiler.isTypeOperatorNode(at.parent) ||
    compiler.isUnionTypeNode(at.parent)
  )
    at = at.parent;
  return compiler.isAsExpression(at.parent) || compiler.isTypeAssertionExpression(at.parent) ? at.parent : undefined;
}

/** Whether the compiler finds a type by itself where the declaration names none. */
function isInferred({ ts: compiler }: Source, node: ts.Node): boolean {
  if (compiler.isVariableDeclaration(node) || compiler.isPropertyDeclaration(node))
    return node.initializer !== undefined && !isEmpty(compiler, node.initializer);
  if (compiler.isParameter(node))
    return (
      node.initializer !== undefined ||
      compiler.isArrowFunction(node.parent) ||
      compiler.isFunctionExpression(node.parent)
    );
  return compiler.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** `{}`, `[]` and `null` are filled later, so that they say nothing of the type. */
function isEmpty(compiler: typeof ts, node: ts.Expression): boolean {
  if (compiler.isObjectLiteralExpression(node)) return node.properties.length === 0;
  if (compiler.isArrayLiteralExpression(node)) return node.elements.length === 0;
  return node.kind === compiler.SyntaxKind.NullKeyword || node.getText() === 'undefined';
}
