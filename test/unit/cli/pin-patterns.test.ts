import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patternsCommand } from '../../../src/cli/commands/patterns-command';
import { parseOptions } from '../../../src/cli/options/options';
import { createPatternMemory } from '../../../src/engine/learn/memory';
import { createFileStore } from '../../../src/engine/learn/store/file-store';
import { systemClock } from '../../../src/engine/platform/clock';

const PLAN = 'Fixes with openai/m: plan first';

describe('loopcraft patterns --pin', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-pin-'));
    const memory = createPatternMemory(createFileStore(join(dir, 'patterns')), dir, systemClock);
    const run = {
      kind: 'fix',
      strategy: 'direct',
      reason: 'verified',
      iterations: 1,
      tokens: 9,
      model: 'openai/m',
    } as const;
    await memory.record(run);
  });
  after(() => rm(dir, { recursive: true, force: true }));

  async function patterns(...args: string[]) {
    const parsed = parseOptions(['patterns', ...args, '--state-dir', dir], dir, {});
    assert.ok('options' in parsed, JSON.stringify(parsed));
    let [out, err] = ['', ''];
    const io = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
    const code = await patternsCommand(parsed.options, dir, io as unknown as Parameters<typeof patternsCommand>[2]);
    return { code, out, err };
  }

  it('fixes an option in the words of the list, and lets it go again', async () => {
    assert.match(
      (await patterns('--pin', PLAN)).out,
      /Pinned by you; the next run takes it:\n {2}Fixes with openai\/m: plan first\n/,
    );
    const { pins } = JSON.parse((await patterns('--json')).out);
    assert.deepEqual(pins, [{ choice: 'opening', situation: 'fix openai/m', option: 'plan-first' }]);
    assert.doesNotMatch((await patterns('--unpin', PLAN)).out, /Pinned/);
    const again = await patterns('--unpin', PLAN);
    assert.equal(again.code, 2);
    assert.equal(again.err, `"${PLAN}" is not pinned.\n`);
  });

  it('lists what can be named where something else is, and changes nothing', async () => {
    const { code, err, out } = await patterns('--pin', 'plan first');
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(
      err,
      /nothing called "plan first" here\. Name one of these.*\n {2}Fixes with openai\/m: straight away \| plan first/,
    );
  });

  it('lets what was counted for an option be forgotten', async () => {
    assert.match((await patterns()).out, /Straight away\s+solved 1 of 1/);
    assert.doesNotMatch((await patterns('--forget', 'fix openai/m: direct')).out, /solved 1 of 1/);
  });

  it('does one thing at a time', () => {
    const both = parseOptions(['patterns', '--pin', PLAN, '--forget', PLAN], dir, {});
    assert.match('problem' in both ? both.problem : '', /one thing at a time/);
    assert.match(JSON.stringify(parseOptions(['runs', '--pin', PLAN], dir, {})), /runs has no such option/);
  });
});
