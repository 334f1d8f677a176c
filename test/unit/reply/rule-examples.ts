import { fence } from '../../../src/engine/prompt/show-file';
import type { RefusalCode } from '../../../src/engine/reply/rules';

interface ReplyExample {
  /** What the reply does, as a sentence. */
  readonly what: string;
  readonly reply: string;
  /** The task's files; a reply without a path is for the only one. */
  readonly focus?: readonly string[];
}

interface AppliedReply extends ReplyExample {
  /** The files that the reply changes; null: the file is deleted. */
  readonly result: Readonly<Record<string, string | null>>;
}

/** The workspace of all examples; a file that is null is binary. */
export const WORKSPACE: Readonly<Record<string, string | null>> = {
  'logo.png': null,
  'src/cart.ts': 'const rate = 0.16;\nexport const total = 100;\n',
  'src/list.ts': 'add();\nsort();\nadd();\n',
};

const ticks = '```';
const whole = (path: string, text: string): string => `${ticks}ts ${path}\n${text}\n${ticks}`;
const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const emptySearch = (path: string, text: string): string =>
  `${path}\n<<<<<<< SEARCH\n=======\n${text}\n>>>>>>> REPLACE`;
const diff = (path: string, hunk: string): string => `${ticks}diff\n--- a/${path}\n+++ b/${path}\n${hunk}\n${ticks}`;

const NEW_RATE = block('src/cart.ts', 'const rate = 0.16;', 'const rate = 0.19;');
const NEW_CART = { 'src/cart.ts': 'const rate = 0.19;\nexport const total = 100;\n' };
const WHOLE_CART = 'const rate = 0.19;\nexport const total = 100;';

/** For every rule a reply that it refuses, and an honest one that looks like it and is applied. */
export const EXAMPLES: Readonly<
  Record<RefusalCode, { readonly refused: ReplyExample; readonly allowed: AppliedReply }>
> = {
  'no-code': {
    refused: { what: 'The reply only describes the change.', reply: 'The rate in src/cart.ts should be 0.19.' },
    allowed: {
      what: 'The reply describes the change and makes it.',
      reply: `The rate should be 0.19.\n\n${NEW_RATE}`,
      result: NEW_CART,
    },
  },
  'no-path': {
    refused: {
      what: 'The code fence names no file, and the task has two.',
      reply: `${ticks}ts\n${WHOLE_CART}\n${ticks}`,
      focus: ['src/cart.ts', 'src/list.ts'],
    },
    allowed: {
      what: 'The code fence names no file, but the task has only one.',
      reply: `${ticks}ts\n${WHOLE_CART}\n${ticks}`,
      focus: ['src/cart.ts'],
      result: NEW_CART,
    },
  },
  'cut-off': {
    refused: { what: 'The code fence is never closed.', reply: `${ticks}ts src/cart.ts\nconst rate = 0.` },
    allowed: { what: 'The code fence is closed.', reply: whole('src/cart.ts', WHOLE_CART), result: NEW_CART },
  },
  'malformed-block': {
    refused: {
      what: 'The block has no `=======` line.',
      reply: 'src/cart.ts\n<<<<<<< SEARCH\nconst rate = 0.16;\nconst rate = 0.19;\n>>>>>>> REPLACE',
    },
    allowed: {
      what: 'The marker lines are complete, but shorter than usual.',
      reply: 'src/cart.ts\n<<<<< SEARCH\nconst rate = 0.16;\n=====\nconst rate = 0.19;\n>>>>> REPLACE',
      result: NEW_CART,
    },
  },
  'malformed-diff': {
    refused: {
      what: 'A line after the hunk belongs to no hunk.',
      reply: diff('src/cart.ts', '@@ -1 +1 @@\n-const rate = 0.16;\n+const rate = 0.19;\nexport const total'),
    },
    allowed: {
      what: 'Only the line numbers of the hunk are wrong.',
      reply: diff('src/cart.ts', '@@ -70 +70 @@\n-const rate = 0.16;\n+const rate = 0.19;'),
      result: NEW_CART,
    },
  },
  'conflicting-edits': {
    refused: {
      what: 'The file is given whole in two versions.',
      reply: `${whole('src/cart.ts', WHOLE_CART)}\n\n${whole('src/cart.ts', 'export const total = 119;')}`,
    },
    allowed: {
      what: 'The file is given twice in the same version.',
      reply: `${whole('src/cart.ts', WHOLE_CART)}\n\n${whole('src/cart.ts', WHOLE_CART)}`,
      result: NEW_CART,
    },
  },
  elided: {
    refused: {
      what: 'A comment takes the place of code.',
      reply: whole('src/cart.ts', '// ... existing code ...\nconst rate = 0.19;\nconst fee = 1;'),
    },
    allowed: {
      what: 'A comment has similar words, but says something about the code.',
      reply: whole(
        'src/cart.ts',
        'const rate = 0.19;\n// existing code paths call this twice\nexport const total = 100;',
      ),
      result: {
        'src/cart.ts': 'const rate = 0.19;\n// existing code paths call this twice\nexport const total = 100;\n',
      },
    },
  },
  excerpt: {
    refused: {
      what: 'The file would lose an export, and holds more than one declaration.',
      reply: whole('src/cart.ts', 'const rate = 0.19;\nconst fee = 1;'),
    },
    allowed: {
      what: 'The reply is one declaration of the file, so only that is replaced.',
      reply: whole('src/cart.ts', 'const rate = 0.19;'),
      result: NEW_CART,
    },
  },
  'unclear-end': {
    refused: {
      what: 'The text holds a fence without a language, so the file may end in two places.',
      reply: `${ticks}md README.md\n# Cart\n${ticks}\nnpm i\n${ticks}\nDone.\n${ticks}`,
    },
    allowed: {
      what: 'A longer fence is around the text.',
      reply: `${ticks}\`md README.md\n# Cart\n${ticks}\nnpm i\n${ticks}\nDone.\n${ticks}\``,
      result: { 'README.md': `# Cart\n${ticks}\nnpm i\n${ticks}\nDone.\n` },
    },
  },
  'foreign-format': {
    refused: {
      what: 'The fence holds conflict markers as git writes them.',
      reply: whole('src/cart.ts', '<<<<<<< HEAD\nconst rate = 0.16;\n=======\nconst rate = 0.19;\n>>>>>>> fix'),
    },
    allowed: {
      what: "The patch format of OpenAI's models is read.",
      reply:
        '*** Begin Patch\n*** Update File: src/cart.ts\n@@\n-const rate = 0.16;\n+const rate = 0.19;\n*** End Patch',
      result: NEW_CART,
    },
  },
  'search-not-found': {
    refused: {
      what: 'The file holds no such line.',
      reply: block('src/cart.ts', 'const rate = 0.18;', 'const rate = 0.19;'),
    },
    allowed: {
      what: 'The line only differs in the whitespace at its end.',
      reply: block('src/cart.ts', 'const rate = 0.16;  ', 'const rate = 0.19;'),
      result: NEW_CART,
    },
  },
  'search-ambiguous': {
    refused: { what: 'The file holds the line twice.', reply: block('src/list.ts', 'add();', 'add(1);') },
    allowed: {
      what: 'With the line before it, the line is found once.',
      reply: block('src/list.ts', 'sort();\nadd();', 'sort();\nadd(1);'),
      result: { 'src/list.ts': 'add();\nsort();\nadd(1);\n' },
    },
  },
  'file-missing': {
    refused: {
      what: 'The file does not exist.',
      reply: block('src/tax.ts', 'const rate = 0.16;', 'const rate = 0.19;'),
    },
    allowed: {
      what: 'An empty SEARCH creates the file.',
      reply: emptySearch('src/tax.ts', 'const rate = 0.19;'),
      result: { 'src/tax.ts': 'const rate = 0.19;\n' },
    },
  },
  'file-exists': {
    refused: {
      what: 'An empty SEARCH creates a file, but the file exists.',
      reply: emptySearch('src/cart.ts', 'const rate = 0.19;'),
    },
    allowed: {
      what: 'A whole file may replace one that exists.',
      reply: whole('src/cart.ts', WHOLE_CART),
      result: NEW_CART,
    },
  },
  'file-binary': {
    refused: { what: 'The existing image is not text.', reply: `${ticks}svg logo.png\n<svg/>\n${ticks}` },
    allowed: {
      what: 'A vector image is text.',
      reply: `${ticks}svg logo.svg\n<svg/>\n${ticks}`,
      result: { 'logo.svg': '<svg/>\n' },
    },
  },
  unchanged: {
    refused: {
      what: 'The file is given as it already is.',
      reply: whole('src/cart.ts', 'const rate = 0.16;\nexport const total = 100;'),
    },
    allowed: {
      what: 'One of two files is given as it already is.',
      reply: `${NEW_RATE}\n\n${whole('src/list.ts', 'add();\nsort();\nadd();')}`,
      result: NEW_CART,
    },
  },
};

/** The rule's examples in Markdown, for the generated page about rules. */
export function pageExample(id: string): { refused: string; allowed: string } {
  const examples = Object.entries(EXAMPLES).find(([name]) => name === id)?.[1];
  if (!examples) throw new Error(`Replies have no rule "${id}".`);
  return { refused: toMarkdown(examples.refused), allowed: toMarkdown(examples.allowed) };
}

function toMarkdown({ what, reply }: ReplyExample): string {
  return `${what}\n\n${fence(reply, 'text')}`;
}
