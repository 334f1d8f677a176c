import type { Source, SourceChange } from '../code/source';
import type { Finding } from '../contract/code-inspection';
import type { Change } from '../contract/events';
import type { RuleInfo } from '../contract/rule';
import type { TaskWords } from './task-words';

export interface IntegrityRule<Id extends string = string> extends RuleInfo {
  readonly id: Id;
  /** Set where its findings don't count when the person lets the run change tests. */
  readonly isAllowedWithTests?: true;
  /** What may lower its level; absent: it circumvents a check that runs for every candidate, so it always refuses. */
  readonly lowers?: Lowers;
}

export type Lowers =
  /** The person's own choice. */
  | { readonly by: 'choice' }
  /** The person's choice, the workspace's lint rule against `any`, or a source that is full of `any`. */
  | { readonly by: 'use-of-any' }
  /** A suppression only counts where one of these programs or options is part of the test command. */
  | { readonly by: 'absence'; readonly of: readonly string[]; readonly what: string };

/** A workspace file, as the candidate leaves it unless something else is said, parsed; undefined: no such file. */
export type ReadSource = (path: string) => Promise<Source | undefined>;

/** One way of looking at a candidate. The kind says what it looks at, and which of its findings count. */
export type Check<Id extends string = string> =
  /** Looks at one file. Only what the change adds counts, so it runs before and after the change. */
  | { readonly kind: 'added'; readonly find: (source: Source) => readonly Finding<Id>[] }
  /** The same for what only shows in the files that a file imports. */
  | {
      readonly kind: 'added-with-imports';
      readonly find: (source: Source, read: ReadSource) => Promise<readonly Finding<Id>[]>;
    }
  /** Compares the changed files before and after. Every finding counts. */
  | { readonly kind: 'difference'; readonly find: (changes: readonly SourceChange[]) => readonly Finding<Id>[] }
  /** The same for what only shows in the files that the changed ones import. */
  | {
      readonly kind: 'difference-with-imports';
      readonly find: (changes: readonly SourceChange[], read: ReadSource) => Promise<readonly Finding<Id>[]>;
    }
  /** The same, only where tests may be added and none may change. */
  | {
      readonly kind: 'difference-while-adding-tests';
      readonly find: (changes: readonly SourceChange[]) => readonly Finding<Id>[];
    }
  /** Compares the changed files before and after, where the words of the task are known. Every finding counts. */
  | {
      readonly kind: 'loss';
      readonly find: (
        changes: readonly SourceChange[],
        task: TaskWords,
        read: { readonly before: ReadSource; readonly after: ReadSource },
      ) => Promise<readonly Finding<Id>[]>;
    }
  /** Compares a `package.json` before and after. Every finding counts. */
  | { readonly kind: 'package-json'; readonly find: (change: Change) => readonly Finding<Id>[] };

/** Rules that look for the same thing: one file below `rules/`, often one walk over the tree that finds several ids. */
export interface RuleFamily<Id extends string = string> {
  /** A noun phrase for what its rules look for; the stage's summary says "no …". Families may share it. */
  readonly looksFor: string;
  readonly rules: readonly IntegrityRule<Id>[];
  readonly checks: readonly Check<Id>[];
}

/** The compiler refuses a check whose findings have an id that is not among the family's rules. */
export function ruleFamily<const Id extends string>(
  looksFor: string,
  rules: readonly IntegrityRule<Id>[],
  ...checks: readonly Check<NoInfer<Id>>[]
): RuleFamily<Id> {
  return { looksFor, rules, checks };
}

type CheckOf<Kind extends Check['kind']> = Extract<Check, { readonly kind: Kind }>;

/** The checks of one kind, in the order of the families. */
export function checksOf<Kind extends Check['kind']>(families: readonly RuleFamily[], kind: Kind): CheckOf<Kind>[] {
  return families.flatMap(({ checks }) => checks).filter((check): check is CheckOf<Kind> => check.kind === kind);
}
