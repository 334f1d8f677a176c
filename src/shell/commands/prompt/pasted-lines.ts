import { escapeRegExp } from '../../../engine/platform/escape-reg-exp';

/** The text of a one-line box with the line breaks of what was pasted into it, which the box took away. */
export function withLines(text: string, pasted: readonly string[]): string {
  return pasted.reduce((result, original) => result.replace(withoutLines(original), () => original.trim()), text);
}

/** Whether this text was pasted into the box, but for its line breaks. */
export function isPastedIn(text: string, pasted: string): boolean {
  return /\S\s*\n\s*\S/.test(pasted) && withoutLines(pasted).test(text);
}

/** Some boxes put a blank in the place of a line break, others nothing. */
function withoutLines(original: string): RegExp {
  const lines = original.trim().split(/\r?\n/);
  return new RegExp(lines.map(sourceOf).join('\\s*'));
}

function sourceOf(line: string): string {
  return line.trim().split(/\s+/).map(escapeRegExp).join('\\s+');
}
