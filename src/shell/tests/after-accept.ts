import type { Review } from '../actions/reviews';
import type { TestDiagnostics } from './test-diagnostics';
import type { TestExplorer } from './test-explorer';

/** Earlier failures no longer apply once a verified change is accepted, unless it leaves some red. */
export function showAccepted(
  { folder, left = [] }: Pick<Review, 'folder' | 'left'>,
  diagnostics: TestDiagnostics,
  explorer: TestExplorer,
): void {
  const isLeft = (test: string | undefined) => left.some(({ name }) => name === test);
  diagnostics.clear(folder, ({ test }) => !isLeft(test));
  explorer.showVerified(folder, left);
}
