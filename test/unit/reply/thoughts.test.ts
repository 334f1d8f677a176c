import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const files = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' };
const ANSWER = '```ts src/a.ts\nexport const a = 2;\n```';
const A2 = { 'src/a.ts': 'export const a = 2;\n' };
const DRAFT = 'Maybe:\n```ts src/b.ts\nexport const b = 7;\n```\nNo.';
const BLOCK = 'src/b.ts\n<<<<<<< SEARCH\nexport const b = 1;\n=======\nexport const b = 7;\n>>>>>>> REPLACE';

describe('thoughts in replies', () => {
  for (const [open, close] of [
    ['<think>', '</think>'],
    ['<thinking>', '</thinking>'],
    ['<THINK>', '</THINK>'],
    ['<thought>', '</thought>'],
    ['<reasoning>', '</reasoning>'],
    ['<scratchpad>', '</scratchpad>'],
    ['<seed:think>', '</seed:think>'],
    ['[THINK]', '[/THINK]'],
    ['◁think▷', '◁/think▷'],
    ['<|begin_of_thought|>', '<|end_of_thought|>'],
    ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ] as const) {
    it(`leaves out what stands between ${open} and ${close}`, async () => {
      for (const draft of [DRAFT, BLOCK, 'Hm: ```ts src/b.ts', '```ts src/b.ts\nexport const b'])
        for (const gap of ['\n', ''])
          assert.deepEqual(await accepted(`${open}\n${draft}\n${close}${gap}${ANSWER}`, { files }), A2, draft);
    });

    it(`leaves out what stands before a lone ${close}`, async () => {
      for (const draft of [DRAFT, BLOCK, '```ts src/b.ts\nexport const b'])
        assert.deepEqual(await accepted(`${draft}\n${close}\n${ANSWER}`, { files }), A2, draft);
    });
  }

  it('leaves out thoughts between the edits, and several of them', async () => {
    const thought = `<think>\n${DRAFT}\n</think>\n`;
    const reply = `${thought}${ANSWER}\n${thought}\n\`\`\`ts src/c.ts\nexport {};\n\`\`\``;
    assert.deepEqual(await accepted(reply, { files }), { ...A2, 'src/c.ts': 'export {};\n' });
    assert.deepEqual(await accepted(`${ANSWER}\n</think>\n${ANSWER.replace('2', '3')}`, { files }), {
      'src/a.ts': 'export const a = 3;\n',
    });
  });

  it('reads the end mark of the answer as none of its text', async () => {
    assert.deepEqual(await accepted(`<|channel|>final<|message|>${ANSWER}<|return|>`, { files }), A2);
  });

  it('keeps such tags in the text of a file', async () => {
    const prompt = 'export const a = `\n<think>\nx\n</think>\n`;';
    assert.deepEqual(await accepted(`\`\`\`ts src/a.ts\n${prompt}\n\`\`\``, { files }), { 'src/a.ts': `${prompt}\n` });
    const close = 'export const a = `\n</think>\n`;';
    assert.deepEqual(await accepted(`\`\`\`ts src/a.ts\n${close}\n\`\`\``, { files }), { 'src/a.ts': `${close}\n` });
    const block = `src/a.ts\n<<<<<<< SEARCH\nexport const a = 1;\n=======\n${close}\n>>>>>>> REPLACE`;
    assert.deepEqual(await accepted(block, { files }), { 'src/a.ts': `${close}\n` });
  });

  it('refuses thoughts that never end', async () => {
    assert.match((await refused(`<think>\n${ANSWER}`, { files })).join(), /^cut-off: .*thoughts that never end/);
  });

  it('reads many marks in time', async function () {
    this.timeout(60_000);
    await refused('</think>\n'.repeat(200_000), { files });
    await refused('<think>\n'.repeat(200_000), { files });
  });
});
