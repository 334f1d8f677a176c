import { HONEST_PROJECT_MUTATORS, PROJECT_MUTATORS } from './project-mutations';
import { TEXT_MUTATORS } from './text-mutations';

/** A workspace as the mutations so far have left it; paths are workspace-relative. */
export interface Texts {
  /** The sources there are. */
  readonly files: readonly string[];
  read(file: string): string | undefined;
}

/** Whole texts by path; null: the file is deleted. */
export type Changes = ReadonlyMap<string, string | null>;

/** Undefined where the kind of change does not fit the file. */
export type Mutator = (texts: Texts, file: string, random: () => number) => Changes | undefined;

/** What breaks a file's syntax on purpose. The other kinds are not meant to. */
export const SYNTAX_MUTATORS: Readonly<Record<string, Mutator>> = Object.fromEntries(
  Object.entries(TEXT_MUTATORS.syntax).map(([kind, change]) => [kind, ofText(change)]),
);

/** Edits that leave most files as good as they were. */
export const HONEST_MUTATORS: Readonly<Record<string, Mutator>> = {
  ...Object.fromEntries(Object.entries(TEXT_MUTATORS.honest).map(([kind, change]) => [kind, ofText(change)])),
  ...HONEST_PROJECT_MUTATORS,
};

/** What models and people get wrong. */
export const WRONG_MUTATORS: Readonly<Record<string, Mutator>> = {
  ...Object.fromEntries(Object.entries(TEXT_MUTATORS.meaning).map(([kind, change]) => [kind, ofText(change)])),
  ...PROJECT_MUTATORS,
};

function ofText(change: (text: string, random: () => number) => string | null | undefined): Mutator {
  return (texts, file, random) => {
    const text = texts.read(file);
    const changed = text === undefined ? undefined : change(text, random);
    return changed === undefined || changed === text ? undefined : new Map([[file, changed]]);
  };
}
