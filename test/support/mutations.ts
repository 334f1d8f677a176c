import { HONEST_PROJECT_MUTATORS, PROJECT_MUTATORS } from './project-mutations';
import { TEXT_MUTATORS } from './text-mutations';

/** A workspace after the mutations so far. Paths are workspace-relative. */
export interface Texts {
  /** Paths of all sources. */
  readonly files: readonly string[];
  read(file: string): string | undefined;
}

/** New texts by path; null means that the file is deleted. */
export type Changes = ReadonlyMap<string, string | null>;

/** Makes one kind of change; undefined if it doesn't fit the file. */
export type Mutator = (texts: Texts, file: string, random: () => number) => Changes | undefined;

/** Changes that break a file's syntax on purpose. The other kinds are not meant to. */
export const SYNTAX_MUTATORS: Readonly<Record<string, Mutator>> = Object.fromEntries(
  Object.entries(TEXT_MUTATORS.syntax).map(([kind, change]) => [kind, ofText(change)]),
);

/** Changes that usually cause no error. */
export const HONEST_MUTATORS: Readonly<Record<string, Mutator>> = {
  ...Object.fromEntries(Object.entries(TEXT_MUTATORS.honest).map(([kind, change]) => [kind, ofText(change)])),
  ...HONEST_PROJECT_MUTATORS,
};

/** Mistakes that models and people make. */
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
