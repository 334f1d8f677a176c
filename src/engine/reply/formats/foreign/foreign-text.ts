import { CONFLICT_MARKERS, hasConflict } from './conflict';

const MARKS: readonly (readonly [RegExp, string])[] = [
  [/^\*\*\* (?:Begin Patch|(?:Update|Add|Delete) File:)/, 'a patch (`*** Begin Patch`) inside other text'],
  [/^@@(?: .*@@.*|\s*)$/, 'hunks of a diff (`@@`) inside other text'],
  [/^\d+(?:,\d+)?[acd]\d+(?:,\d+)?$/, 'a diff without context (`3c3`, `< old`, `> new`)'],
  [/^\*{15}\s*$/, 'a context diff (`***************`)'],
  [/^(?:SEARCH|REPLACE):?\s*$/, 'SEARCH and REPLACE without their marker lines'],
  [/^<(?:write_to_file|replace_in_file|apply_diff|create_file|edit_file|invoke|tool_call)\b/, 'a tool call in tags'],
];

/**
 * What a text is where it is no file but a change in a format that is not read here, as a person calls it.
 * `before`: the file's lines so far, which may hold such marks themselves.
 */
export function foreignText(lines: readonly string[], before: readonly string[]): string | undefined {
  const known = new Set(before);
  for (const line of lines) {
    if (line.length > 300 || known.has(line)) continue;
    const found = MARKS.find(([pattern]) => pattern.test(line));
    if (found) return found[1];
  }
  return hasConflict(lines, known) ? CONFLICT_MARKERS : undefined;
}

/** Commands that write files, in a fence of commands. */
const WRITING_COMMAND =
  /^\s*(?:\$ )?(?:(?:cat|tee)\b.*<<|(?:sed|perl) (?:-\w+ )*-\w*i|(?:git apply|patch|apply_patch)\b.*<<)/;

export function writesFiles(commands: readonly string[]): boolean {
  return commands.some((line) => line.length < 1000 && WRITING_COMMAND.test(line));
}
