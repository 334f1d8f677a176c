/** A file as prompts show it: path, then its text in a fence that no text inside can close. */
export function showFile(path: string, text: string): string {
  return fence(text, path.split('.').pop() ?? '');
}

/** A fence that no fence inside the text can close. */
export function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((match) => match[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, '')}\n${ticks}`;
}
