import assert from 'node:assert/strict';
import { offerNotes } from '../../../src/cli/offer-notes';
import { createNotes } from '../../../src/engine/learn/notes/notes';
import { memoryStore } from '../../support/memory-store';

describe('offering to remember words', () => {
  const open = (store = memoryStore()) => {
    const printed: string[] = [];
    return { notes: createNotes(store, '/ws', () => 0), printed, io: { err: (text: string) => printed.push(text) } };
  };

  it('names the command, once', async () => {
    const { notes, printed, io } = open();
    for (let run = 0; run < 2; run++) await offerNotes(['Say "cents"'], notes, undefined, io);
    assert.equal(printed.length, 1);
    assert.match(printed[0] ?? '', /loopcraft notes add "Say \\"cents\\""/);
    assert.deepEqual(await notes.load(), []);
  });

  it('asks on a terminal, and keeps what the person says yes to', async () => {
    const { notes, io } = open();
    const answers = ['y', ''];
    await offerNotes(['a', 'b'], notes, { ask: async () => answers.shift() }, io);
    assert.deepEqual(await notes.load(), ['a']);
  });

  it('offers nothing where the store fails', async () => {
    const fail = () => Promise.reject(new Error('disk full'));
    const { notes, printed, io } = open({ ...memoryStore(), load: fail });
    await offerNotes(['a'], notes, undefined, io);
    assert.deepEqual(printed, []);
  });
});
