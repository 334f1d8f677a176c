import type * as ts from 'typescript';
import { pathOf } from '../../../code/resolve-name';
import { referencesOf } from '../../../code/scopes';
import type { Source } from '../../../code/source';

/** Members of a function by which it is called or code is made. */
const CALLS = /^(?:call|apply|bind|constructor)$/;
/** Members of a function that the library declares as `any`. */
const ANY_MEMBERS = /^(?:prototype|arguments)$/;
/** Functions that call what they are given, whatever it takes. */
const TIMERS = /^(?:\w+\.)?(?:setTimeout|setInterval|setImmediate)$/;
/** Functions of the standard library that look at a value and never call it. */
const LOOKS = /^(?:Object|Reflect)\.(?!apply$|construct$|assign$)\w+$/;

/**
 * Whether a parameter of this type is never called in its function, and not handed on to where it may be: its type is
 * then no more than "some function".
 */
export function isOnlyLookedAt(source: Source, type: ts.TypeNode): boolean {
  const { ts: compiler } = source;
  const parameter = type.parent;
  if (!compiler.isParameter(parameter) || parameter.type !== type || !compiler.isIdentifier(parameter.name))
    return false;
  const { parent: owner } = parameter;
  if (!('body' in owner) || owner.body === undefined) return false;
  return referencesOf(source, parameter).every((use) => use === parameter.name || looksAt(source, use));
}

function looksAt(source: Source, use: ts.Expression): boolean {
  const { ts: compiler } = source;
  const { parent } = use;
  if (compiler.isPropertyAccessExpression(parent)) {
    if (parent.expression !== use || CALLS.test(parent.name.text)) return false;
    return !ANY_MEMBERS.test(parent.name.text) || isCompared(source, parent);
  }
  if (isCompared(source, use)) return true;
  if (!compiler.isCallExpression(parent) || parent.expression === use) return false;
  const called = pathOf(source, parent.expression) ?? '';
  return compiler.isExpressionStatement(parent.parent) && !/^Reflect\./.test(called) && !TIMERS.test(called);
}

/** Whether the value is only compared, or given to a function of the library that looks at it. */
function isCompared(source: Source, use: ts.Expression): boolean {
  const { ts: compiler } = source;
  const { SyntaxKind } = compiler;
  const { parent } = use;
  if (compiler.isTypeOfExpression(parent)) return true;
  if (compiler.isCallExpression(parent))
    return parent.expression !== use && LOOKS.test(pathOf(source, parent.expression) ?? '');
  return (
    compiler.isBinaryExpression(parent) &&
    [
      SyntaxKind.EqualsEqualsEqualsToken,
      SyntaxKind.ExclamationEqualsEqualsToken,
      SyntaxKind.EqualsEqualsToken,
      SyntaxKind.ExclamationEqualsToken,
      SyntaxKind.InstanceOfKeyword,
    ].includes(parent.operatorToken.kind)
  );
}
