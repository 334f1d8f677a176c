import assert from 'node:assert/strict';
import { readMessage } from '../../../../src/shell/panel/messages';
import { panelHtml } from '../../../../src/shell/panel/panel-html';

describe('the page before its script runs', () => {
  const files = { script: 's.js', style: 's.css', source: 'https://own.test', nonce: 'abc', language: 'de' };

  it('allows its one script, and styles and fonts of the extension, and nothing else', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(panelHtml(files)) ?? [];
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      "script-src 'nonce-abc'",
      'style-src https://own.test',
      'font-src https://own.test',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    assert.doesNotMatch(panelHtml(files), /unsafe| style="| on\w+="/);
  });

  it('has no way out of its attributes', () => {
    const html = panelHtml({ ...files, language: '"><script>alert(1)</script>' });
    assert.equal(html.match(/<script/g)?.length, 1);
  });
});

describe('a message of the page', () => {
  it('is read in its known forms', () => {
    assert.deepEqual(readMessage({ type: 'ready', compareWith: 'r2', more: 1 }), { type: 'ready', compareWith: 'r2' });
    assert.deepEqual(readMessage({ type: 'ready' }), { type: 'ready' });
    assert.deepEqual(readMessage({ type: 'exchange', call: 2 }), { type: 'exchange', call: 2 });
    assert.deepEqual(readMessage({ type: 'action', id: 'hint' }), { type: 'action', id: 'hint' });
    assert.deepEqual(readMessage({ type: 'compare', runId: '' }), { type: 'compare', runId: '' });
    const place = { path: 'src/a b.ts', line: 3 };
    assert.deepEqual(readMessage({ type: 'open', place }), { type: 'open', place });
    assert.deepEqual(readMessage({ type: 'open', place: { path: 'a.ts', line: -1 } }), {
      type: 'open',
      place: { path: 'a.ts' },
    });
  });

  for (const path of [
    '../a.ts',
    'src/../../a.ts',
    '/etc/passwd',
    'C:/a.ts',
    'src\\..\\a.ts',
    'file:///a',
    '',
    'a//b',
    'a\0b',
  ])
    it(`opens nothing outside the workspace: ${JSON.stringify(path)}`, () => {
      assert.equal(readMessage({ type: 'open', place: { path } }), undefined);
    });

  for (const message of [
    null,
    'ready',
    {},
    { type: 'eval' },
    { type: 'exchange', call: '1' },
    { type: 'action', id: 7 },
  ])
    it(`is nothing in any other form: ${JSON.stringify(message)}`, () => {
      assert.equal(readMessage(message), undefined);
    });
});
