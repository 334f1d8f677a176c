import type * as ts from 'typescript';
import { bodyOf, isAlwaysTrue, onlyValue } from '../../../code/functions';
import { declarationOf, referencesOf } from '../../../code/scopes';
import { quoted, type Source, textOf, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { type IntegrityRule, ruleFamily } from '../../rule-family';

type Assertion = ts.AsExpression | ts.TypeAssertion;

/** Types through which every value can be asserted to have every type. */
const BRIDGES = /^(?:unknown|any|never|object|\{\}|Object)$/;

const APPLIES_TO = 'TypeScript, and JavaScript whose types are checked';
const APPLIES_TO_PRODUCT = `${APPLIES_TO}, except in tests`;

const RULES = [
  {
    id: 'double-assertion',
    summary: 'Refuses an assertion through a type such as `unknown` that gives a value an unrelated type.',
    appliesTo: APPLIES_TO_PRODUCT,
  },
  {
    id: 'never-assertion',
    summary: 'Refuses an assertion to `never`, which fits every type.',
    appliesTo: APPLIES_TO_PRODUCT,
  },
  {
    id: 'cast-helper',
    summary: 'Refuses a function that returns its argument as whatever type the caller names.',
    appliesTo: APPLIES_TO,
  },
  {
    id: 'false-guard',
    summary: 'Refuses a type guard or an assertion function that does not look at the value.',
    appliesTo: APPLIES_TO,
  },
] as const satisfies readonly IntegrityRule[];
type Id = (typeof RULES)[number]['id'];

/** Assertions and functions that give any value any type: each of them is `any` in two steps. */
export const typeAssertions = ruleFamily('unchecked type assertion', RULES, { kind: 'added', find: findAssertions });

function findAssertions(source: Source): Finding<Id>[] {
  if (!source.isTyped) return [];
  const { ts: compiler } = source;
  const found: Finding<Id>[] = [];
  walk(source, (node) => {
    const finding =
      compiler.isAsExpression(node) || compiler.isTypeAssertionExpression(node)
        ? assertion(source, node)
        : compiler.isFunctionLike(node)
          ? (falseGuard(source, node) ?? castByOverload(source, node))
          : undefined;
    if (finding) found.push(finding);
  });
  return found;
}

function assertion(source: Source, node: Assertion): Finding<Id> | undefined {
  const text = quoted(node.getText(source.tree));
  // A test may use part of an object in place of a whole one: the code that it asserts about runs all the same.
  const bridge = source.isTest || isConst(source, node.type) ? undefined : bridgeOf(source, node);
  if (bridge !== undefined) {
    return about(
      source,
      node,
      'double-assertion',
      `${text} asserts through \`${bridge}\`, so the compiler accepts any value. ` +
        'Convert the value, or check it and let the compiler narrow its type.',
      withoutBridge(source, node),
    );
  }
  if (node.type.kind === source.ts.SyntaxKind.NeverKeyword && !source.isTest) {
    return about(
      source,
      node,
      'never-assertion',
      `${text} fits every type without a check. ` +
        'Write the real type; where it is not known, use `unknown` and narrow it with checks.',
    );
  }
  return isCastOfParameter(source, node)
    ? about(
        source,
        node,
        'cast-helper',
        `${text} lets a function return its argument as whatever type the caller names. ` +
          'Check the value, or keep the type that it has.',
      )
    : undefined;
}

/** The outer of two assertions alone. */
function withoutBridge(source: Source, node: Assertion): Finding['simpler'] {
  const { ts: compiler, tree } = source;
  const inner = plain(source, node.expression);
  if (!compiler.isAsExpression(inner) && !compiler.isTypeAssertionExpression(inner)) return undefined;
  const [start, end] = compiler.isAsExpression(inner)
    ? [inner.expression.end, inner.end]
    : [inner.getStart(tree), inner.expression.getStart(tree)];
  const from = node.getStart(tree);
  const text = node.getText(tree);
  return { edit: { start, end, text: '' }, text: text.slice(0, start - from) + text.slice(end - from) };
}

/** The type between two assertions: `x as unknown as T`, also with a name in the middle. */
function bridgeOf(source: Source, node: Assertion): string | undefined {
  const { ts: compiler } = source;
  const value = plain(source, node.expression);
  if (compiler.isAsExpression(value) || compiler.isTypeAssertionExpression(value)) return loose(source, value.type);
  const declaration = compiler.isIdentifier(value) ? declarationOf(source, value) : undefined;
  if (
    !declaration ||
    !compiler.isVariableDeclaration(declaration) ||
    !declaration.initializer ||
    isNarrowed(source, declaration)
  )
    return undefined;
  const given = plain(source, declaration.initializer);
  if (compiler.isAsExpression(given) || compiler.isTypeAssertionExpression(given)) return loose(source, given.type);
  // The result of a call such as `JSON.parse` may really be unknown; a value that has a type is not.
  const isKnown =
    compiler.isIdentifier(given) || compiler.isLiteralExpression(given) || compiler.isObjectLiteralExpression(given);
  return isKnown && declaration.type ? loose(source, declaration.type) : undefined;
}

function loose(source: Source, type: ts.TypeNode): string | undefined {
  const inner = source.ts.isParenthesizedTypeNode(type) ? type.type : type;
  const text = textOf(source, inner);
  // `as any` is reported by its own rule.
  return BRIDGES.test(text) && text !== 'any' ? text : undefined;
}

/** Whether a name is used other than in assertions: then its value may have been checked. */
function isNarrowed(source: Source, declaration: ts.VariableDeclaration | ts.ParameterDeclaration): boolean {
  const { ts: compiler } = source;
  return referencesOf(source, declaration).some((name) => {
    if (name === declaration.name) return false;
    let at: ts.Node = name;
    while (compiler.isParenthesizedExpression(at.parent) || compiler.isNonNullExpression(at.parent)) at = at.parent;
    return !compiler.isAsExpression(at.parent) && !compiler.isTypeAssertionExpression(at.parent);
  });
}

/** `<T>(value: unknown) => value as T`: a cast with a name. */
function isCastOfParameter(source: Source, node: Assertion): boolean {
  const { ts: compiler } = source;
  const value = plain(source, node.expression);
  const declaration = compiler.isIdentifier(value) ? declarationOf(source, value) : undefined;
  if (
    !declaration ||
    !compiler.isParameter(declaration) ||
    !declaration.type ||
    !BRIDGES.test(textOf(source, declaration.type))
  )
    return false;
  const type = textOf(source, node.type);
  return (
    (declaration.parent.typeParameters ?? []).some(({ name }) => name.text === type) && !isNarrowed(source, declaration)
  );
}

/** `function to<T>(value: unknown): T; function to(value: unknown) { return value; }`. */
function castByOverload(source: Source, node: ts.SignatureDeclaration): Finding<Id> | undefined {
  const { ts: compiler } = source;
  if (!compiler.isFunctionDeclaration(node) || !node.name || !node.body) return undefined;
  const value = onlyValue(source, node.body);
  const parameter = value && compiler.isIdentifier(value) ? declarationOf(source, value) : undefined;
  if (
    !parameter ||
    !compiler.isParameter(parameter) ||
    !parameter.type ||
    !BRIDGES.test(textOf(source, parameter.type))
  )
    return undefined;
  const name = node.name.text;
  const siblings =
    compiler.isSourceFile(node.parent) || compiler.isBlock(node.parent) || compiler.isModuleBlock(node.parent)
      ? node.parent.statements
      : [];
  if (
    !siblings.some(
      (other) => other !== node && compiler.isFunctionDeclaration(other) && !other.body && other.name?.text === name,
    )
  )
    return undefined;
  return about(
    source,
    node,
    'cast-helper',
    `\`${name}\` returns its argument as another type without a check. ` +
      'Check the value, or keep the type that it has.',
  );
}

/** `(x: unknown): x is Item => true`, `asserts x is Item {}`: the compiler believes it though nothing was checked. */
function falseGuard(source: Source, node: ts.SignatureDeclaration): Finding<Id> | undefined {
  const { ts: compiler } = source;
  const body = bodyOf(node);
  if (
    !body ||
    !node.type ||
    !compiler.isTypePredicateNode(node.type) ||
    /^(?:unknown|any)$/.test(node.type.type?.getText(source.tree) ?? '')
  )
    return undefined;
  const isEmpty = compiler.isBlock(body) && body.statements.length === 0;
  if (!(node.type.assertsModifier ? isEmpty : isAlwaysTrue(source, node))) return undefined;
  return about(
    source,
    node,
    'false-guard',
    `${quoted(node.getText(source.tree))} claims a type without looking at the value. ` +
      'Check what makes the value one of that type.',
  );
}

function isConst(source: Source, type: ts.TypeNode): boolean {
  return textOf(source, type) === 'const';
}

/** The expression without parentheses, `!` and `satisfies`, but with its assertions. */
function plain({ ts: compiler }: Source, node: ts.Node): ts.Node {
  let at = node;
  while (
    compiler.isParenthesizedExpression(at) ||
    compiler.isNonNullExpression(at) ||
    compiler.isSatisfiesExpression(at)
  )
    at = at.expression;
  return at;
}

function about(source: Source, node: ts.Node, rule: Id, message: string, simpler?: Finding['simpler']): Finding<Id> {
  return findingAt(source, node, { rule, message, simpler });
}
