import assert from 'node:assert/strict';
import { isMuchEdited } from '../../../src/engine/journal/record';
import { editedShare } from '../../../src/engine/learn/edited-share';

const BEFORE = 'export function old() {\n  return 1;\n}\n';
const ADDED = 'export function added(x: number) {\n  const y = x + 1;\n  return y;\n}\n';
const change = { path: 'src/a.ts', before: BEFORE, after: BEFORE + ADDED };
const share = (current: string | null, saved?: { path: string; text: string }[]) =>
  editedShare([change], saved ? { saved } : {}, async () => current);

describe('the share of a change that the person edited', () => {
  it('counts the lines that the change brought', async () => {
    assert.equal(await share(BEFORE + ADDED), 0);
    assert.equal(await share(BEFORE + ADDED.replace('x + 1', 'x + 2')), 0.25);
    assert.equal(await share(BEFORE + ADDED.replace('x + 1', 'x + 2').replace('return y', 'return -y')), 0.5);
    assert.equal(await share(`${BEFORE}export const nothing = 0;\n`), 1);
  });

  it('is not about other lines, new ones, blank ones or indentation', async () => {
    assert.equal(await share(BEFORE.replace('return 1', 'return 2') + ADDED), 0);
    assert.equal(await share(`// First.\n\n${BEFORE}${ADDED}// More.\n`), 0);
    assert.equal(await share(BEFORE + ADDED.replaceAll('  ', '\t\t').replaceAll('\n', '\r\n')), 0);
  });

  it('starts from the text that saving made of it', async () => {
    const text = BEFORE + ADDED.replaceAll(';', '');
    assert.equal(await share(text, [{ path: 'src/a.ts', text }]), 0);
  });

  it('can’t be told where the file is gone or as before, or hardly anything was added', async () => {
    assert.equal(await share(null), undefined);
    assert.equal(await share(BEFORE), undefined);
    const tiny = { path: 'a', before: 'a\nb\n', after: 'a\nc\n' };
    assert.equal(await editedShare([tiny], {}, async () => 'a\nd\n'), undefined);
    assert.equal(await editedShare([{ ...tiny, after: null }], {}, async () => null), undefined);
  });

  it('is much from three in ten lines on, of an accepted change alone', () => {
    assert.ok(!isMuchEdited(undefined));
    assert.ok(!isMuchEdited({ how: 'accepted' }));
    assert.ok(!isMuchEdited({ how: 'accepted', edited: 0.25 }));
    assert.ok(isMuchEdited({ how: 'accepted', edited: 0.3 }));
    assert.ok(!isMuchEdited({ how: 'reverted', edited: 1 }));
  });
});
