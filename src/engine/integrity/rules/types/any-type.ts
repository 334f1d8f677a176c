import type * as ts from 'typescript';
import { anyOfLibrary } from '../../../code/library-any';
import { declarationOf } from '../../../code/scopes';
import { quoted, type Source, textOf, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';

const INSTEAD = 'Write the real type; where it is not known, use `unknown` and narrow it with checks.';
/** The library's types whose calls the compiler does not check, and which give `any`. */
const UNCHECKED_CALL = /^(?:Function|CallableFunction|NewableFunction)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
/** `declare module '*.js'` and `'*'` make modules of code `any`; `'*.svg'` is about other files. */
const OTHER_FILES = /^\*\.(?![cm]?[jt]sx?$)[\w.]+$/;

/** `any` under each of its names: every one turns the compiler's checks off. */
export function anyTypes(source: Source): Finding[] {
  if (!source.isTyped) return [];
  const found: Finding[] = [];
  walk(source, (node) => {
    const finding =
      anyKeyword(source, node) ??
      byAnotherName(source, node) ??
      untypedModule(source, node) ??
      undeclaredType(source, node);
    if (finding) found.push(finding);
  });
  return found;
}

function anyKeyword(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  const { SyntaxKind } = compiler;
  if (
    node.kind !== SyntaxKind.AnyKeyword &&
    node.kind !== SyntaxKind.JSDocAllType &&
    node.kind !== SyntaxKind.JSDocUnknownType
  )
    return undefined;
  const { parent } = node;
  const around = quoted(parent.getText(source.tree));
  if (compiler.isAsExpression(parent))
    return about(source, node, 'as-any', `${around} casts to \`any\`, which turns type checking off. ${INSTEAD}`);
  if (compiler.isTypeAssertionExpression(parent))
    return about(
      source,
      node,
      'any-assertion',
      `${around} casts to \`any\`, which turns type checking off. ${INSTEAD}`,
    );
  return about(source, node, 'any-type', `${around} uses the type \`any\`, which turns type checking off. ${INSTEAD}`);
}

function byAnotherName(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  if (!compiler.isTypeNode(node)) return undefined;
  if (anyOfLibrary(source, node))
    return about(
      source,
      node,
      'any-type',
      `${quoted(node.getText(source.tree))} is \`any\` by another name. ${INSTEAD}`,
    );
  const isUnchecked =
    compiler.isTypeReferenceNode(node) &&
    compiler.isIdentifier(node.typeName) &&
    UNCHECKED_CALL.test(node.typeName.text) &&
    !declarationOf(source, node.typeName);
  // As the bound of a type parameter it only says "some function".
  if (
    !isUnchecked ||
    source.isTest ||
    (compiler.isTypeParameterDeclaration(node.parent) && node.parent.constraint === node)
  )
    return undefined;
  return about(
    source,
    node,
    'any-type',
    `A call of ${quoted(node.getText(source.tree))} takes anything and gives \`any\`. Write the parameters and the result: \`(value: string) => number\`.`,
  );
}

function untypedModule(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  if (
    !compiler.isModuleDeclaration(node) ||
    !compiler.isStringLiteral(node.name) ||
    node.body ||
    OTHER_FILES.test(node.name.text)
  )
    return undefined;
  return about(
    source,
    node,
    'any-type',
    `${quoted(node.getText(source.tree))} makes everything imported from it \`any\`. Declare the members that are used, with their types.`,
  );
}

/** In a declaration file, what has no type is `any`, and with `skipLibCheck` no compiler says so. */
function undeclaredType(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  if (!DECLARATIONS.test(source.path)) return undefined;
  const isPlace =
    compiler.isVariableDeclaration(node) ||
    compiler.isParameter(node) ||
    compiler.isPropertySignature(node) ||
    compiler.isPropertyDeclaration(node);
  const isResult =
    compiler.isFunctionDeclaration(node) ||
    compiler.isMethodDeclaration(node) ||
    compiler.isMethodSignature(node) ||
    compiler.isCallSignatureDeclaration(node);
  const isPrivate =
    compiler.canHaveModifiers(node) &&
    (compiler.getModifiers(node) ?? []).some(({ kind }) => kind === compiler.SyntaxKind.PrivateKeyword);
  if (!(isPlace || isResult) || isPrivate || node.type || ('initializer' in node && node.initializer)) return undefined;
  return about(
    source,
    node,
    'any-type',
    `${quoted(node.getText(source.tree))} declares no type, which makes it \`any\`. ${INSTEAD}`,
  );
}

function about(source: Source, node: ts.Node, rule: string, message: string): Finding {
  const key = textOf(source, source.ts.isTypeNode(node) ? node.parent : node);
  return findingAt(source, node, { rule, message, key });
}
