import type { SourceChange } from '../../../code/source';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** TypeScript files that became JavaScript, where the compiler checks nothing. */
export const untypedFiles = ruleFamily(
  'lost type',
  [
    {
      id: 'untyped-file',
      summary: 'Refuses a JavaScript file in place of a TypeScript file.',
      appliesTo: 'new JavaScript files',
    },
  ],
  { kind: 'difference', find: findUntypedFiles },
);

function findUntypedFiles(changes: readonly SourceChange[]): Finding<'untyped-file'>[] {
  const gone = new Set(changes.filter(({ before, after }) => before && !after).map(({ path }) => path));
  return changes.flatMap(({ path, before, after }) => {
    if (before || !after || !/\.[cm]?jsx?$/.test(path)) return [];
    const typed = path.replace(/js(x?)$/, 'ts$1');
    if (!gone.has(typed)) return [];
    return [
      findingAt(after, after.tree, {
        rule: 'untyped-file',
        key: path,
        message:
          `${path} replaces ${typed}, so no type in it is checked any longer. ` +
          'Keep the TypeScript file, and correct its types.',
      }),
    ];
  });
}
