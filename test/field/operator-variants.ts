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

/** A file with one operator flipped. */
export interface OperatorVariant {
  readonly text: string;
  /** 1-based line of the operator. */
  readonly line: number;
  /** `< → >=`. */
  readonly flip: string;
  readonly isInFunction: boolean;
}

/**
 * The file with one operator flipped, once for each operator in it. Operators in lines that `before`, the text in
 * front of the change, does not have come first: a wrong operator in other lines is not a slip of this change.
 */
export function operatorVariants(file: string, text: string, before = ''): OperatorVariant[] {
  const variants: (OperatorVariant & { readonly isNew: boolean })[] = [];
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const old = new Set(before.split('\n'));
  const add = (start: number, end: number, operator: string, isInFunction: boolean): void => {
    variants.push({
      text: text.slice(0, start) + operator + text.slice(end),
      line: tree.getLineAndCharacterOfPosition(start).line + 1,
      flip: `${text.slice(start, end).trim()} → ${operator === '' ? 'nothing' : operator}`,
      isInFunction,
      isNew: !old.has(lineAt(text, start)),
    });
  };
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    if (ts.isBinaryExpression(node)) {
      const { operatorToken: token } = node;
      const operator = FLIPPED.get(token.kind);
      if (operator !== undefined) add(token.getStart(), token.getEnd(), operator, isInFunction);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      add(node.getStart(), node.operand.getStart(), '', isInFunction);
    }
    ts.forEachChild(node, (child) => visit(child, isInFunction || ts.isFunctionLike(node)));
  };
  visit(tree, false);
  return [...variants.filter(({ isNew }) => isNew), ...variants.filter(({ isNew }) => !isNew)];
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
}
