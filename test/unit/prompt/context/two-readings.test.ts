import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { codeFinder } from '../../../support/code-finder';
import { evidence, memorySnapshot } from '../../../support/fakes';

const TASK: Task = { kind: 'generate', text: 'round the discount to cents', files: [], allow: NO_PERMISSIONS };
const body = (name: string) => Array.from({ length: 40 }, (_, at) => `  step('${name}', ${at});`).join('\n');
const NAMES = Array.from({ length: 60 }, (_, at) => `upload${at}`);
/** What is red runs a lot of code that has nothing to do with discounts. */
const FILES = {
  'src/discount.ts': `export function discount(price: number) {\n  // Of a round price.\n${body('discount')}\n}`,
  ...Object.fromEntries(NAMES.map((name) => [`src/${name}.ts`, `export function ${name}() {\n${body(name)}\n}`])),
  'test/uploads.test.ts':
    `${NAMES.map((name) => `import { ${name} } from '../src/${name}';`).join('\n')}\n` +
    `it('reaches the server', () => {\n${NAMES.map((name) => `  ${name}();`).join('\n')}\n});`,
};
const RED = [evidence('tests', 'r', { path: 'test/uploads.test.ts', test: 'reaches the server' })];

const gather = (red: { readonly isUncertain?: boolean }, tokens?: number) =>
  gatherContext(
    TASK,
    {
      snapshot: memorySnapshot(FILES),
      checker: { exportedTypes: async () => [], ...codeFinder(FILES) },
      evidence: RED,
      tokens,
      ...red,
    },
    new AbortController().signal,
  );
const shownIn = ({ shown }: Awaited<ReturnType<typeof gather>>) => shown.map(({ path }) => path);

describe('gatherContext for a request that may be about what is red', () => {
  it('shows in turns what the words match and what the failing test reaches', async () => {
    const paths = shownIn(await gather({ isUncertain: true }, 4000));
    assert.equal(paths[0], 'src/discount.ts');
    assert.ok(paths.includes('test/uploads.test.ts'), paths.join());
    assert.ok(paths.filter((path) => path.startsWith('src/upload')).length >= 3, paths.join());
  });

  it('says why there is more room', async () => {
    const why = (await gather({ isUncertain: true })).parts.at(-1)?.why ?? '';
    assert.match(why, /because the request may be about what is red, or about something else/);
    assert.doesNotMatch((await gather({})).parts.at(-1)?.why ?? '', /something else/);
  });
});
