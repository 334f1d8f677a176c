import assert from 'node:assert/strict';
import { correctionPrompt } from '../../../src/engine/prompt/correction-prompt';
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
        files: new Map(),
        lastReply: '',
        more: [],
        attempts: [],
        format: 'edits',
      });
      assert.ok(text.includes(`\n\n${code}\nWhy it is refused.`), text);
    }
  });

  it('shows the files that the next edits apply to, and the attempts so far', () => {
    const text = correctionPrompt({
      verdict: redVerdict('tests', [evidence('tests', 'x', { message: 'It fails.' })]),
      files: new Map([
        ['src/a.ts', 'a\n'],
        ['src/b.ts', null],
      ]),
      lastReply: '',
      more: [],
      attempts: ['1. first', '2. second'],
      format: 'edits',
    });
    assert.match(text, /## src\/a\.ts\n\n```ts\na\n```\n\n## src\/b\.ts\n\n\(deleted\)/);
    assert.match(text, /# Attempts so far\n\n1\. first\n2\. second\n/);
  });

  it('does not repeat a file that stands whole in the last reply', () => {
    const files = new Map([['src/a.ts', 'export const a = 1;\n']]);
    const text = correctionPrompt({
      verdict: redVerdict('types', [evidence('types', 'e')]),
      files,
      lastReply: '```ts src/a.ts\nexport const a = 1;\n```',
      more: [],
      attempts: [],
      format: 'edits',
    });
    assert.match(text, /src\/a\.ts\n\n\(whole, as in your last reply\)/);
    assert.doesNotMatch(text, /export const a/);
  });
});
