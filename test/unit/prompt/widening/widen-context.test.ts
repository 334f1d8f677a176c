import assert from 'node:assert/strict';
import { namesOfCode, pathsWritten, proseOf } from '../../../../src/engine/prompt/widening/asked-names';
import { type WidenRequest, widenContext } from '../../../../src/engine/prompt/widening/widen-context';
import { codeFinder } from '../../../support/code-finder';
import { startCpuTime } from '../../../support/cpu-time';
import { evidence, memorySnapshot } from '../../../support/fakes';

const BIG = Array.from({ length: 300 }, (_, at) => `export function part${at}() {\n  return ${at};\n}`).join('\n');
const FILES = {
  'src/cart.ts': "import { tax } from './tax';\nexport class Cart {\n  total() {\n    return tax(1);\n  }\n}\n",
  'src/tax.ts': 'export function tax(net: number) {\n  return net * 2;\n}\n',
  'src/rate.ts': 'export const RATE = 0.19;\n',
  'docs/How to pay.md': 'By card.\n',
  'src/big.ts': BIG,
  '.github/skills/release/SKILL.md': '---\ndescription: How a release is made\n---\nTag it first.\n',
};
const QUESTION = { kind: 'question' } as const;

const widen = (more: Partial<WidenRequest>) =>
  widenContext(
    { evidence: [], reply: '', kind: 'change', files: new Map(), shown: [], tokens: 2000, ...more },
    { snapshot: memorySnapshot(FILES), checker: codeFinder(FILES) },
    new AbortController().signal,
  );
const shownAs = (path: string, startLine: number, endLine: number) => ({
  path,
  lines: [{ startLine, endLine }],
  part: { title: path, text: '', why: '' },
});
const titles = async (more: Partial<WidenRequest>) => (await widen(more)).map(({ part }) => part.title);

describe('what a correction adds', () => {
  it('is a file that the reply names, unless the prompt shows it or the reply changes it', async () => {
    const reply = 'I also looked at src/tax.ts.';
    assert.deepEqual(await titles({ reply }), ['src/tax.ts']);
    assert.deepEqual(await titles({ reply, shown: [shownAs('src/tax.ts', 1, 3)] }), []);
    assert.deepEqual(await titles({ reply, files: new Map([['src/tax.ts', 'x']]) }), []);
  });

  it('is the text of a skill that the reply asks for', async () => {
    const reply = 'Let me read `.github/skills/release/SKILL.md` before I write.';
    const [skill, ...more] = await widen({ reply, ...QUESTION });
    assert.match(skill?.part.text ?? '', /Tag it first\./);
    assert.deepEqual(more, []);
  });

  it('is the rest of a file of which an excerpt is shown, for a reply without code', async () => {
    const shown = [shownAs('src/tax.ts', 1, 1)];
    assert.deepEqual(await titles({ reply: 'Show me src/tax.ts', shown }), []);
    assert.deepEqual(await titles({ reply: 'Show me src/tax.ts', shown, ...QUESTION }), ['src/tax.ts']);
  });

  it('is the declaration of a name, for a reply without code', async () => {
    const reply = 'What does `Cart.total()` do, and part123()?';
    const added = await widen({ reply, ...QUESTION, tokens: 600 });
    assert.deepEqual(added.map(({ path }) => path).toSorted(), ['src/big.ts', 'src/cart.ts']);
    assert.match(added.map(({ part }) => part.text).join('\n'), /return 123;/);
    assert.deepEqual(await titles({ reply }), []);
  });

  for (const [reply, path] of [
    ['I need to see the Cart class.', 'src/cart.ts'],
    ['Please show me the tax function first.', 'src/tax.ts'],
    ['What does the function tax return?', 'src/tax.ts'],
    ['What is RATE?', 'src/rate.ts'],
    ['Show me "How to pay.md"', 'docs/How to pay.md'],
    ['{"tool":"read","path":"src\\\\tax.ts"}', 'src/tax.ts'],
    ['```sh\ncat src/tax.ts\n```', 'src/tax.ts'],
  ] as const)
    it(`is what a reply without code asks for in its own way: ${reply}`, async () => {
      assert.deepEqual(
        (await widen({ reply, ...QUESTION })).map((file) => file.path),
        [path],
      );
    });

  it('is the place that is named of a file that is too long, and as much as there is room for', async () => {
    const [part] = await widen({ reply: 'See src/big.ts:601', ...QUESTION, tokens: 400 });
    assert.match(part?.part.text ?? '', /return 200;/);
    assert.ok((part?.part.text.length ?? 0) < 2000, part?.part.text);
  });

  it('is the line that is named of a file of which an excerpt is shown', async () => {
    const shown = [shownAs('src/big.ts', 1, 3)];
    const [part] = await widen({ reply: 'The cause is in src/big.ts:601.', shown, tokens: 400 });
    assert.match(part?.part.text ?? '', /return 200;/);
    assert.deepEqual(
      await titles({ reply: 'The cause is in src/big.ts:2.', shown: [shownAs('src/big.ts', 1, 40)] }),
      [],
    );
  });

  it('is what a plan names, but not that a file which it makes does not exist', async () => {
    const reply = 'I will let `Cart` use src/big.ts:601, and write src/new.ts.';
    const added = await widen({ reply, kind: 'plan', shown: [shownAs('src/big.ts', 1, 3)], tokens: 1200 });
    assert.deepEqual(added.map(({ path }) => path).toSorted(), ['src/big.ts', 'src/cart.ts']);
  });

  it('is the code that new evidence leads to', async () => {
    const failure = evidence('tests', 'x', { message: 'boom\nat tax (src/tax.ts:2:3)', test: 't', path: 'test/a.ts' });
    assert.deepEqual(await titles({ evidence: [failure] }), ['src/tax.ts']);
    assert.deepEqual(await titles({ evidence: [failure], shown: [shownAs('src/tax.ts', 1, 3)] }), []);
  });

  it('says that a file does not exist, only to a reply without code', async () => {
    const reply = 'Please open lib/taxes.ts and lib/tax.ts';
    const [first, second] = await widen({ reply, ...QUESTION });
    assert.match(first?.part.text ?? '', /^There is no such file in the workspace\.$/);
    assert.match(second?.part.text ?? '', /similar name: src\/tax\.ts\.$/);
    assert.deepEqual(await titles({ reply }), []);
    assert.deepEqual(await titles({ reply: 'Please open src/Tax.ts', ...QUESTION }), ['src/tax.ts']);
  });
});

describe('names in a reply', () => {
  it('are read from its prose', () => {
    const prose = proseOf(
      'See `total`.\n```ts src/a.ts\nconst inCode = 1;\n```\nand CartItem, MAX_ITEMS, sum(), plain.\n```ts\nopen',
    );
    assert.deepEqual(namesOfCode(prose), ['total', 'CartItem', 'MAX_ITEMS', 'sum']);
    assert.deepEqual(pathsWritten('src/a.ts, ./b.tsx, app/(x)/[id]/page.tsx; version 1.2 and e.g. this'), [
      'src/a.ts',
      'b.tsx',
      'app/(x)/[id]/page.tsx',
    ]);
  });

  it('take no long time in a long reply', () => {
    const cpuTime = startCpuTime();
    for (const text of ['a'.repeat(500_000), '`'.repeat(100_000), 'a/'.repeat(100_000), 'aA'.repeat(200_000)]) {
      namesOfCode(proseOf(text));
      pathsWritten(text);
    }
    assert.ok(cpuTime() < 3_000, `${cpuTime()} ms`);
  });
});
