// What a move is expected to gain: the share of earlier cases in which the next candidate was green, by counts with
// priors. Loop 3 can later give a workspace's own counts in place of SHIPPED_BELIEFS.

/** How often something was tried, and how often it led to a green candidate; fractions are pseudo-counts. */
export interface Count {
  readonly solved: number;
  readonly tried: number;
}

export interface Beliefs {
  /** New samples. Few pseudo-counts: samples of one task are alike, so that each failure says much about the next. */
  readonly sample: Count;
  /** First corrections of a candidate. */
  readonly correction: Count;
  /** Samples by another approach that was named beforehand. */
  readonly approach: Count;
  /** How much of a failure by another approach a failed sample without one is. */
  readonly alike: number;
  /** Tasks that a stronger model solves with its next call where this one got nowhere. */
  readonly stronger: Count;
  /** Corrections after a hint of the person. */
  readonly hinted: Count;
  /** Share of tasks that the model does not solve however often it is asked. */
  readonly outOfReach: number;
  /** What a correction that brought nothing leaves of the power of the next one. */
  readonly left: number;
  /** How much of a success a correction is that got further without being green. */
  readonly step: number;
  /** What an answer that is the same byte for byte leaves of the chance that the same question brings another one. */
  readonly echo: number;
  /** Share of replies that could not be applied after one that could not. */
  readonly malformedAgain: number;
  /**
   * What a call must be worth: with a smaller chance for its cost to end green it is not made. A higher bar ends
   * hopeless runs earlier and gives up tasks for it; docs/loop.md has both for runs of 6, 12 and 20 calls. It matters
   * little in short runs, where what is out of reach looks like what is solved by the last calls.
   */
  readonly worthwhile: number;
}

/**
 * Sources: 57 % of first samples pass (six open models, HumanEval-TS); a first correction with test feedback solves a
 * median 39 % (69 aider runs); after two or three corrections 60 to 80 % of that power are lost (Adnan and Kuhn, 2025);
 * a malformed reply repeats with 0.43. How few pseudo-counts they are worth, the share out of reach, and what
 * approaches, stronger models and hints bring, is our own choice.
 */
export const SHIPPED_BELIEFS: Beliefs = {
  sample: { solved: 0.85, tried: 1.5 },
  correction: { solved: 1.56, tried: 4 },
  approach: { solved: 0.9, tried: 3 },
  alike: 0.33,
  stronger: { solved: 2, tried: 5 },
  hinted: { solved: 2, tried: 4 },
  outOfReach: 0.3,
  left: 0.6,
  step: 0.5,
  echo: 0.25,
  malformedAgain: 0.43,
  worthwhile: 0.02,
};

export const share = ({ solved, tried }: Count): number => solved / tried;

/** The count after this run's own failures. */
export function after(prior: Count, failed: number, steps = 0): Count {
  return { solved: prior.solved + steps, tried: prior.tried + failed };
}

/** `0.24`: a chance as the reason of a decision gives it. */
export const inWords = (chance: number): string => chance.toFixed(2);
