/** What a configuration says of new `any`. A linter that only warns does not fail. */
export type LintLevel = 'error' | 'warn' | 'off';
