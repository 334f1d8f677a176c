import assert from 'node:assert/strict';
import { type Correction, correctionPrompt } from '../../../src/engine/prompt/correction-prompt';
import { RULES } from '../../../src/engine/reply/rules';
import { redVerdict } from '../../../src/engine/verify/verdict';
import { evidence } from '../../support/fakes';

describe('correctionPrompt', () => {
  it('shows the id of every finding of the stages that have rules', () => {
    for (const [stage, code] of [
      ['guard', 'existing-test'],
      ['integrity', 'any-type'],
      ...RULES.map(({ id }) => ['reply', id] as const),
    ] as const) {
      const verdict = redVerdict(stage, [evidence(stage, 'x', { message: 'Why it is refused.', code })]);
      const text = correctionPrompt({
        verdict,
        changes: [],
        lastReply: '',
        shown: [],
        more: [],
        attempts: [],
        format: 'edits',
      });
      assert.ok(text.includes(`\n\n${code}\nWhy it is refused.`), text);
    }
  });

  it('shows the files that the next edits apply to, and the other attempts', () => {
    const text = correctionPrompt({
      verdict: redVerdict('tests', [evidence('tests', 'x', { message: 'It fails.' })]),
      changes: [
        { path: 'src/a.ts', before: null, after: 'a\n' },
        { path: 'src/b.ts', before: 'b\n', after: null },
      ],
      lastReply: '',
      shown: [],
      more: [],
      attempts: ['1. first', '2. second'],
      format: 'edits',
    });
    assert.match(text, /## src\/a\.ts\n\n```ts\na\n```\n\n## src\/b\.ts\n\n\(deleted\)/);
    assert.match(text, /# Other attempts\n\n1\. first\n2\. second\n/);
  });

  it('does not repeat a file that stands whole in the last reply', () => {
    const changes = [{ path: 'src/a.ts', before: '', after: 'export const a = 1;\n' }];
    const text = correctionPrompt({
      verdict: redVerdict('types', [evidence('types', 'e')]),
      changes,
      lastReply: '```ts src/a.ts\nexport const a = 1;\n```',
      shown: [],
      more: [],
      attempts: [],
      format: 'edits',
    });
    assert.match(text, /\n\nAs in your last reply: src\/a\.ts\.\n\n/);
    assert.doesNotMatch(text, /export const a/);
  });

  const correction = (more: Partial<Correction>) =>
    correctionPrompt({
      verdict: redVerdict('types', [
        evidence('types', 'e', {
          path: 'src/a.ts',
          line: 51,
          message: 'wrong',
          frame: '  50 | // row 50\n> 51 | const wrong = 51;\n     | ^\n  52 | // row 52',
        }),
      ]),
      changes: [],
      lastReply: '',
      shown: [],
      more: [],
      attempts: [],
      format: 'edits',
      ...more,
    });
  const rows = Array.from({ length: 400 }, (_, at) => `// row ${at + 1}`);
  const change = {
    path: 'src/a.ts',
    before: rows.join('\n'),
    after: rows.with(50, 'const wrong = 51;').with(300, 'const other = 301;').join('\n'),
  };

  it('shows the changed places of a long file, and all of a short one', () => {
    const text = correction({ changes: [change] });
    assert.match(text, /## src\/a\.ts \(excerpt: lines 43-59, 293-309; the rest as before\)/);
    assert.match(text, /\n\/\/ row 43\n[\s\S]*\nconst wrong = 51;\n[\s\S]*\nconst other = 301;\n/);
    assert.doesNotMatch(text, /row (?:42|60|200|310)\n/);
    const short = { ...change, before: '// old\n', after: '// old\nconst wrong = 51;\n' };
    assert.match(correction({ changes: [short] }), /## src\/a\.ts\n\n```ts\n\/\/ old\nconst wrong = 51;\n```/);
  });

  it('shows less around a change of a file that the first message shows whole', () => {
    const part = { title: 'src/a.ts', text: '', why: '' };
    const whole = { part, path: 'src/a.ts', lines: [{ startLine: 1, endLine: 400 }] };
    assert.match(
      correction({ changes: [change], shown: [whole] }),
      /\(excerpt: lines 48-54, 298-304; the rest as before\)/,
    );
    const inPart = { ...whole, lines: [{ startLine: 40, endLine: 60 }], isExcerpt: true };
    assert.match(correction({ changes: [change], shown: [inPart] }), /\(excerpt: lines 43-59, 293-309; the rest/);
  });

  it('shows of code that stands in the prompt only the line at fault', () => {
    assert.match(correction({ changes: [change] }), /\nsrc\/a\.ts:51\nwrong\n> const wrong = 51;\n\n/);
    assert.match(correction({}), /\n {2}50 \| \/\/ row 50\n> 51 \| const wrong = 51;/);
    const part = { title: 'src/a.ts', text: '', why: '' };
    const shown = [{ part, path: 'src/a.ts', lines: [{ startLine: 40, endLine: 60 }] }];
    assert.doesNotMatch(correction({ shown }), /\| \/\/ row 50/);
  });
});
