import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';

/** Returns the innermost node that contains a position. */
export function nodeAt(ts: Ts, source: ts.SourceFile, position: number): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) <= position && position < node.getEnd()) {
      found = node;
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(source, visit);
  return found;
}

/**
 * Returns the types that an error at a node is about: the type whose member is missing, or the expected and the
 * actual type, expected first.
 */
export function involvedTypes(ts: Ts, checker: ts.TypeChecker, node: ts.Node): readonly ts.Type[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node)
    return [checker.getTypeAtLocation(parent.expression)];
  if (ts.isQualifiedName(parent) && parent.right === node) return [checker.getTypeAtLocation(parent.left)];
  if (ts.isBindingElement(parent)) return [checker.getTypeAtLocation(parent.parent)];
  const element = ts.findAncestor(node, ts.isElementAccessExpression);
  if (element && (element.argumentExpression === node || element.getStart() === node.getStart())) {
    return [checker.getTypeAtLocation(element.expression), checker.getTypeAtLocation(element.argumentExpression)];
  }
  const pair = assignmentAt(ts, checker, node);
  return pair ? [pair.expected, pair.actual].filter((type) => type !== undefined) : [];
}

interface Assignment {
  readonly expected: ts.Type | undefined;
  readonly actual: ts.Type;
}

/** Assignability errors are reported at the assigned name, at `return`, or at the value itself. */
function assignmentAt(ts: Ts, checker: ts.TypeChecker, node: ts.Node): Assignment | undefined {
  for (let at: ts.Node | undefined = node; at && !ts.isBlock(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isVariableDeclaration(at) || ts.isPropertyDeclaration(at) || ts.isParameter(at)) {
      return (
        at.initializer && { expected: checker.getTypeAtLocation(at), actual: checker.getTypeAtLocation(at.initializer) }
      );
    }
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return { expected: checker.getTypeAtLocation(at.left), actual: checker.getTypeAtLocation(at.right) };
    }
    if (
      (ts.isPropertyAssignment(at) || ts.isShorthandPropertyAssignment(at)) &&
      ts.isObjectLiteralExpression(at.parent)
    ) {
      const literal = at.parent;
      const value = ts.isPropertyAssignment(at) ? at.initializer : at.name;
      const whole = checker.getContextualType(literal);
      const known = whole && checker.getPropertyOfType(whole, at.name.getText());
      return { expected: known ? checker.getContextualType(value) : whole, actual: checker.getTypeAtLocation(value) };
    }
    if (ts.isReturnStatement(at)) {
      return (
        at.expression && {
          expected: checker.getContextualType(at.expression),
          actual: checker.getTypeAtLocation(at.expression),
        }
      );
    }
    if (ts.isExpression(at) && isArgumentOrArrowBody(ts, at)) {
      return { expected: checker.getContextualType(at), actual: checker.getTypeAtLocation(at) };
    }
  }
  return undefined;
}

/** Whether the expression is an argument of a call or the body of an arrow function. */
function isArgumentOrArrowBody(ts: Ts, node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.arguments?.includes(node) ?? false;
  return ts.isArrowFunction(parent) && parent.body === node;
}
