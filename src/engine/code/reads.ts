import type * as ts from 'typescript';
import { constantText, pathOf } from './resolve-name';
import type { Source } from './source';
import { isMember } from './value-origins';

/** Functions that read, or check for, a property of their first argument. */
const READS_OF_ARGUMENT = new Set([
  ...['Reflect.has', 'Reflect.get', 'Object.hasOwn', 'Object.getOwnPropertyDescriptor'],
  ...['Object.prototype.hasOwnProperty.call', 'Object.prototype.propertyIsEnumerable.call'],
]);
/** Methods that check for a property of the object they are called on. */
const READS_OF_OWNER = /^(?:hasOwnProperty|propertyIsEnumerable)$/;

/**
 * The path, as `pathOf` gives it, of the property that a node reads or checks for, however that is written: `x.y`,
 * `x['y']`, `{ y } = x`, `'y' in x`, `Reflect.has(x, 'y')`.
 */
export function readPath(source: Source, node: ts.Node): string | undefined {
  const { ts: compiler } = source;
  if (isMember(source, node)) return pathOf(source, node);
  if (compiler.isBindingElement(node)) return compiler.isIdentifier(node.name) ? pathOf(source, node.name) : undefined;
  if (compiler.isBinaryExpression(node))
    return node.operatorToken.kind === compiler.SyntaxKind.InKeyword
      ? joined(source, node.right, node.left)
      : undefined;
  if (!compiler.isCallExpression(node)) return undefined;
  const [first, second] = node.arguments;
  if (first && second && READS_OF_ARGUMENT.has(pathOf(source, node.expression) ?? ''))
    return joined(source, first, second);
  const isOfOwner =
    first && compiler.isPropertyAccessExpression(node.expression) && READS_OF_OWNER.test(node.expression.name.text);
  return isOfOwner ? joined(source, (node.expression as ts.PropertyAccessExpression).expression, first) : undefined;
}

function joined(source: Source, owner: ts.Node, key: ts.Node): string | undefined {
  const [path, name] = [pathOf(source, owner), constantText(source, key)];
  if (path === undefined || name === undefined) return undefined;
  return path === '' ? name : `${path}.${name}`;
}
