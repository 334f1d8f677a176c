/**
 * What every rule says about itself, whichever room it belongs to. A room's table lists its rules, and
 * `docs/rules.md` is generated from the tables.
 */
export interface RuleInfo {
  /** Kebab case. It is the `code` of the evidence: the log, the tree, the prompt and `--json` show it. */
  readonly id: string;
  /** One sentence: what the rule refuses. */
  readonly summary: string;
  /** What the rule looks at, for example "source files" or "a reply with SEARCH/REPLACE blocks". */
  readonly appliesTo: string;
}

/** How a finding counts: it refuses the candidate, it is only told with the verdict, or nothing is said of it. */
export const RULE_LEVELS = ['refuse', 'tell', 'off'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

/** The levels that a person chose, by rule id. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>;
