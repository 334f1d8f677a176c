import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { quoted, type Source, textOf, walk } from './source';

const INSTEAD = 'Write the real type; where it is not known, use `unknown` and narrow it with checks.';
/** Types through which anything can be asserted to be anything. */
const BRIDGES = new Set(['unknown', 'any', 'never', 'object', '{}']);
/** Library functions that return `any`: their return type is `any` by another name. */
const RETURNS_ANY = /^ReturnType<(?:typeof )?(?:JSON(?:\.parse|\['parse'\])|(?:Body|Response|Request)\['json'\]|eval|Reflect\.get|require|NodeRequire)>$/;

/** `any` under each of its names: every one turns the compiler's checks off. */
export function anyTypes(source: Source): Finding[] {
  const { ts: compiler } = source;
  const found: Finding[] = [];
  walk(source, (node) => {
    const finding =
      node.kind === compiler.SyntaxKind.AnyKeyword || node.kind === compiler.SyntaxKind.JSDocAllType || node.kind === compiler.SyntaxKind.JSDocUnknownType
        ? anyKeyword(source, node)
        : compiler.isTypeReferenceNode(node)
          ? anyByReference(source, node)
          : compiler.isAsExpression(node) || compiler.isTypeAssertionExpression(node)
            ? assertion(source, node)
            : compiler.isModuleDeclaration(node)
              ? untypedModule(source, node)
              : undefined;
    if (finding) found.push(finding);
  });
  return found;
}

function anyKeyword(source: Source, node: ts.Node): Finding {
  const { ts: compiler } = source;
  const { parent } = node;
  const around = quoted(parent.getText(source.tree));
  if (compiler.isAsExpression(parent)) return about(source, node, 'as-any', `${around} casts to \`any\`, which turns type checking off. ${INSTEAD}`);
  if (compiler.isTypeAssertionExpression(parent)) return about(source, node, 'any-assertion', `${around} casts to \`any\`, which turns type checking off. ${INSTEAD}`);
  return about(source, node, 'any-type', `${around} uses the type \`any\`, which turns type checking off. ${INSTEAD}`);
}

function anyByReference(source: Source, node: ts.TypeReferenceNode): Finding | undefined {
  if (!RETURNS_ANY.test(textOf(source, node))) return undefined;
  return about(source, node, 'any-type', `${quoted(node.getText(source.tree))} is \`any\` by another name. ${INSTEAD}`);
}

function assertion(source: Source, node: ts.AsExpression | ts.TypeAssertion): Finding | undefined {
  const { ts: compiler } = source;
  const inner = withoutParentheses(source, node.expression);
  const text = quoted(node.getText(source.tree));
  if ((compiler.isAsExpression(inner) || compiler.isTypeAssertionExpression(inner)) && !isConst(source, inner.type) && !isConst(source, node.type)) {
    const bridge = textOf(source, inner.type);
    if (BRIDGES.has(bridge) && bridge !== 'any') {
      return about(source, node, 'double-assertion', `${text} asserts through \`${bridge}\`, so that the compiler accepts any value. Convert the value, or check it and let the compiler narrow its type.`);
    }
  }
  if (node.type.kind === compiler.SyntaxKind.NeverKeyword && !source.isTest) {
    return about(source, node, 'never-assertion', `${text} fits every type without a check. ${INSTEAD}`);
  }
  return isBareParameter(source, node) ? about(source, node, 'cast-helper', `${text} lets a function return its argument as whatever type the caller names. Check the value, or take the type as it is.`) : undefined;
}

/** `<T>(value: unknown) => value as T`: a cast with a name. */
function isBareParameter(source: Source, node: ts.AsExpression | ts.TypeAssertion): boolean {
  const { ts: compiler } = source;
  const value = withoutParentheses(source, node.expression);
  if (!compiler.isIdentifier(value)) return false;
  let at: ts.Node = node.parent;
  while (compiler.isParenthesizedExpression(at)) at = at.parent;
  if (compiler.isReturnStatement(at)) at = at.parent;
  if (compiler.isBlock(at) && at.statements.length === 1) at = at.parent;
  if (!compiler.isFunctionLike(at)) return false;
  const type = textOf(source, node.type);
  const parameter = at.parameters.find(({ name }) => compiler.isIdentifier(name) && name.text === value.text);
  const isLoose = parameter?.type !== undefined && BRIDGES.has(textOf(source, parameter.type));
  return isLoose && (at.typeParameters ?? []).some(({ name }) => name.text === type);
}

function untypedModule(source: Source, node: ts.ModuleDeclaration): Finding | undefined {
  if (!source.ts.isStringLiteral(node.name) || node.body || node.name.text.startsWith('*.')) return undefined;
  return about(source, node, 'any-type', `${quoted(node.getText(source.tree))} makes everything imported from it \`any\`. Declare the members that are used, with their types.`);
}

function isConst(source: Source, type: ts.TypeNode): boolean {
  return textOf(source, type) === 'const';
}

function withoutParentheses(source: Source, node: ts.Node): ts.Node {
  return source.ts.isParenthesizedExpression(node) ? withoutParentheses(source, node.expression) : node;
}

function about(source: Source, node: ts.Node, rule: string, message: string): Finding {
  const key = textOf(source, source.ts.isTypeNode(node) ? node.parent : node);
  return findingAt(source, node, { rule, message, key });
}
