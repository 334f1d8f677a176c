import type { RuleLevel } from '../../contract/rule';

/** A level, and why: a clause, empty where the rule always has this level. */
export interface Leveled {
  readonly level: RuleLevel;
  readonly why: string;
}
