import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cappedOutput } from '../../../src/engine/process/capped-output';

describe('cappedOutput', () => {
  it('returns everything that fits, otherwise head, tail and how much is missing', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(chunks, (parts) => {
        const output = cappedOutput(50, 100);
        for (const part of parts) output.add(Buffer.from(part));
        const all = parts.join('');
        if (all.length <= 150) assert.equal(output.text(), all);
        else
          assert.equal(
            output.text(),
            `${all.slice(0, 50)}\n… ${all.length - 150} bytes left out …\n${all.slice(-100)}`,
          );
      }),
    );
  });

  it('splits no character', () => {
    const output = cappedOutput(10, 11);
    output.add(Buffer.from('ü€ü€'.repeat(20)));
    assert.doesNotMatch(output.text(), /\ufffd/);
    assert.match(output.text(), /^ü€ü€\n… 179 bytes left out …\nü€ü€$/);
  });

  it('keeps 200 MB of output in less than 1 MB', () => {
    const output = cappedOutput();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 3200; i++) output.add(chunk);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
    assert.ok(output.text().length < 300 * 1024);
  });
});
