import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const README = '# Old\n\nText.\n';
const files = { 'README.md': README, 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' };
const sample = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
const readme = (text: string, fence = '```'): string => `${fence}md README.md\n${text}\n${fence}`;

describe('fences with fences inside', () => {
  it('a Markdown file with two samples without a language is not cut short', async () => {
    const text = `# New\n\n${sample('', 'npm install')}\n\nThen\n\n${sample('', 'npm test')}\n\nDone.`;
    const [message = ''] = await refused(readme(text), { files });
    assert.match(message, /^unclear-end: .*README\.md.*longer fence.*````md README\.md/);
    assert.deepEqual(await accepted(readme(text, '````'), { files }), { 'README.md': `${text}\n` });
    assert.deepEqual(await accepted(readme(text, '~~~'), { files }), { 'README.md': `${text}\n` });
  });

  for (const [what, text] of [
    ['one sample without a language', `# New\n${sample('', 'npm i')}\nDone.`],
    ['a sample at its end', `# New\n${sample('', 'npm i')}`],
    ['samples with and without a language', `# New\n${sample('ts', 'x')}\n${sample('', 'y')}\nDone.`],
  ] as const) {
    it(`is not cut short with ${what}`, async () => {
      const found = await refused(readme(text), { files });
      assert.match(found.join(), /^unclear-end/);
      assert.match((await refused(`README.md\n${sample('markdown', text)}`, { files })).join(), /^unclear-end/);
      assert.match(
        (await refused(sample('markdown', text), { files, focus: ['README.md'] })).join(),
        /^(?:unclear-end|no-path)/,
      );
    });
  }

  it('is read where every sample has a language, whatever follows', async () => {
    const text = `# New\n${sample('ts', 'x')}\nand\n${sample('sh', 'y')}\nDone.`;
    const after = { 'README.md': `${text}\n` };
    assert.deepEqual(await accepted(readme(text), { files }), after);
    assert.deepEqual(await accepted(`${readme(text)}\n\nRun:\n${sample('sh', 'npm t')}`, { files }), after);
    assert.deepEqual(await accepted(`${readme(text)}\n${sample('ts src/a.ts', 'export const a = 2;')}`, { files }), {
      ...after,
      'src/a.ts': 'export const a = 2;\n',
    });
    assert.deepEqual(await accepted(sample('md', text), { files, focus: ['README.md'] }), after);
  });

  it('code ends where it is complete', async () => {
    const code = 'export const a = 2;';
    const reply = `${sample('ts src/a.ts', code)}\n\nThen run:\n\n${sample('', 'npm test')}`;
    assert.deepEqual(await accepted(reply, { files }), { 'src/a.ts': `${code}\n` });
    const bareReply = `${sample('ts', code)}\n\nThen run:\n\n${sample('sh', 'npm test')}`;
    assert.deepEqual(await accepted(bareReply, { files, focus: ['src/a.ts'] }), { 'src/a.ts': `${code}\n` });
    const commented = `/*\nUse it:\n${sample('', 'run(a);')}\n*/\n${code}`;
    assert.deepEqual(await accepted(sample('ts src/a.ts', commented), { files }), { 'src/a.ts': `${commented}\n` });
    const template = `${code}\nexport const doc = String.raw\`\nUse:\n${sample('', 'run(a);')}\n\`;`;
    assert.deepEqual(await accepted(sample('ts src/a.ts', template), { files }), { 'src/a.ts': `${template}\n` });
    const broken = `/*\n${sample('', 'run(a);')}\n*/\nexport const a = ;`;
    assert.match((await refused(sample('ts src/a.ts', broken), { files })).join(), /^unclear-end: .*src\/a\.ts/);
    const escaped = `${code}\nexport const doc = \`\n\\\`\\\`\\\`\nrun(a);\n\\\`\\\`\\\`\n\`;`;
    assert.deepEqual(await accepted(sample('ts src/a.ts', escaped), { files }), { 'src/a.ts': `${escaped}\n` });
  });

  it('without a parser code with several ends is refused', async () => {
    const reply = `${sample('ts src/a.ts', 'export const a = 2;')}\n\n${sample('', 'npm test')}`;
    assert.match((await refused(reply, { files, parses: false })).join(), /^unclear-end/);
  });

  it('examples beside a named file stay examples', async () => {
    const examples = `It printed\n${sample('', 'x')}\nand\n${sample('', 'y')}\nso:\n`;
    const reply = examples + sample('ts src/a.ts', 'export const a = 2;');
    assert.deepEqual(await accepted(reply, { files }), { 'src/a.ts': 'export const a = 2;\n' });
  });

  it('thousands of fences are read in time', async function () {
    this.timeout(60_000);
    const many = sample('', 'x').concat('\n').repeat(20_000);
    assert.match((await refused(`${readme('# New')}\n${many}`, { files })).join(), /^unclear-end: .*40002 lines/);
    await refused(`${readme('# New')}\n${sample('', 'x').concat('\n').repeat(9000)}`, { files });
    await refused(many, { files, focus: ['src/a.ts'] });
  });
});
