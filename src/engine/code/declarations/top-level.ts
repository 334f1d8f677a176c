import type * as ts from 'typescript';
import type { CodeText, LineRange, TopDeclaration, TopLevel } from '../../contract/code-inspection';
import type { Ts } from '../source';
import { functionBodies } from './function-bodies';

/** What each text declares at its top level. It loads the bundled compiler: the product runs it in the type service. */
export async function topLevelsOf(files: readonly CodeText[]): Promise<TopLevel[]> {
  const compiler = await import('typescript');
  return files.map((file) => topLevelOf(compiler, file));
}

function topLevelOf(compiler: Ts, { path, text }: CodeText): TopLevel {
  return topLevelIn(compiler, compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest, true));
}

/** What a parsed file declares at its top level. */
export function topLevelIn(compiler: Ts, tree: ts.SourceFile): TopLevel {
  const declarations: TopDeclaration[] = [];
  const exports = new Set<string>();
  const imports: LineRange[] = [];
  const statements: LineRange[] = [];
  for (const statement of tree.statements) {
    const range = rangeOf(compiler, tree, statement);
    const declared = declaredBy(compiler, tree, statement);
    const exported = exportsOf(compiler, tree, statement);
    for (const name of exported ?? []) exports.add(name);
    if (compiler.isImportDeclaration(statement) || compiler.isImportEqualsDeclaration(statement)) imports.push(range);
    else if (declared.length > 0) {
      const isExported = (exported?.length ?? 0) > 0;
      const bodies = functionBodies(compiler, tree, statement);
      for (const { name, members } of declared) {
        const functions = bodies.filter((body) => body.name.split('.')[0] === name);
        declarations.push({ ...range, name, members, functions, isExported });
      }
    } else if (!exported && !compiler.isEmptyStatement(statement)) statements.push(range);
  }
  const errors = (tree as { parseDiagnostics?: readonly ts.Diagnostic[] }).parseDiagnostics ?? [];
  return { isComplete: errors.length === 0, declarations, exports: [...exports], imports, statements };
}

type Range = LineRange & { readonly commentLine: number };

function rangeOf(compiler: Ts, tree: ts.SourceFile, node: ts.Node): Range {
  const { text } = tree;
  const [start, end] = [node.getStart(tree), node.end];
  const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const before = text.slice(lineStart, start);
  const after = text.slice(end, lineEnd < 0 ? undefined : lineEnd);
  // A comment behind it belongs to it; another statement doesn't.
  const isAlone = before.trim() === '' && /^[\s;]*(?:\/\/.*|\/\*.*\*\/\s*)?$/.test(after);
  let comment = start;
  for (const range of (compiler.getLeadingCommentRanges(text, node.pos) ?? []).toReversed()) {
    const startsLine = text.slice(text.lastIndexOf('\n', range.pos - 1) + 1, range.pos).trim() === '';
    const gap = text.slice(range.end, comment);
    if (!startsLine || gap.trim() !== '' || (gap.match(/\n/g)?.length ?? 0) > 1) break;
    comment = range.pos;
  }
  return { startLine: lineOf(start), endLine: lineOf(end), isAlone, commentLine: lineOf(comment) };
}

type Declared = Pick<TopDeclaration, 'name' | 'members'>;

function declaredBy(compiler: Ts, tree: ts.SourceFile, statement: ts.Statement): Declared[] {
  if (compiler.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      namesIn(compiler, name).map((text) => ({ name: text, members: membersOf(compiler, tree, initializer) })),
    );
  }
  if (compiler.isExportAssignment(statement))
    return [{ name: 'default', members: membersOf(compiler, tree, statement.expression) }];
  const assigned = commonJsExport(compiler, tree, statement);
  if (assigned) return assigned.names.map((name) => ({ name, members: [] }));
  const isNamed =
    compiler.isFunctionDeclaration(statement) ||
    compiler.isClassDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement) ||
    compiler.isEnumDeclaration(statement) ||
    compiler.isModuleDeclaration(statement);
  return isNamed
    ? [{ name: statement.name?.getText(tree) ?? 'default', members: membersOf(compiler, tree, statement) }]
    : [];
}

function namesIn(compiler: Ts, name: ts.BindingName): string[] {
  if (compiler.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    compiler.isOmittedExpression(element) ? [] : namesIn(compiler, element.name),
  );
}

/** The names that a statement exports; undefined: it is no export. */
function exportsOf(compiler: Ts, tree: ts.SourceFile, statement: ts.Statement): string[] | undefined {
  if (compiler.isExportAssignment(statement)) return ['default'];
  if (compiler.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause) return [`* from ${moduleSpecifier?.getText(tree).slice(1, -1) ?? ''}`];
    return compiler.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => name.text)
      : [exportClause.name.text];
  }
  const assigned = commonJsExport(compiler, tree, statement);
  if (assigned) return [...assigned.names];
  const modifiers = compiler.canHaveModifiers(statement) ? (compiler.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === compiler.SyntaxKind.ExportKeyword)) return undefined;
  if (modifiers.some(({ kind }) => kind === compiler.SyntaxKind.DefaultKeyword)) return ['default'];
  return declaredBy(compiler, tree, statement).map(({ name }) => name);
}

/** `exports.total = …`, `module.exports = { total }`. */
function commonJsExport(
  compiler: Ts,
  tree: ts.SourceFile,
  statement: ts.Statement,
): { readonly names: readonly string[] } | undefined {
  if (!compiler.isExpressionStatement(statement) || !compiler.isBinaryExpression(statement.expression))
    return undefined;
  const { left, right, operatorToken } = statement.expression;
  if (operatorToken.kind !== compiler.SyntaxKind.EqualsToken) return undefined;
  const [, name, whole] = /^(?:(?:module\.)?exports\.([\w$]+)|(module\.exports))$/.exec(left.getText(tree)) ?? [];
  if (name !== undefined) return { names: [name] };
  if (whole === undefined) return undefined;
  if (!compiler.isObjectLiteralExpression(right)) return { names: ['module.exports'] };
  return { names: right.properties.flatMap((property) => property.name?.getText(tree) ?? []) };
}

/** Public methods and accessors of a class; methods and functions of an object. */
function membersOf(compiler: Ts, tree: ts.SourceFile, node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (compiler.isClassLike(node)) {
    return node.members.flatMap((member) => {
      const isPrivate = (compiler.getModifiers(member as ts.MethodDeclaration) ?? []).some(
        ({ kind }) => kind === compiler.SyntaxKind.PrivateKeyword,
      );
      const isCallable =
        compiler.isMethodDeclaration(member) ||
        compiler.isAccessor(member) ||
        (compiler.isPropertyDeclaration(member) &&
          member.initializer !== undefined &&
          compiler.isFunctionLike(member.initializer));
      const name = member.name?.getText(tree);
      return isCallable && !isPrivate && name !== undefined && !name.startsWith('#') ? [name] : [];
    });
  }
  const value = compiler.isAsExpression(node) || compiler.isSatisfiesExpression(node) ? node.expression : node;
  if (!compiler.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    const isFunction =
      compiler.isMethodDeclaration(property) ||
      (compiler.isPropertyAssignment(property) && compiler.isFunctionLike(property.initializer));
    return isFunction ? [property.name.getText(tree)] : [];
  });
}
