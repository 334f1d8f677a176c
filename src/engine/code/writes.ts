import type * as ts from 'typescript';
import { constantOf, constantText, pathOf, unwrapped } from './resolve-name';
import { declarationOf } from './scopes';
import type { Source } from './source';

/** Functions that write the property of their first argument that the second one names. */
const WRITES_ONE = new RegExp(
  [
    /^(?:Object|Reflect)\.(?:defineProperty|set|deleteProperty)$/,
    /^(?:vi|jest|sinon|mock|t\.mock)\.(?:spyOn|method|stub|replace|replaceProperty)$/,
    /\.mock\.method$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
/** Functions that write every property of the objects after their first argument. */
const WRITES_ALL = /^Object\.(?:assign|defineProperties)$/;
const SETS_PROTOTYPE = /^(?:Object|Reflect)\.setPrototypeOf$/;
const GETS_PROTOTYPE = /^(?:Object|Reflect)\.getPrototypeOf$/;
const STUBS_GLOBAL = /^(?:vi|vitest)\.stubGlobal$/;

/** One place that code overwrites. */
export interface Write {
  /** A path of `pathOf`: `process.exitCode`, `assert.equal`; `assert.*` where the member is computed. */
  readonly path: string;
  /** The new value, where the node has it. */
  readonly value?: ts.Node | undefined;
  /** Whether it is only written where there is no value yet: `Array.prototype.at ??= …`. */
  readonly isDefault?: boolean;
  readonly isDelete?: boolean;
}

/** What a node overwrites: by assignment, `++`, `delete`, `Object.assign` and similar functions, or a spy. */
export function writesOf(source: Source, node: ts.Node): Write[] {
  const { ts: compiler } = source;
  if (compiler.isBinaryExpression(node)) return assigned(source, node);
  if (compiler.isPrefixUnaryExpression(node) || compiler.isPostfixUnaryExpression(node)) {
    const counts =
      node.operator === compiler.SyntaxKind.PlusPlusToken || node.operator === compiler.SyntaxKind.MinusMinusToken;
    return counts ? targets(source, node.operand).map((path) => ({ path })) : [];
  }
  if (compiler.isDeleteExpression(node))
    return targets(source, node.expression).map((path) => ({ path, isDelete: true }));
  return compiler.isCallExpression(node) ? byCall(source, node) : [];
}

function assigned(source: Source, { left, operatorToken: { kind }, right }: ts.BinaryExpression): Write[] {
  const { SyntaxKind } = source.ts;
  if (kind < SyntaxKind.FirstAssignment || kind > SyntaxKind.LastAssignment) return [];
  const isDefault = kind === SyntaxKind.QuestionQuestionEqualsToken || kind === SyntaxKind.BarBarEqualsToken;
  const paths = targets(source, left);
  const isPattern = source.ts.isArrayLiteralExpression(left) || source.ts.isObjectLiteralExpression(left);
  return paths.map((path) => ({ path, isDefault, ...(isPattern ? {} : { value: right }) }));
}

/** The places outside the file that the left side of an assignment names; not the file's own variables. */
function targets(source: Source, target: ts.Node): string[] {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, target);
  if (compiler.isIdentifier(inner)) return declarationOf(source, inner) ? [] : [inner.text];
  if (compiler.isPropertyAccessExpression(inner)) return below(source, inner.expression, inner.name.text);
  if (compiler.isElementAccessExpression(inner))
    return below(source, inner.expression, constantText(source, inner.argumentExpression));
  if (compiler.isArrayLiteralExpression(inner)) return inner.elements.flatMap((element) => targets(source, element));
  if (compiler.isSpreadElement(inner)) return targets(source, inner.expression);
  if (!compiler.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap((property) =>
    compiler.isPropertyAssignment(property) ? targets(source, property.initializer) : [],
  );
}

function below(source: Source, owner: ts.Node, key: string | undefined): string[] {
  const path = ownerPath(source, owner);
  if (path === undefined) return [];
  return [path === '' ? (key ?? '*') : `${path}.${key ?? '*'}`];
}

/** The path of an object, also of a call's result: `expect(1)`, `Object.getPrototypeOf(expect(1))`. */
function ownerPath(source: Source, owner: ts.Node): string | undefined {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, owner);
  if (!compiler.isCallExpression(inner)) return pathOf(source, inner);
  const callee = pathOf(source, inner.expression);
  const [of] = inner.arguments;
  if (of && GETS_PROTOTYPE.test(callee ?? '')) return ownerPath(source, of);
  return callee === 'expect' ? callee : pathOf(source, inner);
}

function byCall(source: Source, call: ts.CallExpression): Write[] {
  const { ts: compiler } = source;
  const callee = pathOf(source, call.expression) ?? '';
  const [first, second, third] = call.arguments;
  if (!first) return [];
  if (STUBS_GLOBAL.test(callee)) return [{ path: constantText(source, first) ?? '*', value: second }];
  if (WRITES_ONE.test(callee))
    return below(source, first, second && constantText(source, second)).map((path) => ({
      path,
      value: third && descriptorValue(source, third),
    }));
  if (SETS_PROTOTYPE.test(callee)) return below(source, first, '__proto__').map((path) => ({ path }));
  if (WRITES_ALL.test(callee))
    return call.arguments
      .slice(1)
      .flatMap((from) =>
        membersOf(source, from).flatMap(({ key, value }) => below(source, first, key).map((path) => ({ path, value }))),
      );
  const definer =
    compiler.isPropertyAccessExpression(call.expression) && /^__define[GS]etter__$/.test(call.expression.name.text)
      ? call.expression.expression
      : undefined;
  return definer ? below(source, definer, constantText(source, first)).map((path) => ({ path })) : [];
}

/** The value in a property descriptor, `{ value: … }`; anything else is the value itself. */
function descriptorValue(source: Source, given: ts.Node): ts.Node | undefined {
  const members = source.ts.isObjectLiteralExpression(given) ? membersOf(source, given) : [];
  return members.some(({ key }) => /^(?:value|get|set|writable|configurable)$/.test(key ?? ''))
    ? members.find(({ key }) => key === 'value')?.value
    : given;
}

/** The members of an object literal, also behind a constant's name; one member without a key for any other object. */
function membersOf(
  source: Source,
  node: ts.Node,
): { readonly key: string | undefined; readonly value?: ts.Node | undefined }[] {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, node);
  const literal = compiler.isIdentifier(inner) ? constantOf(source, inner) : inner;
  if (!literal || !compiler.isObjectLiteralExpression(literal) || literal.properties.length === 0)
    return [{ key: undefined }];
  return literal.properties.map((property) => ({
    key: property.name && keyOf(source, property.name),
    value: compiler.isPropertyAssignment(property)
      ? property.initializer
      : compiler.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined,
  }));
}

/** A property's name as text; undefined for a computed name that is not constant text. */
export function keyOf(source: Source, name: ts.PropertyName): string | undefined {
  const { ts: compiler } = source;
  if (compiler.isIdentifier(name) || compiler.isStringLiteralLike(name) || compiler.isNumericLiteral(name))
    return name.text;
  return compiler.isComputedPropertyName(name) ? constantText(source, name.expression) : undefined;
}
