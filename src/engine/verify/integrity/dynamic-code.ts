import { type Finding, findingAt } from './finding';
import { pathOf } from './names';
import { quoted, type Source, walk } from './source';

/** `eval` and `new Function`: no compiler sees the code, and what it gives is `any`. */
export function dynamicCode(source: Source): Finding[] {
  const { ts: compiler } = source;
  const found: Finding[] = [];
  walk(source, (node) => {
    if (!compiler.isCallExpression(node) && !compiler.isNewExpression(node)) return;
    const path = pathOf(source, node.expression);
    if (path !== 'eval' && path !== 'Function') return;
    const message = `${quoted(node.getText(source.tree))} runs code that no compiler has checked. Write the code itself.`;
    found.push(findingAt(source, node, { rule: 'dynamic-code', message }));
  });
  return found;
}
