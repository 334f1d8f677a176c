import type { Person } from '../../contract/person';

/** What a host calls when the person steers a run. */
export interface Steering {
  /** The run waits before its next call of a model. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** Adds words that the next call of a model is to know; blank ones are nothing. */
  hint(text: string): void;
  /** The side that the run gets. */
  readonly person: Person;
}

/** `asks`: how the person is asked while the run works; absent: they are not. */
export function createSteering(asks: Pick<Person, 'confirm' | 'help'> = {}): Steering {
  const hints: string[] = [];
  let pausing: { readonly ended: Promise<void>; readonly end: () => void } | undefined;
  return {
    pause() {
      if (pausing) return;
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      pausing = { ended, end };
    },
    resume() {
      pausing?.end();
      pausing = undefined;
    },
    isPaused: () => pausing !== undefined,
    hint(text) {
      const words = text.trim();
      if (words !== '') hints.push(words);
    },
    person: {
      takeHints: () => hints.splice(0),
      hasHints: () => hints.length > 0,
      paused: () => pausing?.ended,
      ...asks,
    },
  };
}
