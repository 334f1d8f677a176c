import { createTwoFilesPatch } from 'diff';
import type { Change } from '../contract/events';

/** The changes as one unified diff that `git apply` and `patch -p1` accept, with so many lines around each. */
export function unifiedDiff(changes: readonly Change[], context = 3): string {
  return changes
    .map(({ path, before, after }) => {
      const from = before === null ? '/dev/null' : `a/${path}`;
      const to = after === null ? '/dev/null' : `b/${path}`;
      const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context });
      return patch.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
    })
    .join('');
}
