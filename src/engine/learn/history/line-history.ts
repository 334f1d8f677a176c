import { type LogLimits, type RunGit, readDepth, readEdits, readHead } from './git';
import type { PastEdit } from './read-hunks';
import { NOTHING_TOUCHED, type TouchedLines, touchedLines } from './touched-lines';

/** Of 18 repositories, 1,500 commits took 0.5 to 2 s and 7 to 24 MB; a prompt waits for the first reading. */
const LIMITS: LogLimits = { commits: 1000, bytes: 32 * 1024 * 1024, ms: 5000 };

/** Which lines of today's code the newest commits changed; read for each HEAD anew, because lines move. */
export function createLineHistory(git: RunGit, limits = LIMITS) {
  let known: { readonly head: string; readonly lines: TouchedLines } | undefined;
  const readOnce = async (signal: AbortSignal): Promise<TouchedLines> => {
    const state = await readHead(git, signal);
    if (!state) return NOTHING_TOUCHED;
    if (known?.head === state.head) return known.lines;
    // Git would have to fetch the texts of a partial clone.
    const isComplete = (await readDepth(git, signal)) === 'everything';
    const edits: PastEdit[] = [];
    try {
      if (isComplete) await readEdits(git, state.head, limits, (edit) => edits.push(edit), signal);
    } catch (error) {
      // A damaged clone is said once, and not read again before the next commit.
      if (!signal.aborted) known = { head: state.head, lines: NOTHING_TOUCHED };
      throw error;
    }
    known = { head: state.head, lines: touchedLines(edits.reverse()) };
    return known.lines;
  };
  /** One after the other, so that the history is not read twice at the same time. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(signal: AbortSignal): Promise<TouchedLines> {
      const next = last.then(() => readOnce(signal));
      last = next.catch(() => undefined);
      return next;
    },
  };
}
