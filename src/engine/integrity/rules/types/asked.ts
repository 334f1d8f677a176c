import type * as ts from 'typescript';
import type { Source } from '../../../code/source';

/** Whether a type only asks for something here, as the parts of `T extends unknown ? …` before the question mark. */
export function isAsked({ ts: compiler }: Source, node: ts.Node): boolean {
  for (let at = node; compiler.isTypeNode(at.parent); at = at.parent)
    if (compiler.isConditionalTypeNode(at.parent) && (at.parent.checkType === at || at.parent.extendsType === at))
      return true;
  return false;
}
