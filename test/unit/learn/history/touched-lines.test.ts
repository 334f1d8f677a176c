import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createHunkReader, type PastEdit } from '../../../../src/engine/learn/history/read-hunks';
import { touchedLines } from '../../../../src/engine/learn/history/touched-lines';

function readAll(text: string, pieceLength = Number.POSITIVE_INFINITY): PastEdit[] {
  const bytes = Buffer.from(text);
  const edits: PastEdit[] = [];
  const reader = createHunkReader((edit) => edits.push(edit));
  for (let at = 0; at < bytes.length; at += pieceLength) reader.add(bytes.subarray(at, at + pieceLength));
  reader.end();
  return edits;
}

const LOG = `\u0002${'b'.repeat(40)}\0Round\n\nWith a body: größer\0

diff --git a/src/total.ts b/src/total.ts
index 1..2 100644
--- a/src/total.ts
+++ b/src/total.ts
@@ -3 +3,2 @@ function total()
-one
++++ b/none.ts
+\u0002two
@@ -9,2 +9,0 @@
-nine
---- a/ten.ts
\\ No newline at end of file
diff --git a/old.ts b/new name.ts
similarity index 90%
rename from old.ts
rename to new name.ts
--- a/old.ts
+++ b/new name.ts\t
@@ -0,0 +1 @@
+first
\u0002\0First\0

diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/same.ts b/moved.ts
similarity index 100%
rename from same.ts
rename to moved.ts
`;

describe('the lines that commits changed', () => {
  it('reads the places of changes from diffs, in pieces of any length', () => {
    const hunk = (oldStart: number, oldLines: number, newStart: number, newLines: number) => ({
      oldStart,
      oldLines,
      newStart,
      newLines,
    });
    const expected: PastEdit[] = [
      {
        message: 'Round\n\nWith a body: größer',
        isFirst: false,
        files: [
          { path: 'src/total.ts', was: 'changed', hunks: [hunk(3, 1, 3, 2), hunk(9, 2, 9, 0)] },
          { path: 'new name.ts', from: 'old.ts', was: 'changed', hunks: [hunk(0, 0, 1, 1)] },
        ],
      },
      {
        message: 'First',
        isFirst: true,
        files: [
          { path: 'gone.ts', was: 'deleted', hunks: [hunk(1, 1, 0, 0)] },
          { path: 'moved.ts', from: 'same.ts', was: 'changed', hunks: [] },
        ],
      },
    ];
    for (const length of [1, 3, 64, 10_000]) assert.deepEqual(readAll(LOG, length), expected);
  });

  it('takes anything for a diff', () => {
    fc.assert(fc.property(fc.string(), fc.nat(20), (text, length) => void readAll(`\u0002\0m\0\n${text}`, length + 1)));
  });

  const changed = (message: string, path: string, ...hunks: number[][]): PastEdit => ({
    message,
    isFirst: false,
    files: [
      {
        path,
        was: 'changed',
        hunks: hunks.map(([oldStart = 0, oldLines = 0, newStart = 0, newLines = 0]) => ({
          oldStart,
          oldLines,
          newStart,
          newLines,
        })),
      },
    ],
  });
  const of = (edits: readonly PastEdit[], path = 'a.ts') =>
    touchedLines(edits)
      .touches.get(path)
      ?.map(({ startLine, endLine, commit }) => [startLine, endLine, commit]);

  it('follows lines through later commits', () => {
    const first = changed('one', 'a.ts', [10, 1, 10, 2]);
    assert.deepEqual(of([first]), [[10, 11, 0]]);
    assert.deepEqual(of([first, changed('two', 'a.ts', [0, 0, 1, 3])]), [
      [13, 14, 0],
      [1, 3, 1],
    ]);
    assert.deepEqual(of([first, changed('two', 'a.ts', [11, 0, 12, 3])]), [
      [10, 11, 0],
      [12, 14, 1],
    ]);
    assert.deepEqual(of([first, changed('two', 'a.ts', [2, 3, 1, 0])]), [
      [7, 8, 0],
      [1, 2, 1],
    ]);
    assert.deepEqual(of([first, changed('two', 'a.ts', [9, 4, 9, 1])]), [
      [9, 9, 0],
      [9, 9, 1],
    ]);
  });

  it('follows renamed files, and forgets deleted ones', () => {
    const first = changed('one', 'a.ts', [1, 1, 1, 1]);
    const renamed = {
      message: 'two',
      isFirst: false,
      files: [{ path: 'b.ts', from: 'a.ts', was: 'changed', hunks: [] }],
    };
    const deleted = { message: 'three', isFirst: false, files: [{ path: 'b.ts', was: 'deleted', hunks: [] }] };
    assert.deepEqual(of([first, renamed as PastEdit], 'b.ts'), [[1, 1, 0]]);
    assert.deepEqual(of([first, renamed as PastEdit]), undefined);
    assert.deepEqual(of([first, renamed as PastEdit, deleted as PastEdit], 'b.ts'), []);
  });

  it('does not count commits of many files, but follows lines through them', () => {
    const first = changed('one', 'a.ts', [10, 1, 10, 1]);
    const many = changed('format', 'a.ts', [1, 1, 1, 2]);
    const others = Array.from({ length: 20 }, (_, at) => changed('', `other${at}.ts`, [1, 1, 1, 1]).files).flat();
    const touched = touchedLines([first, { ...many, files: [...many.files, ...others] }]);
    assert.deepEqual(touched.touches.get('a.ts'), [{ startLine: 11, endLine: 11, commit: 0 }]);
    assert.equal(touched.commits, 1);
  });
});
