import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';

/**
 * Enums may be computed from constants of other files, over any number of them, and no declaration
 * says what such a constant is computed from. The initializers of all constants of a program, as one
 * text, where it has such an enum; else nothing.
 */
export function enumInputs(ts: Ts, program: ts.Program): string {
  const own = program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
  return own.some((source) => fileConstantsOf(ts, source).computesEnum)
    ? own.map((source) => fileConstantsOf(ts, source).constants).join('\n')
    : '';
}

interface FileConstants {
  readonly computesEnum: boolean;
  readonly constants: string;
}

/** Parsed files are shared by the programs that have them. */
const known = new WeakMap<ts.SourceFile, FileConstants>();

function fileConstantsOf(ts: Ts, source: ts.SourceFile): FileConstants {
  const before = known.get(source);
  if (before) return before;
  const facts = {
    computesEnum: /\benum\b/.test(source.text) && computesEnum(ts, source),
    constants: constantsIn(ts, source).join('\n'),
  };
  known.set(source, facts);
  return facts;
}

function computesEnum(ts: Ts, source: ts.SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isEnumMember(node) && node.initializer && mentionsName(ts, node.initializer)) found = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function mentionsName(ts: Ts, node: ts.Node): boolean {
  return ts.isIdentifier(node) || ts.forEachChild(node, (child) => mentionsName(ts, child) || undefined) === true;
}

/** `const` without a written type and with a value that could be a constant. */
function constantsIn(ts: Ts, source: ts.SourceFile): string[] {
  const { Const } = ts.NodeFlags;
  return source.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & Const)) return [];
    return statement.declarationList.declarations.flatMap(({ name, type, initializer }) =>
      type || !initializer || !isConstant(ts, initializer)
        ? []
        : [`${name.getText(source)} = ${initializer.getText(source)}`],
    );
  });
}

function isConstant(ts: Ts, node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isIdentifier(node) ||
    ts.isBinaryExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node)
  );
}
