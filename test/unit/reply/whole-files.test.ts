import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const FILES = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n', 'README.md': '# Old\n' };
const A2 = { 'src/a.ts': 'export const a = 2;\n' };
const CODE = 'export const a = 2;';

describe('whole files', () => {
  for (const [name, reply] of [
    ['path after the language', `\`\`\`ts src/a.ts\n${CODE}\n\`\`\``],
    ['path with a colon', `\`\`\`ts:src/a.ts\n${CODE}\n\`\`\``],
    ['path alone', `\`\`\`src/a.ts\n${CODE}\n\`\`\``],
    ['title', `\`\`\`ts title="src/a.ts"\n${CODE}\n\`\`\``],
    ['title in braces', `\`\`\`typescript {title='src/a.ts'}\n${CODE}\n\`\`\``],
    ['filename', `\`\`\`ts filename=src/a.ts\n${CODE}\n\`\`\``],
    ['file path with a space after the fence', `\`\`\` ts file_path="src/a.ts"\n${CODE}\n\`\`\``],
    ['comment in the info', `\`\`\`ts // src/a.ts\n${CODE}\n\`\`\``],
    ['bold above', `**src/a.ts**\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['bold with colon, blank line', `**\`src/a.ts\`:**\n\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['heading', `### src/a.ts\n\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['numbered heading', `### 1. \`src/a.ts\` (updated)\n\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['code with colon', `\`src/a.ts\`:\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['label', `File: src/a.ts\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['bold label', `**File: src/a.ts**\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['words before the path', `Updated file \`src/a.ts\`:\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['link', `[src/a.ts](src/a.ts)\n\`\`\`ts\n${CODE}\n\`\`\``],
    ['line comment', `\`\`\`ts\n// src/a.ts\n${CODE}\n\`\`\``],
    ['labelled comment', `\`\`\`ts\n// File: src/a.ts\n${CODE}\n\`\`\``],
    ['block comment', `\`\`\`ts\n/* src/a.ts */\n${CODE}\n\`\`\``],
    ['hash comment', `\`\`\`\n# src/a.ts\n${CODE}\n\`\`\``],
    ['tildes', `~~~ts src/a.ts\n${CODE}\n~~~`],
    ['four backticks', `\`\`\`\`ts src/a.ts\n${CODE}\n\`\`\`\``],
    ['a list', `1. **src/a.ts**\n\n   \`\`\`ts\n   ${CODE}\n   \`\`\`\n2. done`],
    ['dot slash', `\`\`\`ts ./src/a.ts\n${CODE}\n\`\`\``],
    ['backslashes', `\`\`\`ts src\\a.ts\n${CODE}\n\`\`\``],
    ['CRLF in the reply', `\`\`\`ts src/a.ts\r\n${CODE}\r\n\`\`\`\r\n`],
    ['thoughts first', `<think>\nmaybe\n\`\`\`ts src/b.ts\nno\n\`\`\`\n</think>\n\`\`\`ts src/a.ts\n${CODE}\n\`\`\``],
    ['the same twice', `\`\`\`ts src/a.ts\n${CODE}\n\`\`\`\nAgain:\n\`\`\`ts src/a.ts\n${CODE}\n\`\`\``],
  ] as const) {
    it(`reads ${name}`, async () => {
      assert.deepEqual(await accepted(reply, { files: FILES }), A2);
    });
  }

  it("uses the only fence without a path for the task's one file", async () => {
    const reply = `Sure:\n\`\`\`\n${CODE}\n\`\`\`\nRun it:\n\`\`\`bash\nnpm test\n\`\`\``;
    assert.deepEqual(await accepted(reply, { files: FILES, focus: ['src/a.ts'] }), A2);
  });

  it('does not guess between fences without a path, or between files', async () => {
    const two = `\`\`\`ts\n${CODE}\n\`\`\`\n\`\`\`ts\nb\n\`\`\``;
    assert.match(
      (await refused(two, { files: FILES, focus: ['src/a.ts'] })).join(),
      /^no-path: .*2 code fences.*lines 1, 4/,
    );
    const one = `\`\`\`ts\n${CODE}\n\`\`\``;
    assert.match(
      (await refused(one, { files: FILES, focus: ['src/a.ts', 'src/b.ts'] })).join(),
      /^no-path: The code on line 1 /,
    );
    assert.match((await refused(one, { files: FILES })).join(), /^no-path: /);
  });

  it("takes a shortened path for the task's file, and an unknown one for a new file", async () => {
    assert.deepEqual(await accepted(`\`\`\`ts\n// a.ts\n${CODE}\n\`\`\``, { files: FILES, focus: ['src/a.ts'] }), A2);
    assert.deepEqual(await accepted(`\`\`\`ts a.ts\n${CODE}\n\`\`\``, { files: FILES }), { 'a.ts': `${CODE}\n` });
  });

  it('keeps a first comment that the file already has', async () => {
    const files = { 'src/a.ts': '// src/a.ts\nlet x = 1;\n' };
    assert.deepEqual(await accepted('```ts\n// src/a.ts\nlet x = 2;\n```', { files }), {
      'src/a.ts': '// src/a.ts\nlet x = 2;\n',
    });
  });

  it('ignores examples, output and quotations beside an edit with a path', async () => {
    const reply = [
      'Before:\n```ts\nold()\n```',
      '```text\nError\n```',
      '```3:9:src/b.ts\nquoted\n```',
      '`src/b.ts`:\n```bash\ncat src/b.ts\n```',
      `\`\`\`ts src/a.ts\n${CODE}\n\`\`\``,
    ].join('\n');
    assert.deepEqual(await accepted(reply, { files: FILES }), A2);
  });

  it('reads no path from a sentence, a product or a method', async () => {
    for (const line of ['In src/a.ts, change the call:', 'Node.js', '### array.map', 'e.g.', 'The fix:']) {
      assert.match((await refused(`${line}\n\`\`\`ts\nx\n\`\`\``, { files: FILES })).join(), /^no-path/, line);
    }
  });

  it('reads fences inside a longer fence, and balanced ones inside a Markdown file', async () => {
    const inner = 'Use:\n```ts\nrun();\n```\nDone.';
    for (const fence of ['````', '```']) {
      assert.deepEqual(
        await accepted(`${fence}md README.md\n${inner}\n${fence}\nbye`, { files: FILES }),
        { 'README.md': `${inner}\n` },
        fence,
      );
    }
  });

  it('keeps CRLF, the byte-order mark and a missing final newline', async () => {
    const files = { 'a.ts': 'one\r\ntwo\r\n', 'b.ts': '\uFEFFone\n', 'c.ts': 'one' };
    const reply = ['a.ts', 'b.ts', 'c.ts'].map((path) => `\`\`\`ts ${path}\nnew\ntext\n\`\`\``).join('\n');
    assert.deepEqual(await accepted(reply, { files }), {
      'a.ts': 'new\r\ntext\r\n',
      'b.ts': '\uFEFFnew\ntext\n',
      'c.ts': 'new\ntext',
    });
  });

  it('applies over the best candidate and keeps its other files', async () => {
    const current = { 'src/b.ts': 'export const b = 9;\n', 'src/new.ts': 'n\n' };
    assert.deepEqual(await accepted(`\`\`\`ts src/a.ts\n${CODE}\n\`\`\``, { files: FILES, current }), {
      ...A2,
      ...current,
    });
    const back = await accepted(`\`\`\`ts src/b.ts\n${FILES['src/b.ts']}\`\`\``, { files: FILES, current });
    assert.deepEqual(back, { 'src/new.ts': 'n\n' });
  });

  it('refuses a file with code left out, unless it was there before', async () => {
    const messageFor = async (comment: string): Promise<string> =>
      (await refused(`\`\`\`ts src/a.ts\nimport x from 'x';\n${comment}\n\`\`\``, { files: FILES })).join();
    for (const comment of [
      '// ... existing code ...',
      '// ...',
      '/* ... */',
      '// rest of the file unchanged',
      '  // … rest of the code',
      '# ... (unchanged)',
      '{/* ... existing JSX ... */}',
      '// Rest of the implementation remains the same',
      '// existing code',
      '// other methods unchanged',
      '<!-- rest of the file -->',
      '// ... other exports',
    ]) {
      assert.match(
        await messageFor(comment),
        /^elided: The whole file for src\/a.ts leaves code out: line 3 /,
        comment,
      );
    }
    const files = { 'src/a.ts': 'a\n// ...\n' };
    assert.deepEqual(await accepted('```ts src/a.ts\nb\n// ...\n```', { files }), { 'src/a.ts': 'b\n// ...\n' });
  });

  it('takes comments that only sound like it', async () => {
    const comments = [
      '// the rest of the arguments are passed on',
      '// unchanged files are skipped',
      '// existing users keep their plan',
      'const rest = [...items];',
      '// existing code paths call this twice',
      "// '...' ends a list",
      '// remaining seats',
    ];
    for (const comment of comments) {
      assert.deepEqual(await accepted(`\`\`\`ts src/a.ts\n${comment}\n${CODE}\n\`\`\``, { files: FILES }), {
        'src/a.ts': `${comment}\n${CODE}\n`,
      });
    }
  });

  it('explains the formats when there is no code', async () => {
    for (const reply of ['', 'I cannot do that.', '```bash\nnpm i\n```']) {
      assert.match(
        (await refused(reply, { files: FILES, focus: ['src/a.ts'] })).join(),
        /^no-code: .*SEARCH\/REPLACE.*```ts src\/file\.ts/,
      );
    }
  });

  it('says where the reply was cut off', async () => {
    assert.match(
      (await refused('```ts src/a.ts\nexport const', { files: FILES })).join(),
      /^cut-off: .*fence for src\/a.ts that opens on line 1/,
    );
    const second = '```ts src/a.ts\nexport const a = 2;\n```\n\n**src/b.ts**\n```ts\nexport';
    assert.match(
      (await refused(second, { files: FILES })).join(),
      /^cut-off: .*fence for src\/b.ts that opens on line 6/,
    );
    const unclosed = '```ts src/a.ts\nexport const a = 2;\n\n```ts src/b.ts\nx\n```';
    assert.match((await refused(unclosed, { files: FILES })).join(), /^cut-off: .*src\/a.ts that opens on line 1/);
  });

  it('refuses a file in two versions, an empty file and a binary one', async () => {
    assert.match(
      (await refused('```ts src/a.ts\nx\n```\n```ts src/a.ts\ny\n```', { files: FILES })).join(),
      /^conflicting-edits: .*src\/a.ts whole/,
    );
    const mixed = 'src/a.ts\n<<<<<<< SEARCH\nexport const a = 1;\n=======\nx\n>>>>>>> REPLACE\n```ts src/a.ts\ny\n```';
    assert.match((await refused(mixed, { files: FILES })).join(), /^conflicting-edits/);
    assert.match((await refused('```ts src/a.ts\n```', { files: FILES })).join(), /^elided: .*is empty/);
    assert.match((await refused('```ts logo.png\nx\n```', { files: { 'logo.png': null } })).join(), /^file-binary/);
  });

  it('refuses a reply that changes nothing', async () => {
    assert.match(
      (await refused('```ts src/a.ts\nexport const a = 1;\n```', { files: FILES })).join(),
      /^unchanged: The reply changes nothing/,
    );
    const current = { 'src/a.ts': 'x\n' };
    assert.deepEqual(
      await accepted('```ts src/a.ts\nx\n```', { files: FILES, current }),
      current,
      'the run itself recognizes the same candidate',
    );
    assert.match(
      (await refused('```ts src/a.ts\nexport const a = 1;\n```', { files: FILES, current })).join(),
      /^unchanged: .*back to how it was/,
    );
  });

  it('leaves paths outside the workspace to the guard, and reads no such file', async () => {
    assert.deepEqual(await accepted('```ts ../x.ts\nx\n```', { files: FILES }), { '../x.ts': 'x\n' });
    assert.deepEqual(await accepted('```ts /etc/x.ts\nx\n```', { files: FILES }), { '/etc/x.ts': 'x\n' });
  });
});
