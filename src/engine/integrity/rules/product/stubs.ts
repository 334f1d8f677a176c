import type * as ts from 'typescript';
import { onlyValue } from '../../../code/functions';
import { pathOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** The words of generated stubs, of TypeScript's own quick fix ("Method not implemented.") among others. */
const STUB_WORDS = /\b(?:not (?:yet )?(?:been )?implemented|unimplemented|implement me|implementation missing|todo)\b/i;
const STUB_ERROR = /^(?:NotImplemented|Unimplemented)/;

/** Functions of the product that only throw "not implemented": they compile and do nothing. */
export const stubs = ruleFamily(
  'stub',
  [
    {
      id: 'stub',
      summary: 'Refuses a function that only throws an error such as "not implemented".',
      appliesTo: 'files of code, except tests',
      lowers: { by: 'choice' },
    },
  ],
  { kind: 'added', find: findStubs },
);

function findStubs(source: Source): Finding<'stub'>[] {
  if (source.isTest) return [];
  const found: Finding<'stub'>[] = [];
  walk(source, (node) => {
    if (!source.ts.isFunctionLike(node) || !('body' in node)) return;
    const thrown = onlyThrows(source, node.body as ts.Node | undefined);
    if (!thrown || !saysStub(source, thrown)) return;
    const name = node.name?.getText(source.tree);
    const message =
      `${name ? `\`${name}\`` : 'A function'} only throws ${quoted(thrown.getText(source.tree))}. ` +
      'It compiles and does nothing. Write its body.';
    found.push(findingAt(source, node, { rule: 'stub', message, key: name ?? '' }));
  });
  return found;
}

function onlyThrows(source: Source, body: ts.Node | undefined): ts.Expression | undefined {
  const { ts: compiler } = source;
  if (!body) return undefined;
  const [only] = compiler.isBlock(body) && body.statements.length === 1 ? body.statements : [];
  if (only && compiler.isThrowStatement(only)) return only.expression;
  const given = onlyValue(source, body);
  const isRejection =
    given && compiler.isCallExpression(given) && pathOf(source, given.expression) === 'Promise.reject';
  return isRejection ? given.arguments[0] : undefined;
}

function saysStub({ ts: compiler, tree }: Source, thrown: ts.Expression): boolean {
  if (!compiler.isNewExpression(thrown) && !compiler.isCallExpression(thrown))
    return compiler.isStringLiteralLike(thrown) && STUB_WORDS.test(thrown.text);
  if (STUB_ERROR.test(thrown.expression.getText(tree))) return true;
  return (thrown.arguments ?? []).some(
    (argument) =>
      (compiler.isStringLiteralLike(argument) || compiler.isTemplateExpression(argument)) &&
      STUB_WORDS.test(argument.getText(tree)),
  );
}
