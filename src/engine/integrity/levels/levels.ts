/**
 * At which level a finding counts. A rule refuses what circumvents a check that is run for the candidate; what is
 * only a matter of taste is told. Where a check is circumvented, the level cannot be changed. Elsewhere the person
 * decides first (setting or command line), then the workspace's lint configuration (`lint-config.ts`) with the
 * exceptions that its comments make (`lint-exceptions.ts`), then its habits (`habits.ts`). `silenced.ts` finds what
 * hides an error of the candidate, which is refused at any level.
 */
import type { RuleLevels } from '../../contract/rule';
import { memo } from '../../platform/memo';
import type { Snapshot } from '../../workspace/snapshot';
import type { Lowers } from '../rule-family';
import { RULES } from '../rules';
import { readHabits } from './habits';
import type { Leveled } from './leveled';
import { readLintConfig } from './lint-config';
import { allowsAny, exceptionsIn, isExcepted } from './lint-exceptions';
import { wordsOfCommand } from './words-of-command';

/** Where a finding is: in which file, and at which offset of the text that the candidate gives it. */
export interface Place {
  readonly path: string;
  readonly text?: string | undefined;
  readonly pos?: number | undefined;
}

/** The level of a rule for a finding at this place. */
export type LevelOf = (rule: string, place: Place) => Promise<Leveled>;

const LOWERS: ReadonlyMap<string, Lowers | undefined> = new Map(RULES.map(({ id, lowers }) => [id, lowers]));
const ALWAYS: Leveled = { level: 'refuse', why: '' };

/** Reads what decides at the first finding that asks for it, and once for all of a run. */
export function createLevels(
  snapshot: Snapshot,
  { chosen = {}, testCommand }: { readonly chosen?: RuleLevels | undefined; readonly testCommand: string },
): LevelOf {
  const once = new Map<string, Promise<unknown>>();
  const cached = <T>(key: string, read: () => Promise<T>) => memo(once, key, read) as Promise<T>;

  const ofChoice = (rule: string): Leveled | undefined => {
    const level = chosen[rule];
    return level && { level, why: `you set \`${rule}\` to \`${level}\`` };
  };
  const ofSuppression = async (rule: string, { of, what }: Extract<Lowers, { by: 'absence' }>): Promise<Leveled> => {
    const words = await cached('words', () => wordsOfCommand(testCommand, snapshot));
    const program = of.find((name) => words.has(name));
    if (program) return { level: 'refuse', why: `\`${program}\` is part of the test command, so this circumvents it` };
    return ofChoice(rule) ?? { level: 'tell', why: `no ${what} is part of the test command` };
  };
  const ofAny = async (rule: string, place: Place): Promise<Leveled> => {
    const chosenLevel = ofChoice(rule);
    if (chosenLevel) return chosenLevel;
    const linted = await readLintConfig(place.path, snapshot, cached);
    if (linted?.level !== 'refuse') return linted ?? cached('habits', () => readHabits(snapshot));
    return (await ofException(place)) ?? linted;
  };
  /** What the lint rules forbid, and a comment allows as the workspace's own comments do. */
  const ofException = async ({ path, text, pos }: Place): Promise<Leveled | undefined> => {
    const before = await snapshot.read(path);
    if (before?.kind === 'text' && allowsAny(before.text))
      return { level: 'tell', why: `a comment allows \`any\` in all of ${path}` };
    if (text === undefined || pos === undefined || !isExcepted(text, pos)) return undefined;
    const times = await cached('exceptions', () => exceptionsIn(snapshot));
    const why = `a comment allows it, as comments in the workspace's own source do ${times} times`;
    return times > 0 ? { level: 'tell', why } : undefined;
  };

  return async (rule, place) => {
    const lowers = LOWERS.get(rule);
    switch (lowers?.by) {
      case undefined:
        return ALWAYS;
      case 'absence':
        return ofSuppression(rule, lowers);
      case 'use-of-any':
        return ofAny(rule, place);
      case 'choice':
        return ofChoice(rule) ?? ALWAYS;
    }
  };
}

/** The rules whose level a person can lower. */
export const ADJUSTABLE: readonly string[] = RULES.filter(({ lowers }) => lowers !== undefined).map(({ id }) => id);

/** What docs/rules.md says of a rule's level. */
export function levelText(id: string): string {
  const lowers = LOWERS.get(id);
  switch (lowers?.by) {
    case undefined:
      return '`refuse`, always.';
    case 'absence':
      return (
        `\`tell\`, or what \`loopcraft.rules\` says. Always \`refuse\` where a ${lowers.what} is part of the ` +
        `test command: ${lowers.of.map((name) => `\`${name}\``).join(', ')}.`
      );
    case 'use-of-any':
      return (
        '`refuse`, or what `loopcraft.rules` says; else what the workspace’s lint rule against `any` says; else ' +
        '`tell` where its source is full of `any`. Always `refuse` where it silences a type error of the change.'
      );
    case 'choice':
      return '`refuse`, or what `loopcraft.rules` says.';
  }
}
