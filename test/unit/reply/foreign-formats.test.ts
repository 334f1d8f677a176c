import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const A = 'export const a = 1;\nexport const b = 1;\n';
const files = { 'src/a.ts': A, 'src/old.ts': 'export const o = 1;\n' };
const focus = ['src/a.ts'];
const A2 = { 'src/a.ts': A.replace('a = 1', 'a = 2') };
const WHOLE = A2['src/a.ts'].trimEnd();
const patch = (...lines: readonly string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const CHANGE = 'export const a = 1;\n=======\nexport const a = 2;';
const tags = (tool: string, field: string, text: string, more = ''): string =>
  `<${tool}>\n<path>src/a.ts</path>\n<${field}>\n${text}\n</${field}>\n${more}</${tool}>`;
const parameter = (name: string, value: string): string => `<parameter name="${name}">${value}</parameter>`;
const CALL = [
  '<invoke name="str_replace_based_edit_tool">',
  parameter('command', 'str_replace'),
  parameter('path', 'src/a.ts'),
  parameter('old_str', 'export const a = 1;'),
  parameter('new_str', 'export const a = 2;'),
  '</invoke>',
].join('\n');
const UPDATE = [
  '*** Update File: src/a.ts',
  '@@',
  '-export const a = 1;',
  '+export const a = 2;',
  ' export const b = 1;',
];

describe("other tools' formats", () => {
  for (const [what, reply] of [
    ['bare', patch(...UPDATE)],
    ['in a fence', `\`\`\`\n${patch(...UPDATE)}\n\`\`\``],
    ['in a fence of a diff', `\`\`\`diff\n${patch(...UPDATE)}\n\`\`\``],
    ['in a command', `\`\`\`bash\napply_patch <<'EOF'\n${patch(...UPDATE)}\nEOF\n\`\`\``],
    ['without its frame', UPDATE.join('\n')],
    ['with words around it', `Here:\n\n${patch(...UPDATE)}\n\nDone.`],
  ] as const) {
    it(`reads a patch of OpenAI's models ${what}`, async () => {
      assert.deepEqual(await accepted(reply, { files, focus }), A2);
    });
  }

  it('reads a patch that adds, deletes and moves files, with fences in their text', async () => {
    const text = patch(
      '*** Add File: README.md',
      '+# New',
      '+```',
      '+npm i',
      '+```',
      '*** Delete File: src/old.ts',
      '*** Update File: src/a.ts',
      '*** Move to: src/c.ts',
      '@@ export const a = 1;',
      '-export const b = 1;',
      '+export const b = 2;',
    );
    assert.deepEqual(await accepted(text, { files }), {
      'README.md': '# New\n```\nnpm i\n```\n',
      'src/old.ts': null,
      'src/a.ts': null,
      'src/c.ts': A.replace('b = 1', 'b = 2'),
    });
  });

  it('finds a hunk below the line that its @@ names', async () => {
    const twice = 'function one() {\n  return 1;\n}\nfunction two() {\n  return 1;\n}\n';
    const text = patch('*** Update File: t.ts', '@@ function two() {', '-  return 1;', '+  return 2;');
    assert.deepEqual(await accepted(text, { files: { 't.ts': twice } }), {
      't.ts': 'function one() {\n  return 1;\n}\nfunction two() {\n  return 2;\n}\n',
    });
    const short = patch('*** Update File: t.ts', '@@ -9,1 +9,1 @@ two()', '-  return 1;', '+  return 2;');
    assert.match((await refused(short, { files: { 't.ts': twice } })).join(), /^search-ambiguous/);
    const part = patch('*** Update File: t.ts', '@@ function two()', '-  return 1;', '+  return 2;');
    assert.deepEqual(
      await accepted(part, { files: { 't.ts': twice } }),
      await accepted(text, { files: { 't.ts': twice } }),
    );
    const above = patch('*** Update File: t.ts', '@@ function two() {', '-function one() {', '+function uno() {');
    assert.match(
      (await refused(above, { files: { 't.ts': twice } })).join(),
      /^search-not-found: .*They are on line 1, but not below/,
    );
    const lost = patch('*** Update File: t.ts', '-  return 1;', '+  return 2;');
    assert.match((await refused(lost, { files: { 't.ts': twice } })).join(), /^search-ambiguous/);
  });

  it('refuses a patch that is cut off or can not be read, and never takes it for a text', async () => {
    assert.match((await refused(`*** Begin Patch\n${UPDATE.join('\n')}`, { files, focus })).join(), /^cut-off/);
    assert.match((await refused(patch('*** Update File: src/a.ts', 'x'), { files, focus })).join(), /^malformed-diff/);
    assert.match((await refused(patch('*** Add File: src/n.ts', 'x'), { files, focus })).join(), /^malformed-diff/);
    assert.match(
      (await refused(`\`\`\`ts\n// The patch:\n${patch(...UPDATE)}\n\`\`\``, { files, focus })).join(),
      /^foreign-format/,
    );
  });

  for (const [what, reply] of [
    ['<file path>', `<file path="src/a.ts">\n${WHOLE}\n</file>`],
    ['<file path> with a fence inside', `<file path="src/a.ts">\n\`\`\`ts\n${WHOLE}\n\`\`\`\n</file>`],
    ['<file name>', `<file name='src/a.ts'>\n${WHOLE}\n</file>`],
    ['CDATA', `<file path="src/a.ts"><![CDATA[\n${WHOLE}\n]]></file>`],
    ['write_to_file', tags('write_to_file', 'content', `${WHOLE}`, '<line_count>2</line_count>\n')],
    ['replace_in_file', tags('replace_in_file', 'diff', `------- SEARCH\n${CHANGE}\n+++++++ REPLACE`)],
    ['apply_diff', tags('apply_diff', 'diff', `<<<<<<< SEARCH\n:start_line:1\n-------\n${CHANGE}\n>>>>>>> REPLACE`)],
    ['a tool call', CALL],
    ['<source>', `src/a.ts\n<source>\n${WHOLE}\n</source>`],
    [
      '<code> with a block',
      `src/a.ts\n<code>\n<<<<<<< SEARCH\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> REPLACE\n</code>`,
    ],
    [
      'older names of the markers',
      `src/a.ts\n<<<<<<< ORIGINAL\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> UPDATED`,
    ],
    ['JSON', JSON.stringify({ path: 'src/a.ts', content: `${WHOLE}\n` })],
    [
      'JSON in a fence',
      `\`\`\`json\n${JSON.stringify({ files: [{ path: 'src/a.ts', content: WHOLE }] }, null, 2)}\n\`\`\``,
    ],
    [
      'JSON of an edit',
      JSON.stringify([{ file_path: 'src/a.ts', old_string: 'export const a = 1;', new_string: 'export const a = 2;' }]),
    ],
    [
      'JSON of a tool call',
      JSON.stringify({ name: 'write_file', arguments: JSON.stringify({ path: 'src/a.ts', content: WHOLE }) }),
    ],
  ] as const) {
    it(`reads ${what}`, async () => assert.deepEqual(await accepted(reply, { files, focus }), A2));
  }

  it('decodes a file in tags that is written with entities throughout', async () => {
    const code = 'export const a = 1 < 2 && 3 > 2;\nexport const b = 1;';
    const escaped = code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    assert.deepEqual(await accepted(`<file path="src/a.ts">\n${escaped}\n</file>`, { files }), {
      'src/a.ts': `${code}\n`,
    });
    const mixed = "export const a = '&lt;' + '<';\nexport const b = 1;";
    assert.deepEqual(await accepted(`<file path="src/a.ts">\n${mixed}\n</file>`, { files }), {
      'src/a.ts': `${mixed}\n`,
    });
  });

  for (const [what, reply, code] of [
    ['a tag that never ends', `<file path="src/a.ts">\n${WHOLE}`, 'cut-off'],
    ['a tag that holds its own end', `<file path="src/a.xml">\n<file>\n</file>\n</file>`, 'unclear-end'],
    ['a tool without a text', '<write_to_file>\n<path>src/a.ts</path>\n</write_to_file>', 'foreign-format'],
    ['JSON that deletes', JSON.stringify({ action: 'delete', path: 'src/a.ts', content: '' }), 'foreign-format'],
    [
      'JSON with an entry without a text',
      JSON.stringify([{ path: 'src/a.ts', content: 'x' }, { path: 'src/b.ts' }]),
      'foreign-format',
    ],
    ['conflict markers', '```ts\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> main\n```', 'foreign-format'],
    ['a diff without context', '```ts\n1c1\n< export const a = 1;\n---\n> export const a = 2;\n```', 'foreign-format'],
    ['a context diff', '```ts\n*** src/a.ts\n--- src/a.ts\n***************\n*** 1,2 ****\n! x\n```', 'foreign-format'],
    [
      'hunks below words',
      '```ts\n// changes:\n@@ -1 +1 @@\n-export const a = 1;\n+export const a = 2;\n```',
      'foreign-format',
    ],
    ['a command that writes', "```bash\ncat > src/a.ts <<'EOF'\nx\nEOF\n```", 'foreign-format'],
    ['a command that edits', "```sh\nsed -i 's/1/2/' src/a.ts\n```", 'foreign-format'],
  ] as const) {
    it(`refuses ${what} by name`, async () => {
      assert.deepEqual(
        (await refused(reply, { files, focus })).map((text) => text.split(':')[0]),
        [code],
      );
    });
  }

  it('takes code and pages that speak of such formats', async () => {
    const test = 'export const diff = `\n@@ -1 +1 @@\n-a\n+b\n`;\nexport const a = 1;\nexport const b = 1;';
    assert.deepEqual(await accepted(`\`\`\`ts src/a.ts\n${test}\n\`\`\``, { files }), { 'src/a.ts': `${test}\n` });
    const page = '# Patches\n\n*** Begin Patch\n*** End Patch';
    assert.deepEqual(await accepted(`\`\`\`md PATCH.md\n${page}\n\`\`\``, { files }), { 'PATCH.md': `${page}\n` });
    const data = '[{ "path": "/home", "content": "Hi" }]';
    assert.deepEqual(
      await accepted(`\`\`\`json\n${data}\n\`\`\``, { files: { 'pages.json': '[]\n' }, focus: ['pages.json'] }),
      { 'pages.json': `${data}\n` },
    );
    assert.deepEqual(
      await accepted(`Use <code>a</code>.\n\n<pre>\n\n\`\`\`ts src/a.ts\n${WHOLE}\n\`\`\``, { files }),
      A2,
    );
  });

  it('a diff with wrong counts is read, and refused where it may be cut off', async () => {
    const hunk = (header: string): string =>
      `--- a/src/a.ts\n+++ b/src/a.ts\n${header}\n-export const a = 1;\n+export const a = 2;\n export const b = 1;`;
    for (const header of ['@@ -1,9 +1,1 @@', '@@ -5,7 +9,7 @@', '@@ -1 +1 @@', '@@ -0,0 +1,12 @@'])
      assert.deepEqual(await accepted(`\`\`\`diff\n${hunk(header)}\n\`\`\``, { files }), A2, header);
    assert.match((await refused(hunk('@@ -1,5 +1,5 @@'), { files })).join(), /^cut-off/);
    assert.deepEqual(await accepted(hunk('@@ -1,2 +1,2 @@'), { files }), A2);
  });
});
