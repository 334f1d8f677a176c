import { NO_PERMISSIONS, type Permissions } from '../../../../src/engine/contract/task';
import type { Texts } from '../support';

type Files = Readonly<Record<string, string>>;

/** What a rule refuses beside an honest change that looks like it, both over the same workspace. */
export interface RuleExample {
  readonly before: Files;
  readonly refused: Texts;
  readonly allowed: Texts;
  readonly allow: Permissions;
}

export function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}

/** Two new files of code. */
export function newFile(refused: string, allowed: string, path = 'src/price.ts'): RuleExample {
  return { before: {}, refused: { [path]: refused }, allowed: { [path]: allowed }, allow: NO_PERMISSIONS };
}

export function edited(
  path: string,
  before: string,
  refused: string,
  allowed: string,
  allow = NO_PERMISSIONS,
): RuleExample {
  return { before: { [path]: before }, refused: { [path]: refused }, allowed: { [path]: allowed }, allow };
}
