import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createNotes, MAX_NOTE, MAX_NOTES, notesOrNone } from '../../../../src/engine/learn/notes/notes';
import { memoryStore } from '../../../support/memory-store';

describe('notes of a workspace', () => {
  const open = (store = memoryStore(), workspace = '/ws') => createNotes(store, workspace, () => 0);

  it('are kept as one line each, once, until they are removed', async () => {
    const notes = open();
    assert.equal(await notes.add(' Money is\n in cents '), undefined);
    assert.equal(await notes.add('Money is in cents'), undefined);
    assert.deepEqual(await notes.load(), ['Money is in cents']);
    assert.equal(await notes.remove('Money  is in cents'), true);
    assert.equal(await notes.remove('Money is in cents'), false);
    assert.deepEqual(await notes.load(), []);
  });

  it('are refused with the reason: empty, too long, too many', async () => {
    const notes = open();
    assert.match((await notes.add(' \n')) ?? '', /needs a text/);
    assert.match((await notes.add('x'.repeat(MAX_NOTE + 1))) ?? '', /at most 300 characters; .*AGENTS\.md/);
    for (let count = 0; count < MAX_NOTES; count++) assert.equal(await notes.add(`note ${count}`), undefined);
    assert.match((await notes.add('one more')) ?? '', /20 notes already.*Remove one first/);
    assert.equal((await notes.load()).length, MAX_NOTES);
  });

  it('offer words once, and never what is a note already or too long', async () => {
    const notes = open();
    await notes.add('a');
    assert.deepEqual(await notes.offer(['a', 'b', ' b ', '', 'x'.repeat(400)]), ['b']);
    assert.deepEqual(await notes.offer(['b', 'c']), ['c']);
    await notes.remove('a');
    assert.deepEqual(await notes.offer(['a']), []);
  });

  it('belong to one workspace, and survive any words and a damaged value', async () => {
    const store = memoryStore();
    await open(store).add('a');
    assert.deepEqual(await open(store, '/other').load(), []);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 500 }), { maxLength: 60 }), async (words) => {
        const all = memoryStore();
        const notes = open(all);
        await notes.offer(words);
        for (const word of words) await notes.add(word);
        const kept = await notes.load();
        assert.ok(kept.length <= MAX_NOTES && kept.every((note) => note.length <= MAX_NOTE && !/\n/.test(note)));
        for (const key of all.values.keys()) if (key.startsWith('notes/')) all.values.set(key, { notes: 7 });
        assert.deepEqual(await notes.load(), []);
        assert.equal(await notes.add('fine'), undefined);
        assert.deepEqual(await notes.load(), ['fine']);
      }),
      { numRuns: 50 },
    );
  });

  it('do not end a run where the store fails', async () => {
    const lines: string[] = [];
    const fail = () => Promise.reject(new Error('disk full'));
    assert.deepEqual(await notesOrNone(open({ ...memoryStore(), load: fail }), (line) => lines.push(line)), []);
    assert.match(lines.join(), /Couldn't read the notes .*disk full/);
  });
});
