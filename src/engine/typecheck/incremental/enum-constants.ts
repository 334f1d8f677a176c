import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Ts } from '../projects/compilers';

/**
 * An enum's members may be computed from constants of other files, through any number of files, and no
 * declaration says what such a constant is computed from. Returns the initializers of all constants of the
 * program as one text where it has such an enum, otherwise an empty text.
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

/** Keyed by the parsed file, which the programs that contain it share. */
const cache = new WeakMap<ts.SourceFile, FileConstants>();

function fileConstantsOf(ts: Ts, source: ts.SourceFile): FileConstants {
  return memo(cache, source, () => ({
    computesEnum: /\benum\b/.test(source.text) && computesEnum(ts, source),
    constants: constantsIn(ts, source).join('\n'),
  }));
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

/** Finds each `const` without a type annotation whose initializer could be a constant expression. */
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
