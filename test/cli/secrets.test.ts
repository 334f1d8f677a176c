import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseUrlFor, type CliResult, runArguments, runCli, temporaryFolder } from '../support/cli';
import { minutesScript } from '../support/minutes-script';
import { type ScriptedReply, startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

/** A key in no provider's format, so that only its value identifies it. JSON and URLs escape some of its characters. */
const KEY = 'zT4"q\\9/pK+w=8vN2xR5hJ7mB3';
/** Characters of a piece that can't occur by chance. */
const PIECE = 7;
const PROVIDERS = ['openai', 'anthropic'] as const;
const VARIABLE = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

/** Every piece of the key, and of its encodings. */
const PIECES = [
  ...new Set(
    [
      KEY,
      JSON.stringify(KEY).slice(1, -1),
      JSON.stringify(JSON.stringify(KEY)),
      encodeURIComponent(KEY),
      Buffer.from(KEY).toString('base64'),
    ]
      .flatMap((form) =>
        Array.from({ length: form.length - PIECE + 1 }, (_, start) => form.slice(start, start + PIECE)),
      )
      .filter((piece) => !/^[\\"]+$/.test(piece)),
  ),
];

function assertNoKey(text: string, where: string): void {
  const found = PIECES.find((piece) => text.includes(piece));
  const at = found === undefined ? 0 : text.indexOf(found);
  assert.equal(found, undefined, `a piece of the key in ${where}: …${text.slice(Math.max(0, at - 100), at + 60)}…`);
}

function textsBelow(folder: string): [path: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path, 'utf8')]);
}

const HEADERS = {
  'retry-after': '0',
  'x-request-id': KEY,
  'request-id': KEY,
  'www-authenticate': `Bearer ${KEY}`,
  'set-cookie': `key=${encodeURIComponent(KEY)}`,
};

/** Replies that repeat the key, and after which the request is repeated. */
const ECHOES: readonly ScriptedReply[] = [
  { fault: 'status', status: 429, message: `Too many requests for ${KEY}`, headers: HEADERS },
  { fault: 'error-event', afterChunks: 1, text: KEY, message: `Failed for Bearer ${KEY}` },
  { fault: 'raw', contentType: 'text/event-stream', body: `event: message_start\ndata: {"key": ${KEY}\n\n` },
  {
    fault: 'status',
    status: 500,
    type: KEY,
    code: KEY,
    message: JSON.stringify({ authorization: `Bearer ${KEY}` }),
    headers: HEADERS,
  },
  { fault: 'raw', contentType: `text/html; key=${encodeURIComponent(KEY)}`, body: KEY },
  {
    fault: 'raw',
    contentType: 'application/json',
    body: JSON.stringify({ error: { detail: KEY, url: `https://host/?key=${encodeURIComponent(KEY)}` } }),
  },
  { fault: 'raw', contentType: 'application/json', body: `{"oops": ${KEY}` },
];

/** Replies that end a run immediately, with the key in their text. */
const FINAL_REPLIES: readonly ScriptedReply[] = [
  {
    fault: 'status',
    status: 401,
    message: `Incorrect API key provided: ${KEY}. Basic ${Buffer.from(KEY).toString('base64')}`,
    headers: HEADERS,
  },
  { text: `I do not answer ${KEY}.`, finish: 'refusal' },
];

describe('the key', function () {
  this.timeout(60_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    workspace = makeRunnerWorkspace('node:test');
    state = temporaryFolder('state');
  });
  afterEach(() => {
    removeWorkspace(workspace);
    state.remove();
  });

  const run = (provider: (typeof PROVIDERS)[number], url: string, ...more: string[]): Promise<CliResult> =>
    runCli(runArguments({ workspace, provider, model: 'm', baseUrl: url, stateDir: state.path }, ...more), {
      [VARIABLE[provider]]: KEY,
    });

  const assertNoKeyIn = (result: CliResult): void => {
    assertNoKey(result.stdout, 'standard output');
    assertNoKey(result.stderr, 'standard error');
    const files = textsBelow(state.path);
    assert.ok(
      files.some(([path]) => path.endsWith('.jsonl')),
      'there is a journal',
    );
    for (const [path, text] of [...files, ...textsBelow(workspace)]) assertNoKey(text, path);
  };

  for (const provider of PROVIDERS) {
    it(`shows nowhere in a run that succeeds, whatever the server repeats: ${provider}`, async () => {
      const answers = minutesScript('.js');
      const echoes = [...ECHOES];
      const asked = new Set<string>();
      const server = await startModelServer({
        script: (request) => {
          // Two echoes in a row before each reply: its third attempt succeeds.
          const isNew = !asked.has(request.text);
          asked.add(request.text);
          const echo = isNew || request.index % 3 === 1 ? echoes.shift() : undefined;
          return echo ?? answers(request);
        },
      });
      try {
        const url = baseUrlFor(provider, server);
        const result = await run(provider, url, '--json', '--apply');
        assert.equal(result.code, 0, result.stderr);
        assert.ok(
          server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`),
          'it was sent',
        );
        const retries = result.events.filter(({ type }) => type === 'call-retry');
        assert.ok(retries.length >= 4, `${retries.length} retries`);
        assert.ok(result.stderr.includes('[key]'), 'it is replaced by a mark');
        assertNoKeyIn(result);
      } finally {
        await server.close();
      }
    });

    it(`shows nowhere in a run that fails with it: ${provider}`, async () => {
      for (const reply of FINAL_REPLIES) {
        const server = await startModelServer({ script: () => reply });
        try {
          const result = await run(provider, baseUrlFor(provider, server));
          assert.notEqual(result.code, 0);
          assert.ok(result.stderr.includes('[key]'), result.stderr);
          assertNoKeyIn(result);
        } finally {
          await server.close();
        }
      }
    });

    it(`shows nowhere if the model is unknown and a similar model's name contains it: ${provider}`, async () => {
      const server = await startModelServer({ script: () => ({ text: '' }), models: ['known', `named-${KEY}`] });
      try {
        const result = await run(provider, baseUrlFor(provider, server), '--json');
        assert.match(result.stderr, /It has: known, named-\[key\]/);
        assertNoKeyIn(result);
      } finally {
        await server.close();
      }
    });
  }

  it('is not given to the workspace’s own programs', async () => {
    const server = await startModelServer({ script: minutesScript('.js') });
    try {
      const result = await run(
        'openai',
        server.openAiBaseUrl,
        '--json',
        '--test-command',
        'node -e "console.log(JSON.stringify(process.env)); process.exit(1)"',
        '--max-iterations',
        '2',
      );
      assert.ok(result.stdout.includes('PATH'), 'the environment was printed');
      assertNoKeyIn(result);
      for (const { text } of server.requests) assertNoKey(text, 'a prompt');
    } finally {
      await server.close();
    }
  });

  it('would be found if it showed', () => {
    for (const form of [
      KEY,
      JSON.stringify({ a: JSON.stringify(KEY) }),
      `…${KEY.slice(3, 12)}`,
      encodeURIComponent(KEY),
      Buffer.from(KEY).toString('base64'),
    ]) {
      assert.throws(() => assertNoKey(`before ${form} after`, 'a test'));
    }
    assertNoKey('nothing here', 'a test');
  });
});
