import type * as ts from 'typescript';
import { constantOf, pathOf, unwrapped } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { type Write, writesOf } from '../../../code/writes';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { type IntegrityRule, ruleFamily } from '../../rule-family';

const EXITS = new Set(['process.exit', 'process.abort', 'process.reallyExit', 'Deno.exit', 'Bun.exit']);
const KILL = 'process.kill';
const OWN_PROCESS = /^process\.p?pid$/;
/** Files of commands, which decide the exit status themselves. */
const ENTRY = /(?:^|\/)(?:bin|cli|scripts?)\/|(?:^|\/)(?:bin|cli|main|server|start)\.[cm]?[jt]sx?$/;

const RULES = [
  {
    id: 'process-exit',
    summary: 'Refuses code that ends the process, and with it the tests that have not run yet.',
    appliesTo: 'files of code; a command may exit with a status of its own',
  },
  {
    id: 'process-exit-code',
    summary: 'Refuses code that sets the exit status of the process to anything but a failure.',
    appliesTo: 'files of code; a command may set a status of its own',
  },
] as const satisfies readonly IntegrityRule[];
type Id = (typeof RULES)[number]['id'];

/** Ending the process, or setting its exit status: either can turn a red test run green. */
export const exits = ruleFamily('process exit', RULES, { kind: 'added', find: findExits });

function findExits(source: Source): Finding<Id>[] {
  const found: Finding<Id>[] = [];
  walk(source, (node) => {
    const finding = exitCall(source, node) ?? exitCode(source, node);
    if (finding) found.push(finding);
  });
  return found;
}

function exitCall(source: Source, node: ts.Node): Finding<Id> | undefined {
  const { ts: compiler } = source;
  if (
    !compiler.isIdentifier(node) &&
    !compiler.isPropertyAccessExpression(node) &&
    !compiler.isElementAccessExpression(node)
  )
    return undefined;
  const call = compiler.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined;
  if (compiler.isIdentifier(node) && !call) return undefined;
  const path = pathOf(source, node);
  if (path === undefined || !(EXITS.has(path) || (path === KILL && call && isOwnProcess(source, call))))
    return undefined;
  if (call && path !== KILL && isFailure(source, call.arguments[0])) return undefined;
  if (!call && source.isTest && isStubbed(source, path)) return undefined;
  return exitFinding(
    source,
    call ?? node,
    'process-exit',
    'ends the process, and with it all tests that have not run yet',
  );
}

/** A test of code that ends the process replaces the function with something harmless and restores it. */
function isStubbed(source: Source, path: string): boolean {
  let found = false;
  walk(source, (node) => {
    found ||= writesOf(source, node).some((write) => write.path === path);
  });
  return found;
}

/** `process.kill(process.pid)`. Ending another process is allowed. */
function isOwnProcess(source: Source, { arguments: [target] }: ts.CallExpression): boolean {
  return target !== undefined && OWN_PROCESS.test(pathOf(source, target) ?? '');
}

function exitCode(source: Source, node: ts.Node): Finding<Id> | undefined {
  const write = writesOf(source, node).find(({ path }) => path === 'process.exitCode');
  if (!write || mayDecide(source, write)) return undefined;
  return exitFinding(
    source,
    node,
    'process-exit-code',
    'decides the exit status by which failing tests are recognised',
  );
}

/** A status other than 0 turns nothing green; a command's own file may compute it. */
function mayDecide(source: Source, { value }: Write): boolean {
  if (value === undefined) return false;
  return isFailure(source, value) || (source.isTest && isRestored(source, value));
}

/** In a test, after code that sets it: `process.exitCode = undefined`, `process.exitCode = saved`. */
function isRestored(source: Source, value: ts.Node): boolean {
  const { ts: compiler } = source;
  const isInside = ownerFunction(source, value) !== undefined;
  return isInside && compiler.isIdentifier(value) && (value.text === 'undefined' || !isSuccess(source, value));
}

function ownerFunction({ ts: compiler }: Source, node: ts.Node): ts.Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (compiler.isFunctionLike(at)) return at;
  return undefined;
}

function isFailure(source: Source, status: ts.Node | undefined): boolean {
  if (status === undefined) return false;
  return isNotZero(source, status) || (isEntry(source) && !isSuccess(source, status));
}

function isEntry(source: Source): boolean {
  return !source.isTest && (ENTRY.test(source.path) || source.text.startsWith('#!'));
}

function isNotZero(source: Source, status: ts.Node): boolean {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, status);
  if (compiler.isConditionalExpression(inner))
    return isNotZero(source, inner.whenTrue) && isNotZero(source, inner.whenFalse);
  return compiler.isNumericLiteral(inner) && Number(inner.text) !== 0;
}

function isSuccess(source: Source, status: ts.Node): boolean {
  const { ts: compiler, tree } = source;
  const written = compiler.isIdentifier(status) ? (constantOf(source, status) ?? status) : status;
  return (
    (compiler.isNumericLiteral(written) && Number(written.text) === 0) ||
    /^(?:undefined|null|'0'|"0")$/.test(written.getText(tree))
  );
}

function exitFinding(source: Source, node: ts.Node, rule: Id, what: string): Finding<Id> {
  const text = quoted(node.getText(source.tree));
  return findingAt(source, node, {
    rule,
    message: `${text} ${what}. Return a value or throw an error, and let the caller end the process.`,
  });
}
