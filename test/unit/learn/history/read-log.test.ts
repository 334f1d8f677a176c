import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLogReader, type PastChange } from '../../../../src/engine/learn/history/read-log';
import { logOf } from './support';

function readAll(text: string | Buffer, pieceLength = Number.POSITIVE_INFINITY): PastChange[] {
  const bytes = Buffer.from(text);
  const commits: PastChange[] = [];
  const reader = createLogReader((commit) => commits.push(commit));
  for (let at = 0; at < bytes.length; at += pieceLength) reader.add(bytes.subarray(at, at + pieceLength));
  reader.end();
  return commits;
}

describe('reading the log of git', () => {
  const log = logOf([
    {
      message: 'Rename\n\nWith a body: größer',
      parents: 'b'.repeat(40),
      entries: ['R100', 'old.ts', 'src/neu.ts', 'M', 'ü b.ts'],
    },
    { message: 'Nothing', parents: 'c'.repeat(40), entries: [] },
    { message: 'First', parents: '', entries: ['A', 'old.ts'] },
  ]);
  const commits: PastChange[] = [
    {
      message: 'Rename\n\nWith a body: größer',
      files: ['src/neu.ts', 'ü b.ts'],
      renames: new Map([['src/neu.ts', 'old.ts']]),
      isFirst: false,
    },
    { message: 'Nothing', files: [], renames: new Map(), isFirst: false },
    { message: 'First', files: ['old.ts'], renames: new Map(), isFirst: true },
  ];

  it('reads messages, files and renames, in pieces of any length', () => {
    for (const length of [1, 2, 7, 64, 10_000]) assert.deepEqual(readAll(log, length), commits);
  });

  it('takes anything for a log', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, length) => {
        for (const { files } of readAll(Buffer.from([2, 0, ...bytes]), length)) assert.ok(Array.isArray(files));
      }),
    );
  });

  it('keeps neither a long message nor a long path', () => {
    const [commit] = readAll(
      logOf([
        { message: 'x'.repeat(1_000_000), parents: 'p', entries: ['M', `${'d/'.repeat(5000)}a.ts`, 'M', 'b.ts'] },
      ]),
      65_536,
    );
    assert.equal(commit?.message.length, 2000);
    assert.deepEqual(commit?.files, ['b.ts']);
  });
});
