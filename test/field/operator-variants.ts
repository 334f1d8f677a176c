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
  /** Offsets of the expression with the operator, in the text without the flip. */
  readonly start: number;
  readonly end: number;
  /** Whether the expression begins a statement, so that a bracket in front of it could continue the one before. */
  readonly opensStatement: boolean;
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
  const add = (
    node: ts.Node,
    [start, end]: readonly [number, number],
    operator: string,
    isInFunction: boolean,
  ): void => {
    variants.push({
      start: node.getStart(),
      end: node.getEnd(),
      opensStatement: opensStatement(node),
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
      if (operator !== undefined) add(node, [token.getStart(), token.getEnd()], operator, isInFunction);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      add(node, [node.getStart(), node.operand.getStart()], '', isInFunction);
    }
    ts.forEachChild(node, (child) => visit(child, isInFunction || ts.isFunctionLike(node)));
  };
  visit(tree, false);
  return [...variants.filter(({ isNew }) => isNew), ...variants.filter(({ isNew }) => !isNew)];
}

function opensStatement(node: ts.Node): boolean {
  let outer = node;
  while (!ts.isStatement(outer) && outer.parent.getStart() === node.getStart()) outer = outer.parent;
  const { parent } = outer;
  const isInList = ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
  return isInList && ts.isExpressionStatement(outer);
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
}
