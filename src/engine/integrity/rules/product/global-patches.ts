import type * as ts from 'typescript';
import { pathOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { type Write, writesOf } from '../../../code/writes';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** The language's own objects. There are good reasons to replace what hosts add (`fetch`, `console`). */
const LANGUAGE = new Set([
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'Reflect'],
  ...['Date', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'Intl', 'Iterator'],
  ...['Error', 'TypeError', 'RangeError', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
]);

/** Product code that replaces functions of the language: every comparison in the process then means something else. */
export const globalPatches = ruleFamily(
  'tampering with the tests',
  [
    {
      id: 'global-patch',
      summary: 'Refuses code that replaces a function of the language itself. A polyfill is allowed.',
      appliesTo: 'files of code, except tests',
    },
  ],
  { kind: 'added', find: findGlobalPatches },
);

function findGlobalPatches(source: Source): Finding<'global-patch'>[] {
  if (source.isTest) return [];
  const found: Finding<'global-patch'>[] = [];
  walk(source, (node) => {
    const write = writesOf(source, node).find((candidate) => isReplacement(source, node, candidate));
    if (!write) return;
    const message =
      `${quoted(node.getText(source.tree))} replaces \`${write.path}\` of the language for everything that runs, ` +
      "the tests' own comparisons included. Write a function of your own and call that.";
    found.push(findingAt(source, node, { rule: 'global-patch', message }));
  });
  return found;
}

function isReplacement(source: Source, node: ts.Node, { path, value, isDefault }: Write): boolean {
  // Every object inherits from it, the options of a test included.
  if (path.startsWith('Object.prototype.')) return true;
  // `Object.is` is reported as tampering. Node's own `Error.prepareStackTrace` is meant to be replaced.
  if (
    isDefault ||
    path === 'Object.is' ||
    path === 'Error.prepareStackTrace' ||
    !LANGUAGE.has(path.split('.', 1)[0] ?? '') ||
    !isFunction(path)
  )
    return false;
  return !isPolyfill(source, node, path, value);
}

/** Whether the running language has a function at that path; where it has none, code adds and does not replace. */
function isFunction(path: string): boolean {
  let at: unknown = globalThis;
  for (const name of path.split('.')) {
    const owner = Object(at) as object;
    at = Object.getOwnPropertyDescriptor(owner, name)?.value;
    if (at === undefined) return false;
  }
  return typeof at === 'function';
}

/** `A.b = A.b || …`, and a write under a condition that checks for the function: `if (!A.b) A.b = …`. */
function isPolyfill(source: Source, node: ts.Node, path: string, value: ts.Node | undefined): boolean {
  const { ts: compiler } = source;
  if (value && compiler.isBinaryExpression(value) && pathOf(source, value.left) === path) return true;
  const name = path.split('.').at(-1) ?? path;
  const asks = (condition: ts.Node): boolean => condition.getText(source.tree).includes(name);
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (
      (compiler.isIfStatement(parent) && parent.expression !== at && asks(parent.expression)) ||
      (compiler.isBinaryExpression(parent) && isLogical(source, parent) && parent.right === at && asks(parent.left))
    )
      return true;
  }
  return false;
}

function isLogical({ ts: compiler }: Source, { operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === compiler.SyntaxKind.AmpersandAmpersandToken ||
    kind === compiler.SyntaxKind.BarBarToken ||
    kind === compiler.SyntaxKind.QuestionQuestionToken
  );
}
