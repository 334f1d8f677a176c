import { setTimeout as delay } from 'node:timers/promises';
import type { TypeReport } from '../../src/engine/contract/type-check';
import type { Changes } from '../support/mutations';
import { realTypeChecker } from '../support/services';
import type { PlacedDiagnostic } from './oracle';

/** The product's own type checker in its own process, kept warm from one question to the next. */
export interface Judge {
  /** Checks the edited files and their dependents, and stops early when it finds errors. */
  near(root: string, overlay: Changes): Promise<readonly PlacedDiagnostic[]>;
  whole(root: string, overlay: Changes): Promise<readonly PlacedDiagnostic[]>;
  /** Starts a check and aborts it after so many milliseconds, as when a user cancels. */
  checkAndCancel(root: string, overlay: Changes, ms: number): Promise<void>;
  dispose(): Promise<void>;
}

export function createJudge(): Judge {
  const checker = realTypeChecker((line) => console.error(line));
  const ask = async (
    root: string,
    overlay: Changes,
    scope: 'near' | 'whole',
    signal: AbortSignal,
  ): Promise<TypeReport> => {
    const answer = await checker.check({ root, overlay, edited: [...overlay.keys()], scope }, signal);
    if ('problem' in answer) throw new Error(answer.problem.message);
    return answer;
  };
  const placesOf = async (...check: Parameters<typeof ask>) =>
    (await ask(...check)).diagnostics.map(({ path: file, line, column, code, message }) => ({
      place: `${file}(${line},${column}) TS${code}`,
      message,
    }));
  const never = new AbortController().signal;
  return {
    near: (root, overlay) => placesOf(root, overlay, 'near', never),
    whole: (root, overlay) => placesOf(root, overlay, 'whole', never),
    async checkAndCancel(root, overlay, ms) {
      const controller = new AbortController();
      const check = ask(root, overlay, 'whole', controller.signal).then(
        () => undefined,
        (error: unknown) => {
          if (!controller.signal.aborted) throw error;
        },
      );
      await Promise.race([check, delay(ms)]);
      controller.abort();
      await check;
    },
    dispose: () => checker.dispose(),
  };
}
