import type { Failure } from './failure-text';

/** What git says where the copy's repository lacks something: remotes, other branches, older files. */
const LACKING = new RegExp(
  [
    "fatal: ambiguous argument '[^'\\n]*'",
    "fatal: '[^'\\n]*' does not appear to be a git repository",
    'fatal: No remote configured[^\\n]*',
    "error: No such remote '[^'\\n]*'",
    'fatal: no such branch[^\\n]*',
    'fatal: (?:bad object|bad revision|Not a valid object name|invalid reference:?|unable to read tree)[^\\n]*',
    'fatal: Needed a single revision',
    'fatal: could not fetch [^\\n]*',
  ].join('|'),
);

/** Git in the copy knows less than git in the workspace, on purpose. */
export function explainGit({ text }: Failure): string[] {
  const [said] = LACKING.exec(text) ?? [];
  if (said === undefined) return [];
  return [
    `Git in the copy said "${said}": it has the workspace's HEAD, tags and index, but no remotes, other branches or ` +
      'older files. Compare with HEAD instead, or leave such tests out with loopcraft.testCommand (--test-command).',
  ];
}
