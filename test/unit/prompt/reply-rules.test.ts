import assert from 'node:assert/strict';
import { formatRules, SYSTEM_PROMPT } from '../../../src/engine/prompt/reply-rules';
import { accepted } from '../reply/support';

/** Of the example in the rules. */
const OLD_LINES = 'lines exactly as in the file now, enough to be unique';
const files = { 'path/to/file.ts': `first\n${OLD_LINES}\nlast\n` };

describe('the rules for a reply', () => {
  it('show by example what the reader takes: a block and a new file', async () => {
    assert.deepEqual(await accepted(formatRules('edits'), { files }), {
      'path/to/file.ts': 'first\nthe new lines\nlast\n',
      'path/to/new.ts': 'the whole file\n',
    });
    const edited = { 'path/to/file.ts': 'first\nthe new lines\nlast\n' };
    assert.deepEqual(await accepted(formatRules('only-edits'), { files }), edited);
    const whole = { 'path/to/file.ts': 'the whole file\n' };
    assert.deepEqual(await accepted(formatRules('whole-files'), { files: {} }), whole);
  });

  it('say where paths begin, what may be whole, and how much may be said beside the code', () => {
    for (const format of ['edits', 'only-edits', 'whole-files'] as const) {
      assert.match(formatRules(format), /path in the workspace/);
      assert.match(formatRules(format), /At most two sentences/);
    }
    assert.match(formatRules('edits'), /excerpts only by these/);
    for (const rule of [/existing tests/, /configuration/, /@ts-ignore/, /`any`/, /linter/, /skipped/, /under test/])
      assert.match(SYSTEM_PROMPT, rule);
  });
});
