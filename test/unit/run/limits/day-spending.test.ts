import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openDaySpending } from '../../../../src/engine/run/limits/day-spending';
import { fakeClock } from '../../../support/fakes';

const DAY_MS = 24 * 60 * 60_000;

describe('openDaySpending', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'loopcraft-spending-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const noWarning = (line: string) => assert.fail(line);
  const open = (clock = fakeClock()) => openDaySpending(join(dir, 'spending'), clock, noWarning);

  it('counts what another process spends, reserved and settled', () => {
    const [one, other] = [open(), open()];
    const reservation = one.reserve(0.5);
    assert.equal(other.total(), 0.5);
    other.reserve(0.25).settle(0.125);
    reservation.settle(0.375);
    assert.equal(one.total(), 0.5);
    assert.equal(other.total(), 0.5);
  });

  it('starts each day at 0, and keeps a week of files', () => {
    const clock = fakeClock();
    const spending = open(clock);
    for (let day = 0; day < 10; day++) {
      assert.equal(spending.total(), 0);
      spending.reserve(1).settle(1);
      clock.advance(DAY_MS);
    }
    assert.equal(readdirSync(join(dir, 'spending')).length, 7);
  });

  it('settles a call over midnight on the day on which it was sent', () => {
    const clock = fakeClock();
    const spending = open(clock);
    const reservation = spending.reserve(1);
    clock.advance(DAY_MS);
    assert.equal(spending.total(), 0);
    reservation.settle(2);
    assert.equal(spending.total(), 0);
    assert.equal(open().total(), 2);
  });

  it('counts nothing for lines that are no entries, and loses none beside them', () => {
    open().reserve(1).settle(1);
    const [name = ''] = readdirSync(join(dir, 'spending'));
    const junk = fc.oneof(fc.string(), fc.json(), fc.constantFrom('{"id":"x","usd":-1}', '{"id":"x","usd":"5"}', ''));
    fc.assert(
      fc.property(fc.array(junk), (lines) => {
        for (const line of lines) appendFileSync(join(dir, 'spending', name), `${line.replaceAll('\n', ' ')}\n`);
        assert.equal(open().total(), 1);
      }),
      { numRuns: 50 },
    );
  });

  it('waits for the rest of a line that is half written', () => {
    const spending = open();
    spending.reserve(1);
    const [name = ''] = readdirSync(join(dir, 'spending'));
    const path = join(dir, 'spending', name);
    appendFileSync(path, '{"id":"other",');
    assert.equal(spending.total(), 1);
    appendFileSync(path, '"usd":2}\n');
    assert.equal(spending.total(), 3);
  });

  it('loses no entry when processes write at the same time', async function () {
    this.timeout(30_000);
    const program = join(__dirname, '../../../support/spend-process.ts');
    const children = [1, 2, 3].map(() =>
      fork(program, [join(dir, 'spending'), '200'], { execArgv: ['--import', 'tsx'] }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0, 0]);
    assert.equal(openDaySpending(join(dir, 'spending'), { ...fakeClock(), now: Date.now }, noWarning).total(), 600);
  });

  it('says once that the folder cannot be written, and still counts its own', () => {
    writeFileSync(join(dir, 'spending'), 'a file');
    const warnings: string[] = [];
    const spending = openDaySpending(join(dir, 'spending'), fakeClock(), (line) => warnings.push(line));
    spending.reserve(1).settle(2);
    assert.equal(spending.total(), 2);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /cannot be written .* only within this process/s);
  });
});
