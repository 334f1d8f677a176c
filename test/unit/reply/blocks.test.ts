import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const FILE = 'import x from "x";\n\nexport function a() {\n  return 1;\n}\n\nexport function b() {\n  return 2;\n}\n';
const FILES = { 'src/a.ts': FILE, 'src/b.ts': 'one\ntwo\nthree\n' };
const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}${search && '\n'}=======\n${replace}${replace && '\n'}>>>>>>> REPLACE`;
const CHANGE = block('  return 1;', '  return 10;');
const CHANGED = { 'src/a.ts': FILE.replace('return 1', 'return 10') };

describe('SEARCH/REPLACE blocks', () => {
  for (const [name, reply] of [
    ['path above the fence', `src/a.ts\n\`\`\`\n${CHANGE}\n\`\`\``],
    ['path above the block, in the fence', `\`\`\`ts\nsrc/a.ts\n${CHANGE}\n\`\`\``],
    ['path as a comment in the fence', `\`\`\`ts\n// src/a.ts\n${CHANGE}\n\`\`\``],
    ['path in the info', `\`\`\`ts src/a.ts\n${CHANGE}\n\`\`\``],
    ['bold path, blank line', `**src/a.ts**\n\n\`\`\`typescript\n${CHANGE}\n\`\`\``],
    ['no fence', `src/a.ts\n${CHANGE}`],
    ['no fence, a blank line and decoration', `### \`src/a.ts\`\n\n${CHANGE}`],
    ['a diff fence', `src/a.ts\n\`\`\`diff\n${CHANGE}\n\`\`\``],
    [
      'other marker lengths',
      `src/a.ts\n${CHANGE.replace('<<<<<<<', '<<<<<').replace('=======', '=====').replace('>>>>>>>', '>>>>>')}`,
    ],
    [
      'an indented fence',
      `- src/a.ts\n  \`\`\`ts\n${CHANGE.split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}\n  \`\`\``,
    ],
    ['CRLF', `src/a.ts\n${CHANGE}`.replaceAll('\n', '\r\n')],
  ] as const) {
    it(`reads ${name}`, async () => {
      assert.deepEqual(await accepted(`Here:\n\n${reply}\n\nDone.`, { files: FILES }), CHANGED);
    });
  }

  it("uses the task's one file, or the file of the block before", async () => {
    assert.deepEqual(await accepted(CHANGE, { files: FILES, focus: ['src/a.ts'] }), CHANGED);
    const second = block('  return 2;', '  return 20;');
    const reply = `src/a.ts\n${CHANGE}\n\nand\n\n${second}\nsrc/b.ts\n${block('two', 'TWO')}`;
    const both = {
      'src/a.ts': FILE.replace('return 1', 'return 10').replace('return 2', 'return 20'),
      'src/b.ts': 'one\nTWO\nthree\n',
    };
    assert.deepEqual(await accepted(reply, { files: FILES }), both);
    assert.match(
      (await refused(CHANGE, { files: FILES, focus: ['src/a.ts', 'src/b.ts'] })).join(),
      /^no-path: SEARCH\/REPLACE block 1 \(line 1 /,
    );
  });

  it('reads several blocks and paths in one fence, mixed with a whole file', async () => {
    const fence = `\`\`\`\nsrc/a.ts\n${CHANGE}\n\nsrc/b.ts\n${block('two', '')}\n\`\`\``;
    const reply = `${fence}\n\`\`\`ts src/c.ts\nnew\n\`\`\``;
    assert.deepEqual(await accepted(reply, { files: FILES }), {
      ...CHANGED,
      'src/b.ts': 'one\nthree\n',
      'src/c.ts': 'new\n',
    });
  });

  it('creates a file from an empty SEARCH, also where the text has fences', async () => {
    const text = '# Title\n\n```ts\nx\n```';
    assert.deepEqual(await accepted(`docs/new.md\n\`\`\`\n${block('', text)}\n\`\`\``, { files: FILES }), {
      'docs/new.md': `${text}\n`,
    });
    assert.deepEqual(await accepted(`src/empty.ts\n${block('', 'x')}`, { files: { 'src/empty.ts': '' } }), {
      'src/empty.ts': 'x\n',
    });
    assert.match(
      (await refused(`src/b.ts\n${block('', 'four')}`, { files: FILES })).join(),
      /^file-exists: .*empty SEARCH.*src\/b.ts exists/,
    );
  });

  it('applies a later block to the result of an earlier one', async () => {
    assert.deepEqual(
      await accepted(`src/b.ts\n${block('two', 'zwei')}\n${block('zwei\nthree', 'drei')}`, { files: FILES }),
      { 'src/b.ts': 'one\ndrei\n' },
    );
  });

  it('tolerates whitespace at line ends and one indentation throughout', async () => {
    assert.deepEqual(await accepted(`src/b.ts\n${block('two  \nthree\t', '2\n3')}`, { files: FILES }), {
      'src/b.ts': 'one\n2\n3\n',
    });
    const files = { 'a.ts': 'if (x) {\n    foo();\n\n      bar();\n}\n' };
    assert.deepEqual(
      await accepted(`a.ts\n${block('foo();\n\n  bar();', 'foo();\n\n  baz();\n    qux();')}`, { files }),
      { 'a.ts': 'if (x) {\n    foo();\n\n      baz();\n        qux();\n}\n' },
    );
    assert.deepEqual(
      await accepted(`a.ts\n${block('      foo();\n\n        bar();', '      foo(1);\n\n        bar();')}`, { files }),
      { 'a.ts': 'if (x) {\n    foo(1);\n\n      bar();\n}\n' },
    );
  });

  it('prefers the exact place to one that fits except for whitespace', async () => {
    const files = { 'a.ts': '  x();\nx();\nx(); \n' };
    assert.deepEqual(await accepted(`a.ts\n${block('x();', 'y();')}`, { files }), { 'a.ts': '  x();\ny();\nx(); \n' });
  });

  it('does not guess: another word, an uneven indentation, a line too many', async () => {
    const files = { 'a.ts': 'function f() {\n  one();\n    two();\n}\n' };
    for (const search of ['  one(1);', '    one();\n    two();', '  one();\n\n    two();']) {
      assert.match((await refused(`a.ts\n${block(search, 'x')}`, { files })).join(), /^search-not-found/, search);
    }
  });

  it('names file, block and the most similar lines when SEARCH is not in the file', async () => {
    const reply = `src/a.ts\n${CHANGE}\n${block('export function b() {\n  return 3;\n}', 'x')}`;
    const [message = ''] = await refused(reply, { files: FILES });
    assert.match(message, /^search-not-found: .*block 2 \(line 7 of the reply\) is not in src\/a\.ts/);
    assert.match(message, /7 \| export function b\(\) \{\n8 \| {3}return 2;\n9 \| \}/);
    assert.match(
      (await refused(`src/b.ts\n${block('%%%', 'x')}`, { files: FILES })).join(),
      /No line of the file is similar/,
    );
    assert.match(
      (await refused(`src/b.ts\n${block('zwei', 'two')}`, { files: FILES })).join(),
      /REPLACE are already there/,
    );
  });

  it('shows all places when SEARCH fits several times', async () => {
    const files = { 'a.ts': 'x\ny\nx\ny\nx\n' };
    assert.match(
      (await refused(`a.ts\n${block('x', 'z')}`, { files })).join(),
      /^search-ambiguous: .*3 times in a\.ts, beginning at:\n1 \| x\n3 \| x\n5 \| x\n/,
    );
  });

  it('refuses the whole reply when one block fails, and reports every failure', async () => {
    const messages = await refused(
      `src/a.ts\n${CHANGE}\nsrc/b.ts\n${block('nope', 'x')}\nsrc/none.ts\n${block('x', 'y')}`,
      { files: FILES },
    );
    assert.deepEqual(
      messages.map((text) => text.split(':')[0]),
      ['search-not-found', 'file-missing'],
    );
  });

  it('refuses blocks that are not complete', async () => {
    for (const [reply, why] of [
      ['src/b.ts\n<<<<<<< SEARCH\ntwo\n=======\n2\n', /no `>>>>>>> REPLACE` line/],
      ['src/b.ts\n<<<<<<< SEARCH\ntwo\n>>>>>>> REPLACE\n', /no `=======` line/],
      ['src/b.ts\ntwo\n=======\n2\n>>>>>>> REPLACE\n', /no `<<<<<<< SEARCH` line/],
      ['src/b.ts\n<<<<<<< SEARCH\ntwo\n=======\n=======\n2\n>>>>>>> REPLACE\n', /more than one `=======` line/],
      [`src/b.ts\n<<<<<<< SEARCH\ntwo\n=======\n2\n${block('one', '1')}`, /block 1 .*no `>>>>>>> REPLACE`/],
    ] as const) {
      const message = (await refused(reply, { files: FILES })).join();
      assert.match(message, /^malformed-block/);
      assert.match(message, why);
    }
    assert.match((await refused('src/b.ts\n```\n<<<<<<< SEARCH\ntwo\n', { files: FILES })).join(), /^cut-off/);
    assert.match((await refused(`src/b.ts\n\`\`\`\n${block('two', '2')}\n`, { files: FILES })).join(), /^cut-off/);
  });

  it('reads a heading of equals signs by the length of the markers', async () => {
    const files = { 'a.md': 'Title\n=====\ntext\n' };
    assert.deepEqual(await accepted(`a.md\n${block('Title\n=====', 'Other\n=====')}`, { files }), {
      'a.md': 'Other\n=====\ntext\n',
    });
  });

  it('refuses a REPLACE that leaves code out', async () => {
    assert.match(
      (
        await refused(
          `src/a.ts\n${block('export function a() {', 'export function a() {\n  // ... existing code ...')}`,
          { files: FILES },
        )
      ).join(),
      /^elided: .*block 1/,
    );
  });

  it('keeps line endings, also mixed ones, and a missing final newline', async () => {
    assert.deepEqual(await accepted(`a.ts\n${block('two', '2\n2')}`, { files: { 'a.ts': 'one\r\ntwo\r\nthree' } }), {
      'a.ts': 'one\r\n2\r\n2\r\nthree',
    });
    assert.deepEqual(
      await accepted(`a.ts\n${block('one\ntwo\nthree', 'one\n2\nthree')}`, {
        files: { 'a.ts': 'one\r\ntwo\nthree\nfour\n' },
      }),
      { 'a.ts': 'one\r\n2\nthree\nfour\n' },
    );
    assert.deepEqual(await accepted(`a.ts\n${block('two', '2')}`, { files: { 'a.ts': '\uFEFFtwo' } }), {
      'a.ts': '\uFEFF2',
    });
  });
});
