import type { SourceChange } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';

/** TypeScript files that became JavaScript, where the compiler checks nothing. */
export function untypedFiles(changes: readonly SourceChange[]): Finding[] {
  const gone = new Set(changes.filter(({ before, after }) => before && !after).map(({ path }) => path));
  return changes.flatMap(({ path, before, after }) => {
    if (before || !after || !/\.[cm]?jsx?$/.test(path)) return [];
    const typed = path.replace(/js(x?)$/, 'ts$1');
    if (!gone.has(typed)) return [];
    return [
      findingAt(after, after.tree, {
        rule: 'untyped-file',
        key: path,
        message: `${path} takes the place of ${typed}, so that no type in it is checked. Keep the TypeScript file, and make its types right.`,
      }),
    ];
  });
}
