import assert from 'node:assert/strict';
import { createCountLine } from '../../../src/cli/count-line';

const ERASE = '\r\u001b[2K';

/** A count line whose time is set, and all that it wrote. */
function recorded(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const line = createCountLine({ err: (text) => written.push(text), isTerminal }, { now: () => clock.now });
  return { line, written, clock };
}

describe('the line that counts tests', () => {
  it('is rewritten on a terminal, and lies below everything else', () => {
    const { line, written } = recorded(true);
    line.err('tests: `npm test` is running …\n');
    line.show({ executed: 1, failed: 0 });
    line.show({ executed: 12, failed: 1 });
    line.err('types: 0 diagnostics\n');
    line.clear();
    assert.deepEqual(written, [
      'tests: `npm test` is running …\n',
      `${ERASE}tests: 1 test run, 0 failed so far`,
      `${ERASE}tests: 12 tests run, 1 failed so far`,
      ERASE,
      'types: 0 diagnostics\n',
    ]);
  });

  it('comes every ten seconds where lines stay, and not in the first second', () => {
    const { line, written, clock } = recorded(false);
    for (let executed = 1; executed <= 100; executed++) {
      line.show({ executed, failed: 0 });
      clock.now += 250;
    }
    assert.deepEqual(written, [
      'tests: 5 tests run, 0 failed so far\n',
      'tests: 45 tests run, 0 failed so far\n',
      'tests: 85 tests run, 0 failed so far\n',
    ]);
    line.clear();
    assert.equal(written.length, 3, 'there is nothing to erase');
  });

  it('leaves quick runs one after the other without a line', () => {
    const { line, written, clock } = recorded(false);
    for (let run = 0; run < 50; run++)
      for (let executed = 1; executed <= 3; executed++) {
        line.show({ executed, failed: 0 });
        clock.now += 250;
      }
    assert.deepEqual(written, []);
  });

  it('knows a new run with as many tests by what is said before it', () => {
    const { line, written, clock } = recorded(false);
    line.show({ executed: 1, failed: 0 });
    clock.now += 36_000;
    line.err('  tests: running …\n');
    line.show({ executed: 1, failed: 0 });
    assert.deepEqual(written, ['  tests: running …\n']);
  });
});
