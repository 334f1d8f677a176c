import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { l10n, translateWith } from '../../../src/shell/l10n';

const root = path.resolve(__dirname, '../../..');
const folder = path.join(root, 'src/shell');
/** What translators start from; `UPDATE_L10N=1 npx mocha test/unit/shell/l10n.test.ts` writes it. */
const bundle = path.join(root, 'media/l10n/bundle.l10n.json');
const calls = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => translations(file, readFileSync(path.join(folder, file), 'utf8')));

describe('texts for translation', () => {
  it('are literals, so that they can be collected', () => {
    assert.ok(calls.length > 100);
    assert.deepEqual(
      calls.filter(({ message }) => message === undefined),
      [],
    );
  });

  it('have an argument for each placeholder', () => {
    const mismatched = calls.filter(({ message = '', args }) => {
      const used = new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      return used.size !== args || [...used].some((name) => Number(name) >= args);
    });
    assert.deepEqual(mismatched, []);
  });

  it('are all in media/l10n/bundle.l10n.json, which package.json and .vscodeignore name', () => {
    const messages = [...new Set(calls.flatMap(({ message }) => message ?? []))].sort();
    const expected = `${JSON.stringify(Object.fromEntries(messages.map((text) => [text, text])), null, 2)}\n`;
    if (process.env['UPDATE_L10N'] === '1') writeFileSync(bundle, expected);
    assert.equal(readFileSync(bundle, 'utf8'), expected, 'update the bundle with UPDATE_L10N=1');
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { readonly l10n: unknown };
    assert.equal(manifest.l10n, './media/l10n');
    assert.ok(readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n').includes('!media/**'));
  });

  it('stay English until activation, with their arguments in place', () => {
    assert.equal(l10n.t('{1} of {0}', 'a {1}', 2), '2 of a {1}');
    assert.equal(l10n.t('no argument for {0}'), 'no argument for {0}');
  });

  it('come from the function of the editor after activation', () => {
    const english = l10n.t;
    translateWith((message, ...args) => [message.toUpperCase(), ...args].join(' '));
    try {
      assert.equal(l10n.t('tokens: {0}', 3), 'TOKENS: {0} 3');
    } finally {
      translateWith((message, ...args) => message.replace(/\{(\d+)\}/g, (_, index) => String(args[index])));
    }
    assert.equal(english('tokens: {0}', 3), 'tokens: 3');
  });
});

/** The calls of `l10n.t` or `vscode.l10n.t` in a file; `message` is undefined unless it is a string literal. */
function translations(file: string, text: string) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: { readonly call: string; readonly message: string | undefined; readonly args: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(?:^|\.)l10n\.t$/.test(node.expression.getText())) {
      const [message, ...args] = node.arguments;
      found.push({ call: `${file}: ${node.getText()}`, message: message && literal(message), args: args.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The value of a string literal, or of several that are joined with `+`. */
function literal(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [literal(node.left), literal(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}
