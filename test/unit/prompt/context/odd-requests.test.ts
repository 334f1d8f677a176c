import assert from 'node:assert/strict';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { type Context, gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { MOST_TOKENS } from '../../../../src/engine/prompt/context/room';
import { codeFinder } from '../../../support/code-finder';
import { evidence, memorySnapshot } from '../../../support/fakes';

const gather = (files: Record<string, string>, parts: Partial<Task>, red = [] as ReturnType<typeof evidence>[]) =>
  gatherContext(
    { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts },
    {
      snapshot: memorySnapshot(files),
      checker: { exportedTypes: async () => [], ...codeFinder(files) },
      evidence: red,
    },
    new AbortController().signal,
  );
const textOf = ({ parts }: Context) => parts.map(({ title, text }) => `${title}\n${text}`).join('\n');

/** Functions of twelve lines, so that a file of many is too long to be shown whole. */
const functionsOf = (name: string, count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `export function ${name}${at}(value) {\n${`  value += ${at};\n`.repeat(10)}  return value;\n}`,
  ).join('\n');

describe('gatherContext for a pasted stack trace', () => {
  const FILES = {
    'package.json': '{"name":"shop"}',
    'src/cart.ts': functionsOf('cart', 200),
    'src/total.ts': functionsOf('total', 200),
    'src/mail.ts': functionsOf('mail', 200),
    'src/helpers/total.ts': functionsOf('helper', 10),
  };
  /** The line of the return in the function of this number. */
  const lineIn = (at: number): number => at * 13 + 12;
  const trace = (root: string, separator = '/'): string => {
    const place = (path: string, line: number): string => `${root}${path.replaceAll('/', separator)}:${line}:9`;
    return [
      "TypeError: Cannot read properties of undefined (reading 'price')",
      `    at sum (${place('node_modules/numbers/src/mail.ts', lineIn(3))})`,
      `    at Object.total150 (${place('src/total.ts', lineIn(150))})`,
      `    at total20 (${place('src/total.ts', lineIn(20))})`,
      `    at async Promise.all (index 0)`,
      `    at async cart77 (${place('src/cart.ts', lineIn(77))})`,
      '    at node:internal/process/task_queues:95:5',
    ].join('\n');
  };

  for (const [what, text] of [
    ['with absolute paths', trace('/home/ada/shop/')],
    ['with URLs', trace('file:///home/ada/shop/')],
    ['with paths of the workspace', trace('')],
    ['from Windows', trace('C:\\work\\shop\\', '\\')],
    ['from Windows with URLs', trace('file:///C:/work/shop/')],
    ['of webpack', trace('webpack://shop/./')],
    ['of webpack during development', trace('webpack-internal:///./')],
    ['of a development server', trace('http://localhost:5173/')],
    ['of Vite', trace('/@fs/home/ada/shop/')],
    ['in colour', trace('/home/ada/shop/').replace(/\((.*?):(\d+):(\d+)\)/g, '(\u001b[36m$1\u001b[39m:$2:$3)')],
    ['with words in front', `The invoice page crashes since Monday, please fix:\n\n${trace('/srv/app/')}`],
  ] as const) {
    it(`shows the code at each frame of the workspace: ${what}`, async () => {
      const context = await gather(FILES, { text });
      const shown = textOf(context);
      for (const name of ['total150', 'total20', 'cart77'])
        assert.match(shown, new RegExp(`^export function ${name}\\(value\\) \\{\\n  value`, 'm'));
      // The frame in a dependency is no place.
      assert.deepEqual(
        context.shown.slice(0, 2).map(({ path }) => path),
        ['src/total.ts', 'src/cart.ts'],
      );
      assert.ok(estimateTokens(shown) <= MOST_TOKENS * 1.02, String(estimateTokens(shown)));
    });
  }
});

describe('gatherContext for a stack trace of somebody who uses a package of the workspace', () => {
  const FILES = {
    'package.json': '{"name":"shop","workspaces":["packages/*"]}',
    'lib/total.js': functionsOf('total', 200),
    'packages/core/package.json': '{"name":"@shop/core"}',
    'packages/core/src/http/cart.ts': functionsOf('cart', 200),
    'src/mail.ts': functionsOf('mail', 200),
  };
  for (const [what, frame, shown] of [
    ['where it is installed', 'at total150 (/app/node_modules/shop/lib/total.js:1962:9)', 'total150'],
    [
      'where pnpm installed it',
      'at Object.total150 (/app/node_modules/.pnpm/shop@1.0.0/node_modules/shop/lib/total.js:1962:9)',
      'total150',
    ],
    ['on Windows', 'at total150 (C:\\app\\node_modules\\shop\\lib\\total.js:1962:9)', 'total150'],
    ['as it was built', 'at async cart77 (file:///app/node_modules/@shop/core/dist/esm/http/cart.js:9:5)', 'cart77'],
    ['in the build of the workspace', 'at cart77 (/home/ada/shop/packages/core/dist/http/cart.js:9:5)', 'cart77'],
    ['in the build, by its own path', 'at cart77 (packages/core/build/http/cart.mjs:9:5)', 'cart77'],
  ] as const)
    it(`shows the code at its frame: ${what}`, async () => {
      const text = `TypeError: price is undefined\n    at sum (/app/node_modules/sums/src/mail.ts:25:3)\n    ${frame}`;
      const context = await gather(FILES, { text });
      assert.match(textOf(context), new RegExp(`^export function ${shown}\\(value\\) \\{\\n  value`, 'm'));
      assert.match(context.shown[0]?.path ?? '', /total\.js$|cart\.ts$/);
      assert.equal(context.shown[0]?.part.why, 'an error or the request names a line of it');
    });
});

describe('gatherContext for a stack trace without a frame of the workspace', () => {
  const FILES = { 'src/queue.ts': functionsOf('queue', 3), 'src/mail.ts': functionsOf('mail', 3) };
  for (const [what, frames] of [
    ['of Node alone', ['processTicksAndRejections (node:internal/process/task_queues:95:5)', 'node:events:517:28']],
    ['of packages', ['sum (/srv/node_modules/a/src/queue.ts:3:1)', 'run (/srv/.yarn/cache/b.zip/index.js:1:1)']],
    ['of another folder', ['main (/opt/other/lib/tool.ts:30:2)']],
    ['of native code', ['Array.map (<anonymous>)', 'eval (eval at run (<anonymous>:1:1))', 'wasm://wasm/12:3']],
  ] as const) {
    it(`goes by its words: ${what}`, async () => {
      const text = ['TypeError: mail0 is not a function', ...frames.map((frame) => `    at ${frame}`)].join('\n');
      const { shown } = await gather(FILES, { text });
      assert.equal(shown[0]?.path, 'src/mail.ts');
    });
  }
});

describe('gatherContext for a request of words that occur everywhere', () => {
  const WORDS = ['value', 'list', 'item', 'name', 'data', 'type', 'result', 'options', 'index', 'count'];
  const body = `${WORDS.map((word) => `  const ${word} = read('${word}');`).join('\n')}\n  return value;`;
  const FILES = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => [
      `src/area${at % 9}/module${at}.ts`,
      `export function step${at}(read) {\n${body}\n}\n`,
    ]),
  );

  it('stays within the room', async () => {
    const context = await gather(FILES, { text: WORDS.join(' ') });
    assert.ok(estimateTokens(textOf(context)) <= MOST_TOKENS * 1.02);
    assert.ok(context.shown.length > 0);
  });

  it('still puts the code in front that one rare word names', async () => {
    const files = { ...FILES, 'src/area3/tariff.ts': `export function nightTariff(read) {\n${body}\n}\n` };
    const { shown } = await gather(files, { text: `${WORDS.join(' ')} tariff` });
    assert.equal(shown[0]?.path, 'src/area3/tariff.ts');
  });
});

describe('gatherContext in a workspace of 20,000 files', () => {
  it('follows a failing test', async () => {
    const files: Record<string, string> = {
      'src/index.ts': "export * from './total';",
      'src/total.ts': 'export function total(a, b) {\n  return a - b;\n}',
      'test/total.test.ts': "import { total } from '../src';\nit('adds', () => expect(total(1, 2)).toBe(3));",
    };
    for (let at = 0; at < 20_000; at += 1)
      files[`lib/area${at % 200}/module${at}.ts`] = `export const other${at} = ${at};`;
    const failing = evidence('tests', 'x', { path: 'test/total.test.ts', test: 'adds', message: 'expected 3' });
    const context = await gather(files, { kind: 'fix' }, [failing]);
    assert.equal(context.shown[0]?.path, 'src/total.ts');
    assert.ok(estimateTokens(textOf(context)) <= MOST_TOKENS * 1.02);
  });
});
