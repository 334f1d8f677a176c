import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const PARSE = 'export function parse(text: string): number {\n  return Number(text);\n}';
const NEW_PARSE = PARSE.replace('Number(text)', 'Number(text.trim())');
const REST = [
  'export function load(): number {',
  "  return parse('1');",
  '}',
  '',
  'export const save = (value: number): string => String(value);',
].join('\n');
const CONFIG = `// Reads numbers.\n${PARSE}\n\n${REST}\n`;
const PATCH = [
  '*** Begin Patch',
  '*** Update File: src/config.ts',
  '@@',
  '-  return Number(text);',
  '+  return Number(text.trim());',
  '*** End Patch',
].join('\n');
const README = Array.from({ length: 15 }, (_, index) => `Line ${index}.`).join('\n');

const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      types: [],
      lib: ['es2022'],
      skipLibCheck: true,
      paths: { '@/*': ['./src/*'] },
    },
    include: ['src'],
  }),
  'src/config.ts': CONFIG,
  'README.md': `${README}\n`,
  'test/a.test.js': "import { test } from 'node:test';\ntest('a', () => {});\n",
};

/** Replies as models write them, over real HTTP, and what the built command line writes. */
describe('replies on the command line', function () {
  this.timeout(120_000);
  const workspaces: string[] = [];
  after(() => workspaces.forEach(removeWorkspace));

  async function run(reply: string, task: string, ...more: string[]) {
    const workspace = makeWorkspace(FILES);
    workspaces.push(workspace);
    const state = temporaryFolder('state');
    const server = await startModelServer({ script: () => ({ text: reply }) });
    try {
      const target = { workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path, task };
      const result = await runCli(runArguments(target, '--json', '--apply', '--max-iterations', '1', ...more));
      const read = (path: string): string => readFileSync(join(workspace, path), 'utf8');
      const codes = result.events.flatMap((event) =>
        event.type === 'stage-end' && !event.ok ? event.evidence.map(({ code }) => code) : [],
      );
      return { reason: runEndOf(result).reason, read, codes };
    } finally {
      await server.close();
      state.remove();
    }
  }

  const fence = (info: string, text: string): string => `\`\`\`${info}\n${text}\n\`\`\``;
  const block = (search: string, replace: string): string =>
    `src/config.ts\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
  const TASK = 'Let parse take blanks.';
  const FOCUS = ['--file', 'src/config.ts'];

  for (const [what, reply] of [
    ['one function in a bare fence', fence('ts', NEW_PARSE)],
    ['a patch in a bare fence', fence('', PATCH)],
    ['an alias of tsconfig', fence('ts @/config.ts', CONFIG.replace(PARSE, NEW_PARSE).trimEnd())],
    ['a blank line too many', block(`${PARSE}\n\n\n`, `${NEW_PARSE}\n\n\n`)],
    ['tabs for blanks', block(PARSE.replace('  ', '\t'), NEW_PARSE.replace('  ', '\t'))],
    ['thoughts with a draft', `${fence('ts src/config.ts', 'draft')}\n</think>\n${fence('ts', NEW_PARSE)}`],
  ] as const) {
    it(`${what} changes that function and nothing else`, async () => {
      const { reason, read } = await run(reply, TASK, ...FOCUS);
      assert.equal(reason, 'verified');
      assert.equal(read('src/config.ts'), CONFIG.replace(PARSE, NEW_PARSE));
    });
  }

  for (const [what, reply, code] of [
    ['a part of the file', fence('ts', `${NEW_PARSE}\n\nexport const more = 1;`), 'excerpt'],
    [
      'another path in the words above',
      `In \`src/My Panel.tsx\`:\n\n${fence('ts', CONFIG.replace(PARSE, NEW_PARSE).trimEnd())}`,
      'no-path',
    ],
    [
      'a Markdown file with samples',
      fence('md README.md', `# New\n${fence('', 'npm i')}\nand\n${fence('', 'npm t')}\n${README}`),
      'unclear-end',
    ],
    [
      'an edit that takes an export away',
      `src/config.ts\n<<<<<<< SEARCH\nexport const save =\n=======\nconst save =\n>>>>>>> REPLACE`,
      'search-not-found',
    ],
  ] as const) {
    it(`${what} is refused and nothing is written`, async () => {
      const { reason, read, codes } = await run(reply, TASK, ...FOCUS);
      assert.equal(reason, 'iterations-exhausted');
      assert.deepEqual(codes, [code]);
      for (const [path, text] of Object.entries(FILES)) assert.equal(read(path), text);
    });
  }

  it('an export that nobody asked to drop is seen whatever the format is', async () => {
    const line = 'export const save = (value: number): string => String(value);';
    const reply = `src/config.ts\n<<<<<<< SEARCH\n${line}\n=======\n>>>>>>> REPLACE`;
    const { codes, read } = await run(reply, TASK, ...FOCUS);
    assert.deepEqual(codes, ['lost-export']);
    assert.equal(read('src/config.ts'), CONFIG);
    assert.equal((await run(reply, 'Remove save.', ...FOCUS)).reason, 'verified');
  });
});
