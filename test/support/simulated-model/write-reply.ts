import { filesOf, type Slot, type State } from './faults';

/** What a reply says: a state of the reference's files, and what was done besides. */
export interface Draft {
  readonly state: State;
  /** Different text without another meaning: so many comments are added in front of the first file's last line. */
  readonly remarks: number;
  /** Replaces files of the reference, or adds others, to circumvent a check. */
  readonly cheat?: ReadonlyMap<string, string> | undefined;
}

interface Reference {
  readonly reference: ReadonlyMap<string, string>;
  readonly slots: readonly Slot[];
}

const REMARKS = [
  '// The cases that the tests name are handled above.',
  '// Checked against the request.',
  '// Nothing else depends on this.',
];
export const REMARK_COUNT = REMARKS.length;

export function textsOf({ reference, slots }: Reference, { state, remarks, cheat }: Draft): Map<string, string> {
  const files = filesOf(reference, slots, state);
  const [first] = files.keys();
  const shown = REMARKS.slice(0, remarks).map((line) => `${line}\n`);
  if (first !== undefined) files.set(first, `${shown.join('')}${files.get(first) ?? ''}`);
  for (const [path, text] of cheat ?? []) files.set(path, text);
  return files;
}

const fenceOf = (path: string, text: string): string => `\`\`\`ts ${path}\n${text.replace(/\n$/, '')}\n\`\`\``;

/** A reply with each file of the draft from its first line to its last. */
export function wholeFiles(task: Reference, draft: Draft, words: string): string {
  const files = [...textsOf(task, draft)].map(([path, text]) => fenceOf(path, text));
  return [words, ...files].join('\n\n');
}

/** A reply with one block for each line that differs from what the model takes for the current code. */
export function editBlocks({ slots }: Reference, from: State, to: State, words: string): string {
  const blocks = slots.flatMap(({ path, right, wrong }, slot) => {
    const lineOf = (version = 0) => (version === 0 ? right : (wrong[version - 1]?.line ?? right));
    if (from[slot] === to[slot]) return [];
    return [block(path, lineOf(from[slot]), lineOf(to[slot]))];
  });
  return [words, ...blocks].join('\n\n');
}

const block = (path: string, search: string, replace: string): string =>
  `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\``;

/** A reply that can't be applied: an edit of a line that stands nowhere, or words without code. */
export function malformed({ slots }: Reference, random: () => number): string {
  const { path = 'src/index.ts', right = '' } = slots[0] ?? {};
  if (random() < 0.3) return 'The function has to treat the empty case first and then go through the items in order.';
  return `The condition is wrong.\n\n${block(path, '  // … the existing checks stay as they are', right)}`;
}
