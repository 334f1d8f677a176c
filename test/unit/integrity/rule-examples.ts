import type { RuleId } from '../../../src/engine/integrity/rules';
import type { RuleExample } from './examples/example';
import { PRODUCT_EXAMPLES } from './examples/product';
import { SUPPRESSION_EXAMPLES } from './examples/suppressions';
import { TEST_EXAMPLES } from './examples/tests';
import { TYPE_EXAMPLES } from './examples/types';
import type { Texts } from './support';

/** An example for every rule: a rule without one doesn't compile. */
export const RULE_EXAMPLES: Readonly<Record<RuleId, RuleExample>> = {
  ...TYPE_EXAMPLES,
  ...SUPPRESSION_EXAMPLES,
  ...TEST_EXAMPLES,
  ...PRODUCT_EXAMPLES,
};

/** The two sides of a rule's example as Markdown, for docs/rules.md. */
export function pageExample(id: string): { readonly refused: string; readonly allowed: string } {
  const example = (RULE_EXAMPLES as Readonly<Record<string, RuleExample | undefined>>)[id];
  if (!example) throw new Error(`The rule ${id} has no example in test/unit/integrity/rule-examples.ts.`);
  const { before, refused, allowed } = example;
  const workspace = Object.entries(before).map(([path, text]) => block(path, text, ' before'));
  return { refused: [...workspace, ...blocks(refused)].join('\n\n'), allowed: blocks(allowed).join('\n\n') };
}

function blocks(files: Texts): string[] {
  return Object.entries(files).map(([path, text]) => (text === null ? `\`${path}\` is deleted.` : block(path, text)));
}

function block(path: string, text: string, when = ''): string {
  return `\`${path}\`${when}:\n\n\`\`\`${path.split('.').at(-1)}\n${text}\`\`\``;
}
