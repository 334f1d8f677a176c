import type { GuardRule } from './rule';

export const fileAndFolder = {
  id: 'file-and-folder',
  summary: 'Refuses one name for both a file and a folder, because no disk can hold both.',
  appliesTo: 'the paths of all files that the change writes',
  check: ({ path, after, candidate }) => {
    if (after === null) return undefined;
    const below = [...candidate.files].find(([other, text]) => text !== null && other.startsWith(`${path}/`))?.[0];
    return below === undefined
      ? undefined
      : { why: `cannot be a file and also a folder that holds ${below}.`, next: 'Give one of them another name.' };
  },
} as const satisfies GuardRule;

export const outsideWorkspace = {
  id: 'outside-workspace',
  summary:
    'Refuses paths that lead out of the workspace folder or into `.git`, and names that some file systems cannot hold.',
  appliesTo: 'the path of every changed file',
  check: ({ place }) =>
    place.ok
      ? undefined
      : {
          why: `cannot be written: ${place.why}.`,
          next: 'Use a path relative to the workspace folder, and only files inside it.',
        },
} as const satisfies GuardRule;

export const throughLink = {
  id: 'through-link',
  summary: 'Refuses a path that reaches a file through a link or under another spelling than its own.',
  appliesTo: 'the path of every changed file',
  check: ({ path, place }) =>
    !place.ok || place.path === path
      ? undefined
      : { why: `is another name for ${place.path}.`, next: `Edit ${place.path} by that name.` },
} as const satisfies GuardRule;

export const binary = {
  id: 'binary',
  summary: 'Refuses changes of binary files, because a reply can only hold text.',
  appliesTo: 'existing binary files',
  check: ({ isBinary }) => (isBinary ? { why: 'is a binary file.', next: 'Leave it as it is.' } : undefined),
} as const satisfies GuardRule;
