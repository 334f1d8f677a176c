import assert from 'node:assert/strict';
import fc from 'fast-check';
import { STOP_REASONS } from '../../../src/engine/contract/stop';
import { differingLines } from '../../../src/shell/actions/accept/differing-lines';
import { newErrors, sameText } from '../../../src/shell/actions/accept/new-errors';
import { labelOf, stepsAfter } from '../../../src/shell/actions/next-steps';
import { keyRequired, ownerName } from '../../../src/shell/secrets';

describe('what saving changed', () => {
  const error = (path: string, message: string, line = 1) =>
    ({ path, line, column: 1, code: 2304, message, category: 'error' }) as const;

  it('counts only errors that the verified text does not have, wherever they stand', () => {
    const old = [error('a.ts', 'x'), error('a.ts', 'y')];
    assert.deepEqual(newErrors(old, [error('a.ts', 'y', 9), error('a.ts', 'x', 3)]), []);
    assert.deepEqual(newErrors(old, [...old, error('b.ts', 'x')]), [error('b.ts', 'x')]);
    assert.deepEqual(newErrors(old, [...old, error('a.ts', 'x', 7)]), [error('a.ts', 'x', 7)]);
    assert.deepEqual(newErrors([], [{ ...error('a.ts', 'x'), category: 'warning' }]), []);
  });

  it('is no change of line ends or of a byte order mark', () => {
    assert.ok(sameText('\uFEFFa\r\nb\n', 'a\nb\n') && !sameText('a', 'a\n') && !sameText(null, ''));
  });
});

describe('the lines that differ between two texts', () => {
  it('rebuild the new text, and start and end at line breaks of the old one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '😀', '😁', 'same'), { maxLength: 8 })
      .chain((lines) => fc.constantFrom(lines.join('\n'), lines.join('\r\n'), `${lines.join('\n')}\n`));
    fc.assert(
      fc.property(text, text, (old, next) => {
        const { start, end } = differingLines(old, next);
        assert.ok(start + end <= old.length && start + end <= next.length);
        assert.equal(old.slice(0, start) + next.slice(start, next.length - end) + old.slice(old.length - end), next);
        if (old === next) return;
        assert.ok(start === 0 || old[start - 1] === '\n');
        assert.ok(end === 0 || end === old.length || old[old.length - end - 1] === '\n');
      }),
      { numRuns: 2000 },
    );
  });

  it('do not include equal lines', () => {
    const { start, end } = differingLines('one\ntwo\nthree\n', 'one\n2\nthree\n');
    assert.deepEqual([start, end], [4, 6]);
  });
});

describe('the next steps after a run', () => {
  const none = { hasCandidate: false, calls: 1 };
  it('end with the log for every reason', () => {
    for (const reason of STOP_REASONS) assert.equal(stepsAfter(reason, none).at(-1), 'log');
  });

  it('include the best candidate only if there is one', () => {
    assert.equal(stepsAfter('stalled', { hasCandidate: true, calls: 1 })[0], 'best');
    assert.ok(!stepsAfter('stalled', none).includes('best'));
  });

  it('lead to what solves the problem', () => {
    assert.equal(labelOf(stepsAfter('authentication', none)[0] ?? 'log'), 'Set API Key');
    assert.deepEqual(stepsAfter('cost-budget', none).map(labelOf).slice(0, 2), [
      'Add a Hint and Continue',
      'Open Settings',
    ]);
    assert.deepEqual(stepsAfter('configuration', none), ['model', 'log']);
    const before = { hasCandidate: false, calls: 0 };
    assert.deepEqual(stepsAfter('configuration', before), ['tests', 'again', 'log'], 'no model was called');
    assert.ok(stepsAfter('unverifiable', none).includes('tests'));
  });
});

describe('keys', () => {
  it('are required by the providers and by remote servers, not by this machine, VS Code or the scripted model', () => {
    const required = (provider: string, baseUrl = '') => keyRequired({ provider, baseUrl });
    assert.deepEqual(
      [required('openai'), required('anthropic'), required('openai', 'https://api.example.com/v1')],
      [true, true, true],
    );
    assert.deepEqual(
      [
        required('openai', 'http://localhost:11434/v1'),
        required('anthropic', 'http://127.0.0.1:9'),
        required('openai', 'http://[::1]:1/v1'),
      ],
      [false, false, false],
    );
    assert.deepEqual([required('vscode'), required('scripted', 'https://far.example')], [false, false]);
    assert.equal(required('openai', 'http://127.evil.example'), true);
  });

  it('are asked for with the name of their owner', () => {
    assert.deepEqual(
      [
        ownerName({ provider: 'openai', baseUrl: '' }),
        ownerName({ provider: 'anthropic', baseUrl: '' }),
        ownerName({ provider: 'openai', baseUrl: 'https://api.example.com/v1' }),
      ],
      ['OpenAI', 'Anthropic', 'api.example.com'],
    );
  });
});
