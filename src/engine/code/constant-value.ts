import type * as ts from 'typescript';
import { unwrapped } from './resolve-name';
import type { Source } from './source';

type Primitive = string | number | boolean | null;

/** The value of a condition made of literals, such as `false`, `1 > 2` or `!1`; undefined for any other. */
export function constantValue(source: Source, node: ts.Node): Primitive | undefined {
  const { ts: compiler } = source;
  const { SyntaxKind } = compiler;
  const inner = unwrapped(compiler, node);
  if (inner.kind === SyntaxKind.TrueKeyword) return true;
  if (inner.kind === SyntaxKind.FalseKeyword) return false;
  if (inner.kind === SyntaxKind.NullKeyword) return null;
  if (compiler.isNumericLiteral(inner)) return Number(inner.text);
  if (compiler.isStringLiteralLike(inner)) return inner.text;
  if (compiler.isPrefixUnaryExpression(inner)) return unary(source, inner);
  return compiler.isBinaryExpression(inner) ? binary(source, inner) : undefined;
}

function unary(source: Source, { operator, operand }: ts.PrefixUnaryExpression): Primitive | undefined {
  const { SyntaxKind } = source.ts;
  const value = constantValue(source, operand);
  if (value === undefined) return undefined;
  if (operator === SyntaxKind.ExclamationToken) return !value;
  return operator === SyntaxKind.MinusToken ? -Number(value) : undefined;
}

function binary(source: Source, { left, operatorToken: { kind }, right }: ts.BinaryExpression): Primitive | undefined {
  const { SyntaxKind } = source.ts;
  const [a, b] = [constantValue(source, left), constantValue(source, right)];
  if (kind === SyntaxKind.AmpersandAmpersandToken && a !== undefined && !a) return a;
  if (kind === SyntaxKind.BarBarToken && a) return a;
  if (a === undefined || b === undefined) return undefined;
  switch (kind) {
    case SyntaxKind.EqualsEqualsEqualsToken:
    case SyntaxKind.EqualsEqualsToken:
      return a === b;
    case SyntaxKind.ExclamationEqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsToken:
      return a !== b;
    case SyntaxKind.LessThanToken:
      return Number(a) < Number(b);
    case SyntaxKind.GreaterThanToken:
      return Number(a) > Number(b);
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.BarBarToken:
      return b;
    default:
      return undefined;
  }
}
