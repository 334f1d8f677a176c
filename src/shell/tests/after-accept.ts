import type { Review } from '../actions/review/review';
import type { TestDiagnostics } from './test-diagnostics';
import type { TestExplorer } from './test-explorer';

/**
 * Earlier failures no longer apply once a verified change is accepted, unless it leaves some red. Of a change that is
 * not green nobody knows.
 */
export function showAccepted(
  { folder, left = [], red }: Pick<Review, 'folder' | 'left' | 'red'>,
  diagnostics: TestDiagnostics,
  explorer: TestExplorer,
): void {
  if (red !== undefined) {
    explorer.invalidate(folder);
    return;
  }
  const isLeft = (test: string | undefined) => left.some(({ name }) => name === test);
  diagnostics.clear(folder, ({ test }) => !isLeft(test));
  explorer.showVerified(folder, left);
}
