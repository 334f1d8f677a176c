import type * as ts from 'typescript';
import type { Lines } from '../../../contract/code-reach';

/** The lines of a declaration with the comment in front of it. */
export function linesOf(tree: ts.SourceFile, node: ts.Node): Lines {
  return { startLine: lineOf(tree, node.getStart(tree, true)), endLine: lineOf(tree, node.end) };
}

/** 1-based. */
export function lineOf(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}
