/** The text with Markdown's special characters escaped. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&');
}

/** A code block, so that nothing in the text of a model or a test is rendered as Markdown. */
export function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const delimiter = '`'.repeat(longest + 1);
  return `${delimiter}text\n${text}\n${delimiter}`;
}
