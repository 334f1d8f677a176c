import type * as ts from 'typescript';
import { anyOfLibrary } from '../../../code/library-any';
import { declarationOf } from '../../../code/scopes';
import { quoted, type Source, textOf, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { type IntegrityRule, ruleFamily } from '../../rule-family';
import { isAsked } from './asked';
import { isOnlyLookedAt } from './looked-at';
import { withoutAny } from './without-any';

const INSTEAD = 'Write the real type; where it is not known, use `unknown` and narrow it with checks.';
/** Types of the standard library whose calls the compiler does not check and which return `any`. */
const UNCHECKED_CALL = /^(?:Function|CallableFunction|NewableFunction)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
/** `declare module '*.js'` and `'*'` turn modules of code into `any`; `'*.svg'` is about other files. */
const OTHER_FILES = /^\*\.(?![cm]?[jt]sx?$)[\w.]+$/;

const APPLIES_TO = 'TypeScript, and JavaScript whose types are checked';
const BY_USE = { by: 'use-of-any' } as const;

const RULES = [
  { id: 'as-any', summary: 'Refuses an assertion to `any` with `as`.', appliesTo: APPLIES_TO, lowers: BY_USE },
  {
    id: 'any-assertion',
    summary: 'Refuses an assertion to `any` in angle brackets.',
    appliesTo: APPLIES_TO,
    lowers: BY_USE,
  },
  {
    id: 'any-type',
    summary: 'Refuses the type `any`, also by another name: what the library makes `any`, `Function`, untyped modules.',
    appliesTo: APPLIES_TO,
    lowers: BY_USE,
  },
] as const satisfies readonly IntegrityRule[];
type Id = (typeof RULES)[number]['id'];

/** `any` in all its spellings: each of them turns the compiler's checks off. */
export const anyTypes = ruleFamily('new any', RULES, { kind: 'added', find: findAny });

function findAny(source: Source): Finding<Id>[] {
  if (!source.isTyped) return [];
  const found: Finding<Id>[] = [];
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

function anyKeyword(source: Source, node: ts.Node): Finding<Id> | undefined {
  const { ts: compiler } = source;
  const { SyntaxKind } = compiler;
  if (
    node.kind !== SyntaxKind.AnyKeyword &&
    node.kind !== SyntaxKind.JSDocAllType &&
    node.kind !== SyntaxKind.JSDocUnknownType
  )
    return undefined;
  if (isAsked(source, node)) return undefined;
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

function byAnotherName(source: Source, node: ts.Node): Finding<Id> | undefined {
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
  // As the constraint of a type parameter it only means "some function".
  if (
    !isUnchecked ||
    source.isTest ||
    isOnlyLookedAt(source, node) ||
    (compiler.isTypeParameterDeclaration(node.parent) && node.parent.constraint === node)
  )
    return undefined;
  return about(
    source,
    node,
    'any-type',
    `A call of ${quoted(node.getText(source.tree))} takes anything and returns \`any\`. ` +
      'Write the parameters and the result: `(value: string) => number`.',
  );
}

function untypedModule(source: Source, node: ts.Node): Finding<Id> | undefined {
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
    `${quoted(node.getText(source.tree))} turns everything imported from it into \`any\`. ` +
      'Declare the members that are used, with their types.',
  );
}

/** In a declaration file, what has no type is `any`, and with `skipLibCheck` the compiler does not report it. */
function undeclaredType(source: Source, node: ts.Node): Finding<Id> | undefined {
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
    `${quoted(node.getText(source.tree))} declares no type, so it is \`any\`. ${INSTEAD}`,
  );
}

function about(source: Source, node: ts.Node, rule: Id, message: string): Finding<Id> {
  const key = textOf(source, source.ts.isTypeNode(node) ? node.parent : node);
  return findingAt(source, node, { rule, message, key, without: withoutAny(source, node) });
}
