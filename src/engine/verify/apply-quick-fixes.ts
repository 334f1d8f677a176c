import type { Emit } from '../contract/events';
import type { QuickFixer } from '../contract/type-check';
import { type Candidate, createCandidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';

/**
 * Applies the compiler's own quick fixes: a misspelt name or a missing import needs no model call.
 * Returns the same candidate when no fix helps.
 */
export async function applyCompilerFixes(
  candidate: Candidate,
  deps: { readonly fixer: QuickFixer; readonly snapshot: Snapshot; readonly emit: Emit },
  signal: AbortSignal,
): Promise<Candidate> {
  const { fixer, snapshot, emit } = deps;
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...candidate.files]);
  const edited = [...candidate.files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const fixes = await fixer.quickFix({ root: snapshot.root, overlay, edited }, signal);
  if (fixes.length === 0) return candidate;
  const files = new Map(candidate.files);
  for (const { path, description, newText } of fixes) {
    files.set(path, newText);
    emit({ type: 'quick-fix', path, description });
  }
  return createCandidate(files);
}
