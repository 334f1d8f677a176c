import ts from 'typescript';

const FLIPPED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '>'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<'],
  [ts.SyntaxKind.EqualsEqualsToken, '!='],
  [ts.SyntaxKind.ExclamationEqualsToken, '=='],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.QuestionQuestionToken, '&&'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
  [ts.SyntaxKind.MinusEqualsToken, '+='],
]);

interface Flip {
  readonly start: number;
  readonly end: number;
  readonly operator: string;
}

/**
 * The file with one operator flipped, once for each operator in it. Operators in lines that `before`, the text in
 * front of the change, does not have come first: a wrong operator in other lines is not a slip of this change.
 */
export function operatorVariants(file: string, text: string, before = ''): string[] {
  const flips: Flip[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const { operatorToken: token } = node;
      const operator = FLIPPED.get(token.kind);
      if (operator !== undefined) flips.push({ start: token.getStart(), end: token.getEnd(), operator });
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      flips.push({ start: node.getStart(), end: node.operand.getStart(), operator: '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  const old = new Set(before.split('\n'));
  const isNew = ({ start }: Flip) => !old.has(lineAt(text, start));
  return [...flips.filter(isNew), ...flips.filter((flip) => !isNew(flip))].map(
    ({ start, end, operator }) => text.slice(0, start) + operator + text.slice(end),
  );
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
}
