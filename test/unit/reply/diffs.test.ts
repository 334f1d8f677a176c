import assert from 'node:assert/strict';
import { accepted, refused } from './support';

const FILES = { 'src/a.ts': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n', 'src/b.ts': 'x\n' };
const BODY = '@@ -2,3 +2,3 @@\n two\n-three\n+THREE\n four';
const DIFF = `--- a/src/a.ts\n+++ b/src/a.ts\n${BODY}`;
const CHANGED = { 'src/a.ts': FILES['src/a.ts'].replace('three', 'THREE') };
const fenced = (body: string): string => `\`\`\`diff\n${body}\n\`\`\``;

describe('unified diffs', () => {
  for (const [name, reply] of [
    ['a diff fence', fenced(DIFF)],
    ['no fence, prose around', `Here:\n\n${DIFF}\n\nThat is all.`],
    ['no fence, a list after it', `${DIFF}\n\nNotes:\n- one\n+ two`],
    ['git headers', fenced(`diff --git a/src/a.ts b/src/a.ts\nindex 123..456 100644\n${DIFF}`)],
    ['git headers outside a fence', `diff --git a/src/a.ts b/src/a.ts\nindex 123..456 100644\n${DIFF}\n`],
    ['a fence without language', `\`\`\`\n${DIFF}\n\`\`\``],
    ['no prefixes', fenced(DIFF.replace('a/src', 'src').replace('b/src', 'src'))],
    [
      'times after the names',
      fenced(
        DIFF.replace('a/src/a.ts', 'a/src/a.ts\t2026-01-01 10:00:00').replace('b/src/a.ts', 'b/src/a.ts\t2026-01-01'),
      ),
    ],
    ['wrong line numbers', fenced(DIFF.replace('@@ -2,3 +2,3 @@', '@@ -90,3 +95,3 @@'))],
    ['wrong counts, too many', fenced(DIFF.replace('@@ -2,3 +2,3 @@', '@@ -2,30 +2,31 @@'))],
    ['wrong counts, too few', fenced(DIFF.replace('@@ -2,3 +2,3 @@', '@@ -2,1 +2,1 @@'))],
    ['no numbers', fenced(DIFF.replace('@@ -2,3 +2,3 @@', '@@ @@'))],
    ['a section after the numbers', fenced(DIFF.replace('+2,3 @@', '+2,3 @@ function f()'))],
    ['hunks only, path above', `**src/a.ts**\n${fenced(BODY)}`],
    ['hunks only, path in the info', `\`\`\`diff src/a.ts\n${BODY}\n\`\`\``],
    ['marked lines only, path above', `src/a.ts\n${fenced('-three\n+THREE')}`],
    ['CRLF', fenced(DIFF).replaceAll('\n', '\r\n')],
    [
      'an indented fence',
      fenced(DIFF)
        .split('\n')
        .map((line) => `   ${line}`)
        .join('\n'),
    ],
    ['a signature', fenced(`${DIFF}\n-- \n2.40`).replace('\n2.40', '').replace('\n-- ', '')],
  ] as const) {
    it(`reads ${name}`, async () => {
      assert.deepEqual(await accepted(reply, { files: FILES }), CHANGED);
    });
  }

  it("uses marked lines for the task's one file, but not beside an edit with a path", async () => {
    assert.deepEqual(await accepted(fenced('-three\n+THREE'), { files: FILES, focus: ['src/a.ts'] }), CHANGED);
    const reply = `${fenced('-three\n+THREE')}\n\`\`\`ts src/b.ts\ny\n\`\`\``;
    assert.deepEqual(await accepted(reply, { files: FILES, focus: ['src/a.ts'] }), { 'src/b.ts': 'y\n' });
    assert.match(
      (await refused(fenced('-three\n+THREE'), { files: FILES, focus: ['src/a.ts', 'src/b.ts'] })).join(),
      /^no-path/,
    );
  });

  it('applies several hunks and files', async () => {
    const hunk = '@@ -6,2 +6,3 @@\n six\n+six and a half\n seven';
    const two = `${DIFF}\n${hunk}\n--- a/src/b.ts\n+++ b/src/b.ts\n@@ -1 +1 @@\n-x\n+y`;
    const expected = {
      'src/a.ts': `${CHANGED['src/a.ts'].replace('six\n', 'six\nsix and a half\n')}`,
      'src/b.ts': 'y\n',
    };
    assert.deepEqual(await accepted(fenced(two), { files: FILES }), expected);
    assert.deepEqual(await accepted(`${two}\n`, { files: FILES }), expected);
  });

  it('creates, deletes and renames files', async () => {
    const creation = '--- /dev/null\n+++ b/src/new.ts\n@@ -0,0 +1,2 @@\n+a\n+b';
    assert.deepEqual(await accepted(fenced(creation), { files: FILES }), { 'src/new.ts': 'a\nb\n' });
    assert.deepEqual(
      await accepted(fenced(`diff --git a/n.ts b/n.ts\nnew file mode 100644\n${creation.replace('src/new', 'n')}`), {
        files: FILES,
      }),
      { 'n.ts': 'a\nb\n' },
    );
    assert.deepEqual(
      await accepted(fenced('--- a/src/new.ts\n+++ b/src/new.ts\n@@ -0,0 +1 @@\n+a'), { files: FILES }),
      { 'src/new.ts': 'a\n' },
    );
    assert.deepEqual(await accepted(fenced('--- a/src/b.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x'), { files: FILES }), {
      'src/b.ts': null,
    });
    assert.deepEqual(await accepted('diff --git a/src/b.ts b/src/b.ts\ndeleted file mode 100644\n', { files: FILES }), {
      'src/b.ts': null,
    });
    assert.deepEqual(
      await accepted(
        'diff --git a/src/b.ts b/src/c.ts\nsimilarity index 100%\nrename from src/b.ts\nrename to src/c.ts\n',
        { files: FILES },
      ),
      { 'src/b.ts': null, 'src/c.ts': 'x\n' },
    );
    assert.deepEqual(await accepted(fenced('--- a/src/b.ts\n+++ b/src/c.ts\n@@ -1 +1 @@\n-x\n+y'), { files: FILES }), {
      'src/b.ts': null,
      'src/c.ts': 'y\n',
    });
  });

  it('keeps line endings and the final newline, and changes the latter when the diff says so', async () => {
    assert.deepEqual(await accepted(fenced(DIFF), { files: { 'src/a.ts': 'one\r\ntwo\r\nthree\r\nfour' } }), {
      'src/a.ts': 'one\r\ntwo\r\nTHREE\r\nfour',
    });
    const noNewline = '\\ No newline at end of file';
    assert.deepEqual(
      await accepted(fenced(`--- a/src/b.ts\n+++ b/src/b.ts\n@@ -1 +1 @@\n-x\n+x\n${noNewline}`), { files: FILES }),
      { 'src/b.ts': 'x' },
    );
    assert.deepEqual(
      await accepted(fenced(`--- a/c.ts\n+++ b/c.ts\n@@ -1 +1 @@\n-x\n${noNewline}\n+x`), { files: { 'c.ts': 'x' } }),
      { 'c.ts': 'x\n' },
    );
    assert.deepEqual(
      await accepted(fenced(`--- /dev/null\n+++ b/c.ts\n@@ -0,0 +1 @@\n+x\n${noNewline}`), { files: FILES }),
      { 'c.ts': 'x' },
    );
  });

  it('reads blank context lines whose space was lost, and lines that look like headers', async () => {
    assert.deepEqual(
      await accepted(fenced('--- a/a.ts\n+++ b/a.ts\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c'), {
        files: { 'a.ts': 'a\n\nb\n' },
      }),
      { 'a.ts': 'a\n\nc\n' },
    );
    assert.deepEqual(
      await accepted(fenced('--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n x'), {
        files: { 'q.sql': '-- old\nx\n' },
      }),
      { 'q.sql': '++ new\nx\n' },
    );
  });

  it('uses the line number only between places that fit equally', async () => {
    const files = { 'a.ts': 'a\nb\na\nb\na\nb\n' };
    const at = (line: number): string => fenced(`--- a/a.ts\n+++ b/a.ts\n@@ -${line},2 +${line},2 @@\n a\n-b\n+c`);
    assert.deepEqual(await accepted(at(3), { files }), { 'a.ts': 'a\nb\na\nc\na\nb\n' });
    assert.match(
      (await refused(at(4), { files })).join(),
      /^search-ambiguous: .*3 times in a\.ts, beginning at:\n1 \| a\n3 \| a\n5 \| a/,
    );
  });

  it('uses the heading of a hunk between such places, where the number does not contradict it', async () => {
    const files = { 'a.ts': 'function f() {\n  x();\n}\nfunction g() {\n  x();\n}\n' };
    const at = (header: string): string => fenced(`--- a/a.ts\n+++ b/a.ts\n@@ ${header}\n-  x();\n+  y();`);
    const after = { 'a.ts': 'function f() {\n  x();\n}\nfunction g() {\n  y();\n}\n' };
    for (const header of [
      '-9 +9 @@ function g() {',
      '-5 +5 @@ function g() {',
      'function g()',
      '-5 +5 @@ function h() {',
    ])
      assert.deepEqual(await accepted(at(header), { files }), after, header);
    for (const header of ['-2 +2 @@ function g() {', '-9 +9 @@ function f() {', '-9 +9 @@ x();', '-9 +9 @@'])
      assert.match((await refused(at(header), { files })).join(), /^search-ambiguous/, header);
  });

  it('refuses what fits nowhere, and shows the most similar lines', async () => {
    const [message = ''] = await refused(fenced(DIFF.replace('-three', '-threee')), { files: FILES });
    assert.match(message, /^search-not-found: .*hunk on line 4 of the reply are not in src\/a\.ts one after another/);
    assert.match(message, /2 \| two\n3 \| three\n4 \| four/);
  });

  it('refuses hunks that overlap, add without context, or cannot be read', async () => {
    assert.match(
      (await refused(fenced(`${DIFF}\n@@ -4,2 +4,2 @@\n four\n-five\n+FIVE`), { files: FILES })).join(),
      /^conflicting-edits: .*from line 4 /,
    );
    assert.match(
      (await refused(fenced('--- a/src/a.ts\n+++ b/src/a.ts\n@@ -7,0 +8 @@\n+eight'), { files: FILES })).join(),
      /^search-ambiguous: .*without any unchanged line/,
    );
    assert.match(
      (await refused(fenced(`${DIFF}\nexport function`), { files: FILES })).join(),
      /^malformed-diff: .*line 9 of the reply on, "export function"/,
    );
    assert.match(
      (await refused('diff --git a/x.png b/x.png\nBinary files a/x.png and b/x.png differ\n', { files: FILES })).join(),
      /^malformed-diff: .*binary/,
    );
    assert.match((await refused(`\`\`\`diff\n${DIFF}`, { files: FILES })).join(), /^cut-off/);
  });

  it('refuses diffs of missing files, and new files that exist', async () => {
    assert.match(
      (await refused(fenced(DIFF.replaceAll('src/a.ts', 'src/none.ts')), { files: FILES })).join(),
      /^file-missing: .*src\/none\.ts/,
    );
    assert.match(
      (await refused('diff --git a/no.ts b/no.ts\ndeleted file mode 100644\n', { files: FILES })).join(),
      /^file-missing/,
    );
    assert.match(
      (await refused(fenced('--- /dev/null\n+++ b/src/b.ts\n@@ -0,0 +1 @@\n+a'), { files: FILES })).join(),
      /^file-exists/,
    );
    assert.match(
      (await refused(fenced('--- a/src/a.ts\n+++ b/src/b.ts\n@@ -1 +1 @@\n-one\n+1'), { files: FILES })).join(),
      /^file-exists/,
    );
  });
});
