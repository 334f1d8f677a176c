import type * as ts from 'typescript';
import { constantText, pathOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

const RUNS_TEXT = /^(?:eval|Function)$/;
/** A sandbox runs other people's code; text that is written in the program is its own code. */
const RUNS_IN_SANDBOX = /^(?:node:)?vm#(?:default\.)?(?:runIn\w+|compileFunction|Script)$/;
/** These run text when the time is up. */
const TIMER = /^(?:setTimeout|setInterval)$/;

/** `eval` and `new Function`: no compiler sees the code, and its result is `any`. */
export const dynamicCode = ruleFamily(
  'code run from text',
  [
    {
      id: 'dynamic-code',
      summary: 'Refuses code that is run from text: `eval`, `Function`, `data:` modules, a sandbox or timer with text.',
      appliesTo: 'files of code',
      lowers: { by: 'choice' },
    },
  ],
  { kind: 'added', find: findDynamicCode },
);

function findDynamicCode(source: Source): Finding<'dynamic-code'>[] {
  const { ts: compiler } = source;
  const found: Finding<'dynamic-code'>[] = [];
  walk(source, (node) => {
    const isDynamic =
      compiler.isCallExpression(node) || compiler.isNewExpression(node)
        ? runsText(source, node)
        : isModuleOfText(source, node);
    if (!isDynamic) return;
    const text = quoted(node.getText(source.tree));
    const message = `${text} runs code that no compiler has checked. Write the code itself.`;
    found.push(findingAt(source, node, { rule: 'dynamic-code', message }));
  });
  return found;
}

/** `import 'data:text/javascript,…'`. */
function isModuleOfText({ ts: compiler }: Source, node: ts.Node): boolean {
  return (
    compiler.isImportDeclaration(node) &&
    compiler.isStringLiteral(node.moduleSpecifier) &&
    node.moduleSpecifier.text.startsWith('data:')
  );
}

function runsText(source: Source, node: ts.CallExpression | ts.NewExpression): boolean {
  const { ts: compiler } = source;
  const path = pathOf(source, node.expression) ?? '';
  if (RUNS_TEXT.test(path)) return true;
  const [code] = node.arguments ?? [];
  if (code && (node.expression.kind === compiler.SyntaxKind.ImportKeyword || path === 'require'))
    return constantText(source, code)?.startsWith('data:') === true;
  const isWritten = !source.isTest && code !== undefined && constantText(source, code) !== undefined;
  if (RUNS_IN_SANDBOX.test(path) || TIMER.test(path)) return isWritten;
  // `(() => {}).constructor('return 1')` is `Function`.
  return (
    isWritten && compiler.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'constructor'
  );
}
