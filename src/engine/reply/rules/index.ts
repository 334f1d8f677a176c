import type { RuleInfo } from '../../contract/rule';

const ANY_REPLY = 'every reply';
const BLOCKS = 'SEARCH/REPLACE blocks';
const DIFFS = 'unified diffs';

/**
 * All reasons why a reply is refused as a whole. Replies are refused while they are read and applied,
 * by `refusal` with one of these ids, so the rules have no function of their own.
 */
export const RULES = [
  {
    id: 'no-code',
    summary: 'Refuses a reply without any edit, because there is nothing to apply.',
    appliesTo: ANY_REPLY,
  },
  {
    id: 'no-path',
    summary:
      'Refuses code that does not say which file it is for, unless the task has one file and the reply one fence.',
    appliesTo: `${BLOCKS}, ${DIFFS} and code fences`,
  },
  {
    id: 'cut-off',
    summary: 'Refuses a reply that ends inside its code or at the output limit, because the rest is missing.',
    appliesTo: ANY_REPLY,
  },
  {
    id: 'malformed-block',
    summary: 'Refuses a SEARCH/REPLACE block whose marker lines are missing or repeated.',
    appliesTo: BLOCKS,
  },
  {
    id: 'malformed-diff',
    summary: 'Refuses a diff with lines that belong to no hunk, and a diff of a binary file.',
    appliesTo: DIFFS,
  },
  {
    id: 'conflicting-edits',
    summary: 'Refuses a reply that gives a file twice in different ways, or changes the same lines twice in one diff.',
    appliesTo: 'replies with several edits of one file',
  },
  {
    id: 'elided',
    summary:
      'Refuses code with a placeholder such as "... existing code ..." where lines are left out, and a whole file ' +
      'that empties a function which the task does not name.',
    appliesTo: 'whole files and the new lines of other edits',
  },
  {
    id: 'excerpt',
    summary:
      'Refuses a whole file that loses exports, declarations or most of its lines, which the task does not name.',
    appliesTo: 'whole files that exist',
  },
  {
    id: 'unclear-end',
    summary: 'Refuses a fence or tag whose text holds its own end marks, so that it may end in several places.',
    appliesTo: 'whole files',
  },
  {
    id: 'foreign-format',
    summary: "Refuses a change in another tool's format that is not read.",
    appliesTo: ANY_REPLY,
  },
  {
    id: 'search-not-found',
    summary: 'Refuses an edit whose lines to replace are not in the file.',
    appliesTo: `${BLOCKS} and ${DIFFS}`,
  },
  {
    id: 'search-ambiguous',
    summary: 'Refuses an edit whose lines to replace are in the file more than once.',
    appliesTo: `${BLOCKS} and ${DIFFS}`,
  },
  {
    id: 'file-missing',
    summary: 'Refuses an edit of a file that does not exist.',
    appliesTo: `${BLOCKS} and ${DIFFS}`,
  },
  {
    id: 'file-exists',
    summary: 'Refuses to create a file that already exists.',
    appliesTo: `${BLOCKS} with an empty SEARCH, and ${DIFFS} that create or rename a file`,
  },
  {
    id: 'file-binary',
    summary: 'Refuses an edit of a binary file, because a reply can only hold text.',
    appliesTo: 'edits of existing binary files',
  },
  {
    id: 'unchanged',
    summary: 'Refuses a reply after which every file is as it was.',
    appliesTo: ANY_REPLY,
  },
] as const satisfies readonly RuleInfo[];

export type RefusalCode = (typeof RULES)[number]['id'];
