import { setTimeout as delay } from 'node:timers/promises';
import type { TypeReport } from '../../src/engine/contract/type-check';
import type { Changes } from '../support/mutations';
import { realTypeChecker } from '../support/services';
import type { Told } from './oracle';

/** The product's own judge in its own process, kept warm from one question to the next. */
export interface Judge {
  /** A look at what was edited, which stops early when that is red. */
  near(root: string, overlay: Changes): Promise<readonly Told[]>;
  whole(root: string, overlay: Changes): Promise<readonly Told[]>;
  /** A check that is given up after so many milliseconds, as when a person cancels. */
  givenUp(root: string, overlay: Changes, ms: number): Promise<void>;
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
  const told = async (...asked: Parameters<typeof ask>) =>
    (await ask(...asked)).diagnostics.map(({ path: file, line, column, code, message }) => ({
      place: `${file}(${line},${column}) TS${code}`,
      message,
    }));
  const never = new AbortController().signal;
  return {
    near: (root, overlay) => told(root, overlay, 'near', never),
    whole: (root, overlay) => told(root, overlay, 'whole', never),
    async givenUp(root, overlay, ms) {
      const given = new AbortController();
      const asked = ask(root, overlay, 'whole', given.signal).then(
        () => undefined,
        (error: unknown) => {
          if (!given.signal.aborted) throw error;
        },
      );
      await Promise.race([asked, delay(ms)]);
      given.abort();
      await asked;
    },
    dispose: () => checker.dispose(),
  };
}
