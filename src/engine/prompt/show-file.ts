/** A file's text as prompts show it: in a fence whose language is the file's extension. */
export function showFile(path: string, text: string): string {
  return fence(text, path.split('.').pop() ?? '');
}

/** The text in a fence that is longer than every fence inside the text, so that none of them closes it. */
export function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((match) => match[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, '')}\n${ticks}`;
}
