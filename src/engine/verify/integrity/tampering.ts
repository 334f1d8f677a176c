import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { constantText, pathOf } from './names';
import { quoted, type Source, walk } from './source';
import { MODULE_MOCK } from './test-syntax';

/** What asserts and what declares tests: nothing but its own package may change it. */
const MEASURES = /^(?:assert|expect|chai|should|it|test|describe|suite|vi|jest)(?:\.|$)/;
const PATCHES = /^(?:Object|Reflect)\.(?:assign|defineProperty|defineProperties|set|setPrototypeOf)$|^(?:vi|jest|sinon|mock|t\.mock)\.(?:spyOn|method|stub|replace|replaceProperty)$/;

/** Code that changes what assertions or tests do, in place of what they test. */
export function tampering(source: Source): Finding[] {
  const found: Finding[] = [];
  walk(source, (node) => {
    const what = patched(source, node) ?? (source.isTest ? undefined : inProduct(source, node));
    if (what === undefined) return;
    const message = `${quoted(what.getText(source.tree))} changes what the tests do, not what they test. Take it out, and make the code right.`;
    found.push(findingAt(source, node, { rule: 'test-tampering', message }));
  });
  return found;
}

/** An assignment to `assert.equal`, `globalThis.expect`, `Object.is`; a spy over them. */
function patched(source: Source, node: ts.Node): ts.Node | undefined {
  const { ts: compiler } = source;
  if (compiler.isBinaryExpression(node) && node.operatorToken.kind >= compiler.SyntaxKind.FirstAssignment && node.operatorToken.kind <= compiler.SyntaxKind.LastAssignment) {
    const path = pathOf(source, node.left) ?? '';
    return MEASURES.test(path) || path === 'Object.is' ? node.left : undefined;
  }
  if (!compiler.isCallExpression(node) || !PATCHES.test(pathOf(source, node.expression) ?? '')) return undefined;
  const [target] = node.arguments;
  return target && MEASURES.test(pathOf(source, target) ?? '') ? node : undefined;
}

/** Things that only a test has a use for: mocks, matchers, swallowed crashes. */
function inProduct(source: Source, node: ts.Node): ts.Node | undefined {
  const { ts: compiler } = source;
  if (compiler.isMethodDeclaration(node) || compiler.isPropertyAssignment(node) || compiler.isPropertyDeclaration(node)) {
    return node.name.getText(source.tree) === 'asymmetricMatch' ? node.name : undefined;
  }
  if (!compiler.isCallExpression(node)) return undefined;
  const path = pathOf(source, node.expression) ?? '';
  if (MODULE_MOCK.test(path)) return node;
  const [event, listener] = node.arguments;
  const swallows = /^process\.(?:on|once|addListener|prependListener)$/.test(path) && event && /^(?:uncaughtException|unhandledRejection)$/.test(constantText(compiler, event) ?? '');
  return swallows && listener && isEmptyFunction(source, listener) ? node : undefined;
}

function isEmptyFunction({ ts: compiler }: Source, node: ts.Node): boolean {
  return (compiler.isArrowFunction(node) || compiler.isFunctionExpression(node)) && compiler.isBlock(node.body) && node.body.statements.length === 0;
}
