import assert from 'node:assert/strict';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { readReply } from '../../../src/engine/reply/read-reply';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { accepted, snapshotOf } from './support';

const PATH = 'src/file.ts';
/** Lines of code, and the marks that the formats use; a block cannot hold its own markers. */
const line = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        '',
        'a',
        'b',
        '}',
        '  a',
        '\ta',
        '    return x;',
        'const b = `',
        'a ',
        '--',
        '-- x',
        '++ y',
        '@@',
        '+',
        '- item',
        '\\',
        '# t',
        '```',
        '```ts',
        '~~~',
        '    ```',
        '=====!',
        '***',
      ),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ' ')) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/[\r\n\uFEFF]/g, ' ')),
    },
  )
  .filter((text) => !/^\s*(?:<{5,9} ?SEARCH|={5,9}\s*$|>{5,9} ?REPLACE)/.test(text));
const lines = fc.array(line, { minLength: 1, maxLength: 12 });
const shape = fc.record({ eol: fc.constantFrom('\n', '\r\n'), bom: fc.boolean(), ended: fc.boolean() });
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Two texts of one file: same line endings, byte-order mark and final newline. */
const pair = fc.tuple(lines, lines, shape).map(([before, after, form]) => ({
  before: toText(before, form),
  after: toText(after, form),
  beforeLines: before,
  afterLines: after,
}));

function toText(texts: readonly string[], { eol, bom, ended }: Shape): string {
  // A text whose last line is empty always ends with a newline.
  return (bom ? '\uFEFF' : '') + texts.join(eol) + (ended || texts.at(-1) === '' ? eol : '');
}

const fenceFor = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

async function assertBecomes(reply: string, { before, after }: { before: string; after: string }): Promise<void> {
  // The texts are no code, so nothing can be said of what they lose.
  const situation = { files: { [PATH]: before }, parses: false };
  if (before === after) return;
  assert.deepEqual(await accepted(reply, situation), { [PATH]: after });
}

describe('replies, for all texts', () => {
  it('a whole file reads back as it was written', async () => {
    const render = [
      (text: string, fence: string) => `${fence}ts ${PATH}\n${text}\n${fence}`,
      (text: string, fence: string) => `Here is **it**.\n\n**${PATH}**\n\n${fence}\n${text}\n${fence}\nDone.`,
      (text: string, fence: string) => `${fence}ts\n// ${PATH}\n${text}\n${fence}`,
      (text: string, fence: string) => `${fence}ts title="${PATH}"\r\n${text.replaceAll('\n', '\r\n')}\r\n${fence}`,
    ];
    await fc.assert(
      fc.asyncProperty(pair, fc.constantFrom(...render), async (files, write) => {
        fc.pre(files.beforeLines[0]?.trim() !== `// ${PATH}`);
        const body = files.afterLines.join('\n');
        await assertBecomes(write(body, fenceFor(body)), sameEnding(files));
      }),
      { numRuns: 400 },
    );
  });

  it('a block that replaces the file reads back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.boolean(), async (files, isFenced) => {
        fc.pre(files.beforeLines.some((text) => text.trim() !== ''));
        const [search, replace] = [files.beforeLines.join('\n'), files.afterLines.join('\n')];
        const block = `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
        await assertBecomes(
          isFenced ? `${PATH}\n\`\`\`ts\n${block}\n\`\`\`\n` : `${PATH}\n${block}\n`,
          sameEnding(files),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('a diff made by a diff program gives the new text, fenced or bare, even with wrong line numbers', async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.boolean(), fc.boolean(), async (files, isFenced, isShifted) => {
        const { before, after } = files;
        const plain = (text: string): string => text.replace('\uFEFF', '').replaceAll('\r\n', '\n');
        fc.pre(plain(before) !== plain(after) && plain(before) !== '');
        // A file without any line ending has none to keep.
        fc.pre(before.includes('\n') || !after.includes('\r'));
        // With the whole file as context there is only one place for the hunk, even with wrong line numbers.
        const diff = createTwoFilesPatch(`a/${PATH}`, `b/${PATH}`, plain(before), plain(after), '', '', {
          context: isShifted ? 1000 : 3,
        });
        const body = diff.replace(/^=+\n/, '').replace(/\n$/, '');
        const written = isShifted ? body.replace(/^@@ -\d+/m, '@@ -777') : body;
        const fence = fenceFor(written);
        await assertBecomes(isFenced ? `${fence}diff\n${written}\n${fence}` : `${written}\n`, files);
      }),
      { numRuns: 400 },
    );
  });

  it('nothing is applied when one edit fails, and arbitrary text never throws', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<<<<<<< SEARCH',
        '=======',
        '>>>>>>> REPLACE',
        '```',
        '```ts',
        '~~~',
        '````md',
        `\`\`\`ts ${PATH}`,
        `**${PATH}**`,
        PATH,
        '--- a/src/file.ts',
        '+++ b/src/file.ts',
        '@@ -1,2 +1,2 @@',
        '@@',
        '-one',
        '+two',
        ' one',
        'one',
        'two',
        '',
        '--- /dev/null',
        '+++ /dev/null',
        'diff --git a/src/file.ts b/src/other.ts',
        'rename to x.ts',
        '\\ No newline at end of file',
        '// ... existing code ...',
      ),
      fc.string({ maxLength: 20 }),
    );
    const files = { [PATH]: 'one\ntwo\n', 'src/other.ts': 'one\r\n', 'x.bin': null };
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom([], [PATH], [PATH, 'src/other.ts']),
        async (pieces, focus) => {
          const current = new Map([['src/other.ts', 'other\n']]);
          const read = await readReply(pieces.join('\n'), { snapshot: snapshotOf(files), current, focus });
          assert.deepEqual([...current], [['src/other.ts', 'other\n']]);
          if (read.ok) assert.equal(read.candidate.hash, createCandidate(read.candidate.files).hash);
          else
            assert.ok(
              read.evidence.length > 0 &&
                read.evidence.every(({ stage, message, code }) => stage === 'reply' && message !== '' && code),
            );
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('a refusal has the same fingerprint anywhere in the reply', async () => {
    const fingerprints = async (lead: string): Promise<string[]> => {
      const read = await readReply(`${lead}${PATH}\n<<<<<<< SEARCH\nnone\n=======\nx\n>>>>>>> REPLACE\n`, {
        snapshot: snapshotOf({ [PATH]: 'one\n' }),
        current: new Map(),
        focus: [],
      });
      return read.ok ? [] : read.evidence.map(({ fingerprint }) => fingerprint);
    };
    assert.deepEqual(await fingerprints(''), await fingerprints('Hello.\n\nSome words.\n\n'));
    assert.equal((await fingerprints('')).length, 1);
  });
});

/** A whole file from a reply keeps the final newline of the file that it replaces. */
function sameEnding({ before, after, afterLines }: { before: string; after: string; afterLines: readonly string[] }): {
  before: string;
  after: string;
} {
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const content = afterLines.join(eol);
  const body = (after.startsWith('\uFEFF') ? '\uFEFF' : '') + content;
  return { before, after: before.endsWith('\n') ? body + eol : body };
}
