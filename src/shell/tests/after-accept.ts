import type { Review } from '../actions/review/review';
import type { TestExplorer } from './explorer/test-explorer';
import type { TestDiagnostics } from './test-diagnostics';

/**
 * Clears earlier failures once a verified change is accepted, except the tests that it leaves failing. After an
 * unverified change the results are unknown.
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
