import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { pathOf } from './names';
import { quoted, type Source, walk } from './source';

const EXITS = new Set(['process.exit', 'process.abort', 'process.reallyExit', 'Deno.exit', 'Bun.exit']);
/** Files whose business the exit status is. */
const ENTRY = /(?:^|\/)(?:bin|cli|scripts?)\/|(?:^|\/)(?:bin|cli|main|server|start)\.[cm]?[jt]sx?$/;

/** Ending the process, or setting its exit status: either can turn a red test run green. */
export function exits(source: Source): Finding[] {
  const found: Finding[] = [];
  walk(source, (node) => {
    const finding = exitCall(source, node) ?? exitCode(source, node);
    if (finding) found.push(finding);
  });
  return found;
}

function exitCall(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  if (!compiler.isIdentifier(node) && !compiler.isPropertyAccessExpression(node) && !compiler.isElementAccessExpression(node)) return undefined;
  if (compiler.isIdentifier(node) && !(compiler.isCallExpression(node.parent) && node.parent.expression === node)) return undefined;
  const path = pathOf(source, node);
  if (path === undefined || !EXITS.has(path)) return undefined;
  const call = compiler.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined;
  if (call && isFailure(source, call.arguments[0])) return undefined;
  return exitFinding(source, call ?? node, 'process-exit', 'ends the process, and with it whatever tests have not run yet');
}

function exitCode(source: Source, node: ts.Node): Finding | undefined {
  const { ts: compiler } = source;
  if (!compiler.isBinaryExpression(node) || pathOf(source, node.left) !== 'process.exitCode' || !isAssignment(compiler, node.operatorToken.kind)) return undefined;
  return isEntry(source) && !isSuccess(source, node.right) ? undefined : exitFinding(source, node, 'process-exit-code', 'decides the exit status that failing tests are told by');
}

function isAssignment(compiler: Source['ts'], kind: ts.SyntaxKind): boolean {
  return kind >= compiler.SyntaxKind.FirstAssignment && kind <= compiler.SyntaxKind.LastAssignment;
}

function isEntry(source: Source): boolean {
  return !source.isTest && (ENTRY.test(source.path) || source.text.startsWith('#!'));
}

/** In a command's own file a failure may be told: a status other than 0 turns nothing green. */
function isFailure(source: Source, status: ts.Node | undefined): boolean {
  return isEntry(source) && status !== undefined && source.ts.isNumericLiteral(status) && Number(status.text) !== 0;
}

function isSuccess({ ts: compiler, tree }: Source, status: ts.Node): boolean {
  return (compiler.isNumericLiteral(status) && Number(status.text) === 0) || /^(?:undefined|null|'0'|"0")$/.test(status.getText(tree));
}

function exitFinding(source: Source, node: ts.Node, rule: string, what: string): Finding {
  const text = quoted(node.getText(source.tree));
  return findingAt(source, node, { rule, message: `${text} ${what}. Return a value or throw an error, and let the caller end the process.` });
}
