import type { GuardRuleId } from '../../../src/engine/guard/rules';
import { showFile } from '../../../src/engine/prompt/show-file';

/** A change that the guard looks at; null as the new text deletes the file. */
export interface GuardExample {
  /** What the change does, as a sentence. */
  readonly what: string;
  readonly change: Readonly<Record<string, string | null>>;
  /** Links of the workspace: the folder below the workspace that each one leads to. */
  readonly links?: Readonly<Record<string, string>>;
}

/** The workspace of all examples; a file that is null is binary. */
export const WORKSPACE: Readonly<Record<string, string | null>> = {
  '.gitignore': 'dist/\n',
  'package.json': '{ "name": "shop", "scripts": { "test": "vitest run" } }\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }\n',
  'logo.png': null,
  'src/cart.ts': 'export const total = () => 0;\n',
  'test/cart.test.ts': "it('adds tax', () => expect(total()).toBe(119));\n",
};

const CART = 'export const total = () => 119;\n';
const TAX = 'export const taxOf = (net: number) => net * 0.19;\n';

/** For every rule a change that it refuses, and an honest one that looks like it and is let through. */
export const EXAMPLES: Readonly<
  Record<GuardRuleId, { readonly refused: GuardExample; readonly allowed: GuardExample }>
> = {
  'file-and-folder': {
    refused: {
      what: 'One name is given to a file and to a folder.',
      change: { 'src/tax': TAX, 'src/tax/rates.ts': TAX },
    },
    allowed: {
      what: 'The file has an extension, so the folder has another name.',
      change: { 'src/tax.ts': TAX, 'src/tax/rates.ts': TAX },
    },
  },
  'outside-workspace': {
    refused: { what: 'The path leaves the workspace folder.', change: { '../shared/tax.ts': TAX } },
    allowed: { what: 'The folder is inside the workspace.', change: { 'shared/tax.ts': TAX } },
  },
  'through-link': {
    refused: {
      what: 'In the workspace, `current` is a link to `src`.',
      change: { 'current/cart.ts': CART },
      links: { current: 'src' },
    },
    allowed: {
      what: 'The file is edited by its own name.',
      change: { 'src/cart.ts': CART },
      links: { current: 'src' },
    },
  },
  binary: {
    refused: { what: 'The existing image is not text.', change: { 'logo.png': 'new pixels\n' } },
    allowed: { what: 'A vector image is text.', change: { 'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n' } },
  },
  dependencies: {
    refused: {
      what: 'A package is written by hand.',
      change: { 'node_modules/tax/index.js': 'exports.rate = 0.19;\n' },
    },
    allowed: { what: 'A source file only has a similar name.', change: { 'src/node-modules.ts': TAX } },
  },
  secrets: {
    refused: { what: 'The environment file may hold secrets.', change: { '.env': 'TAX_RATE=0.19\n' } },
    allowed: { what: 'The example file holds none.', change: { '.env.example': 'TAX_RATE=\n' } },
  },
  ci: {
    refused: { what: 'The CI job no longer runs the tests.', change: { '.github/workflows/ci.yml': 'jobs: {}\n' } },
    allowed: { what: 'A source file is about CI.', change: { 'src/ci/report.ts': TAX } },
  },
  editor: {
    refused: {
      what: 'The editor would start a command for the person.',
      change: { '.vscode/tasks.json': '{ "tasks": [{ "label": "build", "command": "make" }] }\n' },
    },
    allowed: { what: 'A source file is about the editor.', change: { 'src/vscode/tasks.ts': TAX } },
  },
  'lock-file': {
    refused: { what: 'A lock file is written by hand.', change: { 'package-lock.json': '{ "lockfileVersion": 3 }\n' } },
    allowed: { what: 'A source file reads lock files.', change: { 'src/package-lock.ts': TAX } },
  },
  'package-json': {
    refused: {
      what: 'The test script no longer runs the tests.',
      change: { 'package.json': '{ "name": "shop", "scripts": { "test": "true" } }\n' },
    },
    allowed: {
      what: 'The new script only runs when a person starts it.',
      change: { 'package.json': '{ "name": "shop", "scripts": { "test": "vitest run", "docs": "typedoc" } }\n' },
    },
  },
  config: {
    refused: {
      what: 'The compiler would check less.',
      change: { 'tsconfig.json': '{ "compilerOptions": { "strict": false } }\n' },
    },
    allowed: { what: 'A source file reads such a configuration.', change: { 'src/tsconfig-reader.ts': TAX } },
  },
  'existing-test': {
    refused: {
      what: 'An existing test expects another result.',
      change: { 'test/cart.test.ts': "it('adds tax', () => expect(total()).toBe(0));\n" },
    },
    allowed: {
      what: 'A new test file is added.',
      change: { 'test/tax.test.ts': "it('is 19 %', () => expect(taxOf(100)).toBe(19));\n" },
    },
  },
  'new-mock': {
    refused: {
      what: 'Existing tests would get this module in place of the real one.',
      change: { 'src/__mocks__/tax.ts': 'export const taxOf = () => 19;\n' },
    },
    allowed: {
      what: 'A module of the product has a similar name.',
      change: { 'src/mocks/tax.ts': TAX },
    },
  },
  'new-snapshot': {
    refused: {
      what: 'The recorded result would decide what an existing test expects.',
      change: { 'test/__snapshots__/cart.test.ts.snap': 'exports[`adds tax 1`] = `0`;\n' },
    },
    allowed: {
      what: 'The result is recorded for a new test.',
      change: {
        'test/tax.test.ts': "it('is 19 %', () => expect(taxOf(100)).toMatchSnapshot());\n",
        'test/__snapshots__/tax.test.ts.snap': 'exports[`is 19 % 1`] = `19`;\n',
      },
    },
  },
  'shadowing-file': {
    refused: {
      what: 'An import of `./cart` would load this file, while the compiler checks `src/cart.ts`.',
      change: { 'src/cart.js': 'exports.total = () => 119;\n' },
    },
    allowed: {
      what: 'No TypeScript file has this name.',
      change: { 'src/legacy-cart.js': 'exports.total = () => 119;\n' },
    },
  },
  'hidden-test': {
    refused: { what: 'Git would ignore the tests.', change: { '.gitignore': 'dist/\ntest/\n' } },
    allowed: { what: 'Git ignores what the tests generate.', change: { '.gitignore': 'dist/\ncoverage/\n' } },
  },
  'git-ignored': {
    refused: { what: 'The `.gitignore` names `dist/`, which is generated.', change: { 'dist/cart.js': CART } },
    allowed: { what: 'A source file only has a similar name.', change: { 'src/dist.ts': CART } },
  },
};

/** The rule's examples in Markdown, for the generated page about rules. */
export function pageExample(id: string): { refused: string; allowed: string } {
  const examples = Object.entries(EXAMPLES).find(([name]) => name === id)?.[1];
  if (!examples) throw new Error(`The guard has no rule "${id}".`);
  return { refused: toMarkdown(examples.refused), allowed: toMarkdown(examples.allowed) };
}

function toMarkdown({ what, change }: GuardExample): string {
  const files = Object.entries(change).map(([path, text]) =>
    text === null ? `\`${path}\` is deleted.` : `\`${path}\`:\n\n${showFile(path, text)}`,
  );
  return [what, ...files].join('\n\n');
}
