import assert from 'node:assert/strict';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { MOST_TOKENS } from '../../../../src/engine/prompt/context/room';
import { initialPrompt } from '../../../../src/engine/prompt/initial-prompt';
import { codeFinder } from '../../../support/code-finder';
import { evidence, memorySnapshot } from '../../../support/fakes';

const TEST = 'test/total.test.ts';
const FAILING = evidence('tests', 'x', { path: TEST, test: 'adds', line: 2, message: 'expected -1 to be 3' });
const FAULT = 'return price - tax;';
const TOTAL = `export function total(price: number, tax: number) {\n  ${FAULT}\n}\n`;
const testOf = (from: string) => `import { total } from '${from}';\nit('adds', () => expect(total(1, 2)).toBe(3));\n`;

/** The first message of a run, with the real search for code. */
async function promptOf(files: Record<string, string>, parts: Partial<Task>): Promise<string> {
  const task: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...parts };
  const snapshot = memorySnapshot(files);
  const goals = task.kind === 'fix' ? [FAILING] : [];
  const checker = { exportedTypes: async () => [], ...codeFinder(files) };
  const context = await gatherContext(task, { snapshot, checker, evidence: goals }, new AbortController().signal);
  const { text } = (await initialPrompt(task, context, { goals, about: goals, all: goals }, snapshot))(MOST_TOKENS);
  assert.ok(estimateTokens(text) < MOST_TOKENS * 1.1, String(estimateTokens(text)));
  return text;
}

/** A failing test, the words of a request, and the file itself lead to the code at fault. */
const WAYS: Readonly<Record<string, Partial<Task>>> = {
  'a failing test': { kind: 'fix' },
  'its words': { text: 'total has to add the tax to the price' },
  'its file': { text: 'Correct the sum in src/total.ts' },
};

describe('the first prompt in a workspace of odd files', () => {
  const rows = Array.from({ length: 120_000 }, (_, at) => `  { id: ${at}, name: 'row of data ${at}' },`);
  const ODD: Readonly<Record<string, string>> = {
    'the code stands behind 5 MB of data': `export const DATA = [\n${rows.join('\n')}\n];\n${TOTAL}`,
    'one line has 500 kB': `export const TEXT = '${'x'.repeat(500_000)}';\n${TOTAL}`,
    'the code itself stands in one line of 500 kB': `${TOTAL.replaceAll('\n', ' ')}${'f(1);'.repeat(100_000)}`,
  };

  for (const [what, source] of Object.entries(ODD))
    for (const [way, parts] of Object.entries(WAYS).slice(0, what.startsWith('the code itself') ? 1 : undefined))
      it(`is bounded where ${what}, from ${way}`, async () => {
        const files = {
          'src/total.ts': source,
          'src/other.ts': 'export const other = 1;\n',
          [TEST]: testOf('../src/total'),
        };
        const prompt = await promptOf(files, parts);
        assert.doesNotMatch(prompt, /x{3000}|(?:f\(1\);){600}/);
        assert.ok(prompt.includes('total.ts'), 'the file is named at least');
        if (what.startsWith('one line') && way !== 'its file') assert.ok(prompt.includes(FAULT), prompt.slice(0, 3000));
      });

  it('shows the code behind index files that pass each other on in a circle', async () => {
    const prompt = await promptOf(
      {
        'src/index.ts': "export * from './a';\nexport * from './b';\n",
        'src/a/index.ts': "export * from '../index';\nexport * from '../b';\n",
        'src/b/index.ts': "export * from '../a';\nexport * from './total';\nexport * from '../index';\n",
        'src/b/total.ts': TOTAL,
        [TEST]: testOf('../src'),
      },
      { kind: 'fix' },
    );
    assert.ok(prompt.includes(FAULT), prompt);
  });

  it('keeps the code at fault beside generated code that everything imports', async () => {
    const names = Array.from({ length: 3000 }, (_, at) => `Model${at}`);
    const prompt = await promptOf(
      {
        'src/schema.ts': `// @generated\n${names.map((name) => `export type ${name} = { total: Model0 };`).join('\n')}`,
        ...Object.fromEntries(
          Array.from({ length: 50 }, (_, at) => [
            `src/use${at}.ts`,
            `import type { Model${at} } from './schema';\nexport const use${at} = (model: Model${at}) => model.tax;\n`,
          ]),
        ),
        'src/total.ts': `import type { Model3 } from './schema';\nexport type Of = Model3;\n${TOTAL}`,
        [TEST]: `import * as schema from '../src/schema';\n${testOf('../src/total')}`,
      },
      { kind: 'fix' },
    );
    assert.ok(prompt.includes(FAULT), prompt.slice(0, 3000));
    const room = prompt.match(/type Model\d+ =/g) ?? [];
    assert.ok(room.length < 1500, `${room.length} generated declarations`);
  });
});
