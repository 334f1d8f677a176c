import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { type ScriptedReply, startModelServer } from '../support/model-server';
import { fingerprintTree, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const LIST = Array.from({ length: 1000 }, (_, index) => `export const v${index} = ${index};`).join('\n');
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, types: [], lib: ['es2022'], skipLibCheck: true },
    include: ['src'],
  }),
  'src/a.ts': 'export const a = 1;\nexport const b = 2;\n',
  'src/list.ts': `${LIST}\n`,
  'test/a.test.js': "import { test } from 'node:test';\ntest('a', () => {});\n",
};

const fence = (info: string, text: string, marks = '```'): string => `${marks}${info}\n${text}\n${marks}`;
const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const DIFF = '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-export const a = 1;\n+export const a = 3;';
const patch = (...lines: readonly string[]): string =>
  ['*** Begin Patch', '*** Update File: src/a.ts', ...lines, '*** End Patch'].join('\n');

/** A reply without regard to the output limit that was asked for. */
function whole(text: string): ScriptedReply {
  const event = { choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] };
  return { fault: 'raw', contentType: 'text/event-stream', body: `data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n` };
}

/** Replies that no one should write, over real HTTP to the built command line. */
describe('bad replies on the command line', function () {
  this.timeout(180_000);
  let workspace: string;
  let before: ReadonlyMap<string, string>;
  beforeEach(() => {
    workspace = makeWorkspace(FILES);
    before = fingerprintTree(workspace);
  });
  afterEach(() => removeWorkspace(workspace));

  /** Answers the requests of one run with these replies, one after the other. */
  async function run(replies: readonly string[], file = 'src/a.ts') {
    const state = temporaryFolder('state');
    const server = await startModelServer({
      script: ({ index }) => whole(replies[index] ?? 'No more.'),
    });
    try {
      const target = { workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path, task: 'Make a 3.' };
      const more = ['--json', '--apply', '--max-iterations', String(replies.length), '--file', file];
      return { result: await runCli(runArguments(target, ...more)), server };
    } finally {
      await server.close();
      state.remove();
    }
  }

  /** The codes and messages of the evidence, one list for each red stage. */
  const evidenceOf = ({ events }: CliResult) =>
    events.flatMap((event) => (event.type === 'stage-end' && !event.ok ? [event.evidence] : []));
  const isUnchanged = (): void => assert.deepEqual(fingerprintTree(workspace), before);

  it('devices of Windows, and other paths that no file can have, are refused by name', async () => {
    const paths = [
      'NUL',
      'src/con.ts',
      'src/aux.',
      'COM1.txt',
      'src/x.ts:stream',
      'src/a.ts::$DATA',
      'src/b .',
      'lpt9',
    ];
    const files = paths.map((path) => `<file path="${path}">\nexport const a = 3;\n</file>`);
    const fences = ['NUL', 'src/x.ts:stream', 'aux.ts'].map((path) => fence(`ts ${path}`, 'export const a = 3;'));
    const { result } = await run([files.join('\n'), fences.join('\n')]);
    isUnchanged();
    const [first = [], second = []] = evidenceOf(result);
    const named = (evidence: typeof first): string => evidence.map(({ message }) => message).join('\n');
    for (const path of paths)
      assert.ok(named(first).includes(path.split('/').at(-1) ?? ''), `${path}: ${named(first)}`);
    for (const path of ['NUL', 'x.ts:stream', 'aux.ts']) assert.ok(named(second).includes(path), named(second));
    assert.match(named(first), /device name on Windows[\s\S]*Windows does not allow/);
  });

  it('nested patches, diffs, blocks and conflicts are refused by name', async () => {
    const inner = patch('@@', '-export const a = 1;', '+export const a = 3;');
    const { result } = await run([
      patch(inner),
      patch('@@', ' export const a = 1;', ...inner.split('\n').map((line) => `+${line}`), '-export const b = 2;'),
      fence('diff', `${DIFF}\n${fence('diff', DIFF)}`),
      `src/a.ts\n${block('export const a = 1;', block('x', 'y'))}`,
      `src/a.ts\n${block('export const b = 2;', 'export const b = 4;')}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x`,
    ]);
    isUnchanged();
    const codes = evidenceOf(result).map((evidence) => evidence[0]?.code ?? '');
    assert.ok(codes.length >= 3, `${codes.join()}\n${result.stderr}`);
    for (const code of codes) assert.match(code, /^(?:malformed-(?:diff|block)|cut-off|foreign-format|TS\d+|no-path)$/);
  });

  it('a thousand blocks are applied', async () => {
    const edits = Array.from({ length: 1000 }, (_, n) =>
      block(`export const v${n} = ${n};`, `export const v${n} = -1;`),
    );
    const { result } = await run([`src/list.ts\n${edits.join('\n')}`], 'src/list.ts');
    assert.equal(runEndOf(result).reason, 'verified', result.stderr);
    const text = readFileSync(join(workspace, 'src/list.ts'), 'utf8');
    assert.equal(text, `${LIST.replace(/= \d+;/g, '= -1;')}\n`);
  });

  it('thousands of markers are refused without flooding the person or the model', async () => {
    const { result, server } = await run(['<<<<<<< SEARCH\n'.repeat(20_000), '>>>>>>> REPLACE\n'.repeat(20_000)]);
    isUnchanged();
    assert.ok(result.stderr.length < 50_000, `${result.stderr.length}`);
    assert.equal(server.requests.length, 2);
    const correction = server.requests[1]?.messages.at(-1)?.text ?? '';
    assert.ok(correction.length < 25_000, `${correction.length}`);
  });

  it('a reply of 10 MB ends the run for a named reason', async () => {
    const { result } = await run([fence('ts src/a.ts', 'export const a = 3;\n'.repeat(500_000))]);
    isUnchanged();
    assert.equal(runEndOf(result).reason, 'model-unavailable', result.stderr);
    assert.match(runEndOf(result).message, /exceeds the size limit/);
  });
});
