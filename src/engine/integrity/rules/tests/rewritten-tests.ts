import { quoted, type Source, type SourceChange } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';
import { findLostTests } from './lost-tests';

/** Where only more tests were asked for: test files in which existing text is gone or reads differently. */
export const rewrittenTests = ruleFamily(
  'rewritten test',
  [
    {
      id: 'rewritten-test',
      summary: 'Refuses any change of the existing text of a test file where only more tests were asked for.',
      appliesTo: 'existing test files while tests may only be added',
    },
  ],
  { kind: 'difference-while-adding-tests', find: findRewrittenTests },
);

function findRewrittenTests(changes: readonly SourceChange[]): Finding<'rewritten-test'>[] {
  const reported = new Set(findLostTests(changes).map(({ path }) => path));
  return changes.flatMap(({ path, before, after }) => {
    if (!before?.declaresTests || !after || reported.has(path)) return [];
    const lost = firstLost(tokensOf(before), tokensOf(after));
    if (lost === undefined) return [];
    const line = before.text.slice(before.text.lastIndexOf('\n', lost) + 1).split('\n', 1)[0] ?? '';
    const message =
      `The line ${quoted(line)} of an existing test file is gone or reads differently, and only more tests were ` +
      'asked for. Put it back, and add your tests beside it.';
    return [findingAt(after, after.tree, { rule: 'rewritten-test', key: path, message })];
  });
}

interface Token {
  readonly text: string;
  readonly pos: number;
}

/** Offset of the first token of `before` that is missing in `after`; undefined where text was only added. */
function firstLost(before: readonly Token[], after: readonly Token[]): number | undefined {
  let at = 0;
  for (const { text, pos } of before) {
    while (at < after.length && after[at]?.text !== text) at++;
    if (at === after.length) return pos;
    at++;
  }
  return undefined;
}

/** The tokens of a text without layout, comments, and the commas and semicolons that a formatter moves. */
function tokensOf({ ts: compiler, text, path }: Source): Token[] {
  const variant = /x$/.test(path) ? compiler.LanguageVariant.JSX : compiler.LanguageVariant.Standard;
  const scanner = compiler.createScanner(compiler.ScriptTarget.Latest, true, variant, text);
  const found: Token[] = [];
  for (let kind = scanner.scan(); kind !== compiler.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === compiler.SyntaxKind.CommaToken || kind === compiler.SyntaxKind.SemicolonToken) continue;
    const isString =
      kind === compiler.SyntaxKind.StringLiteral || kind === compiler.SyntaxKind.NoSubstitutionTemplateLiteral;
    found.push({
      text: isString ? JSON.stringify(scanner.getTokenValue()) : scanner.getTokenText(),
      pos: scanner.getTokenStart(),
    });
  }
  return found;
}
