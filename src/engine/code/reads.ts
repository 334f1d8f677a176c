import type * as ts from 'typescript';
import { constantText, pathOf } from './resolve-name';
import type { Source } from './source';
import { isMember } from './value-origins';

/** Functions that read, or ask for, a property of their first argument. */
const ASKS_FIRST =
  /^(?:Reflect\.(?:has|get)|Object\.(?:hasOwn|getOwnPropertyDescriptor)|Object\.prototype\.(?:hasOwnProperty|propertyIsEnumerable)\.call)$/;
/** Methods that ask it of what they are called on. */
const ASKS_OWNER = /^(?:hasOwnProperty|propertyIsEnumerable)$/;

/** The property that a node reads or asks for, as `pathOf` says it, however that is written: `x.y`, `x['y']`, `{ y } = x`, `'y' in x`, `Reflect.has(x, 'y')`. */
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
  if (first && second && ASKS_FIRST.test(pathOf(source, node.expression) ?? '')) return joined(source, first, second);
  const isAsked =
    first && compiler.isPropertyAccessExpression(node.expression) && ASKS_OWNER.test(node.expression.name.text);
  return isAsked ? joined(source, (node.expression as ts.PropertyAccessExpression).expression, first) : undefined;
}

function joined(source: Source, owner: ts.Node, key: ts.Node): string | undefined {
  const [path, name] = [pathOf(source, owner), constantText(source, key)];
  if (path === undefined || name === undefined) return undefined;
  return path === '' ? name : `${path}.${name}`;
}
