import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { openTerminal } from '../../../src/cli/terminal';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream & PassThrough;
  const shown: string[] = [];
  const cancelling = new AbortController();
  const terminal = openTerminal({ input, err: (text) => shown.push(text), signal: cancelling.signal });
  const confirm = terminal.person.confirm;
  assert.ok(confirm);
  const step = () =>
    confirm({ kind: 'step', verdict: '1 type error', action: 'correct', why: 'red' }, cancelling.signal);
  return { input, shown, cancelling, terminal, confirm, step };
}

describe('openTerminal', () => {
  it('takes the lines of a pipe as answers, in order, and goes on at its end', async () => {
    const { input, step, terminal } = open(false);
    input.end('first\n\nstop\n');
    await settled();
    assert.deepEqual(await step(), { hint: 'first' });
    assert.deepEqual(await step(), {});
    assert.deepEqual(await step(), { stop: true });
    assert.deepEqual(await step(), {});
    assert.deepEqual(terminal.person.takeHints(), []);
  });

  it('takes a line that answers no question at a terminal as a hint', async () => {
    const { input, step, terminal } = open(true);
    input.write(' money is in cents \n');
    await settled();
    assert.deepEqual(terminal.person.takeHints(), ['money is in cents']);
    const answered = step();
    input.write('the answer\n');
    assert.deepEqual(await answered, { hint: 'the answer' });
    assert.deepEqual(terminal.person.takeHints(), []);
  });

  it('pauses at a terminal until the next line, whose words are a hint', async () => {
    const { input, terminal, shown } = open(true);
    input.write('pause\n');
    await settled();
    const paused = terminal.person.paused();
    assert.ok(paused);
    assert.match(shown.join(''), /Paused before the next call/);
    input.write('look at the tests\n');
    await paused;
    assert.equal(terminal.person.paused(), undefined);
    assert.deepEqual(terminal.person.takeHints(), ['look at the tests']);
  });

  it('shows the plan, and waits no longer once the run is cancelled', async () => {
    const { shown, cancelling, confirm } = open(true);
    const answered = confirm({ kind: 'plan', plan: 'Use a map.' }, cancelling.signal);
    assert.match(shown.join(''), /The plan:\n\nUse a map\.\n\nEnter follows it/);
    cancelling.abort();
    assert.deepEqual(await answered, {});
  });

  it('asks for help where the run is stuck; Enter has none', async () => {
    const { input, shown, terminal, cancelling } = open(false);
    input.end('use cents\n\n');
    const { help } = terminal.person;
    assert.ok(help);
    await settled();
    const ask = () => help({ kind: 'stuck', why: 'no way pays', summary: '1 test failing' }, cancelling.signal);
    assert.deepEqual(await ask(), { hint: 'use cents' });
    assert.match(shown.join(''), /Nothing else is left to try that pays\. The best candidate: 1 test failing/);
    assert.deepEqual(await ask(), {});
  });
});
