import { RULE_LEVELS, type RuleLevel, type RuleLevels } from '../../contract/rule';
import { RULES as GUARD } from '../../guard/rules';
import { ADJUSTABLE } from '../../integrity/levels/levels';
import { RULES as INTEGRITY } from '../../integrity/rules';
import { RULES as REPLY } from '../../reply/rules';

const ALL: ReadonlySet<string> = new Set([...REPLY, ...GUARD, ...INTEGRITY].map(({ id }) => id));

/** What a person wrote as levels of rules, or what is wrong with it: sentences that name what would be right. */
export function readRuleLevels(written: unknown): { readonly levels: RuleLevels } | { readonly problem: string } {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { problem: 'Levels are written as rule and level, such as { "any-type": "tell" }.' };
  const levels: Record<string, RuleLevel> = {};
  for (const [id, value] of Object.entries(written)) {
    const level = RULE_LEVELS.find((known) => known === value);
    if (!ALL.has(id)) return { problem: `There is no rule "${id}". ${WITH_LEVELS}` };
    if (level === undefined)
      return { problem: `The level of "${id}" is ${RULE_LEVELS.join(', ')}, not ${JSON.stringify(value)}.` };
    if (level !== 'refuse' && !ADJUSTABLE.includes(id))
      return {
        problem: `The rule "${id}" always refuses, because a green verdict can't be trusted without it. ${WITH_LEVELS}`,
      };
    levels[id] = level;
  }
  return { levels };
}

const WITH_LEVELS = `The rules with a level are ${ADJUSTABLE.join(', ')}.`;
