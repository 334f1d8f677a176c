import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { EventBody } from '../../../src/engine/contract/events';
import { prune } from '../../../src/engine/journal/files';
import { foldRun } from '../../../src/engine/journal/fold';
import { openJournal } from '../../../src/engine/journal/journal';
import { createRunReader, deleteRun, parseJournal, readRun, readRuns } from '../../../src/engine/journal/read';
import { fullRun, runEvents, START } from './sample-run';

describe('journal', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-journal-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const silent = (line: string) => assert.fail(`unexpected log line: ${line}`);
  const write = async (...runs: ReturnType<typeof runEvents>[]) => {
    const journal = openJournal(dir, silent);
    for (const event of runs.flat()) journal.listener(event);
    await journal.close();
  };

  it('reads back what was written, as the live view showed it', async () => {
    const events = runEvents('r1');
    await write(events);
    assert.deepEqual(await readRuns(dir), [foldRun(events)]);
    assert.deepEqual(
      (await readdir(dir)).map((name) => name.replace(/^[\dTZ]+/, '')),
      ['-r1.jsonl'],
    );
  });

  it('keeps what the model was shown', async () => {
    const part = { title: 't', why: 'w', tokens: 5, path: 'src/a.ts', lines: [{ startLine: 1, endLine: 2 }] };
    const shown: EventBody = {
      type: 'context',
      parts: [part, { title: 'names', why: 'near', tokens: 2 }],
      added: false,
    };
    const events = runEvents('r1', [START, { type: 'iteration-start', iteration: 1 }, shown]);
    await write(events);
    const [step] = (await readRuns(dir))[0]?.iterations[0]?.steps ?? [];
    assert.deepEqual([step?.label, step?.parts], ['Shown to the model: 2 parts, 7 tokens', shown.parts]);
  });

  it('reads only the newest runs, and says how many are older', async () => {
    const at = (index: number) => `2026-11-2${index}T10:00:00.000Z`;
    await write(...[1, 2, 3, 4].map((index) => runEvents(`r${index}`, fullRun(), at(index))));
    const reader = createRunReader(dir);
    const read = async (count: number) => {
      const { runs, older } = await reader.read(count);
      return [runs.map(({ runId }) => runId), older];
    };
    assert.deepEqual(await read(2), [['r4', 'r3'], 2]);
    assert.deepEqual(await read(9), [['r4', 'r3', 'r2', 'r1'], 0]);
    assert.equal(await deleteRun(dir, 'r4'), true);
    assert.deepEqual(await read(2), [['r3', 'r2'], 1]);
  });

  it('reads a journal again only when it has changed, or its run may have ended', async () => {
    await write(runEvents('r1'));
    const [name = ''] = await readdir(dir);
    const path = join(dir, name);
    const text = await readFile(path, 'utf8');
    const written = new Date('2026-11-25T10:00:00.000Z');
    await utimes(path, written, written);
    const reader = createRunReader(dir);
    const message = async () => (await reader.read(9)).runs[0]?.message;
    assert.equal(await message(), 'green');
    await writeFile(path, text.replace('green', 'gr33n'));
    await utimes(path, written, written);
    assert.equal(await message(), 'green', 'same size and time: not read again');
    await utimes(path, written, new Date(written.getTime() + 1000));
    assert.equal(await message(), 'gr33n');

    const journal = openJournal(dir, silent);
    for (const event of runEvents('r2', [START], '2027-01-01T00:00:00.000Z')) journal.listener(event);
    const state = async () => (await reader.read(1)).runs[0]?.state;
    assert.equal(await state(), 'running');
    await journal.close();
    assert.equal(await state(), 'interrupted');
  });

  it('keeps as many runs as the person says when one ends', async () => {
    const journal = openJournal(dir, silent, () => 2);
    for (const id of [1, 2, 3]) {
      const events = runEvents(`r${id}`, fullRun(), `2026-11-2${id}T10:00:00.000Z`);
      for (const event of events) journal.listener(event);
    }
    await journal.close();
    assert.deepEqual(
      (await readRuns(dir)).map(({ runId }) => runId),
      ['r3', 'r2'],
    );
  });

  it('has every line on disk before the listener returns', async () => {
    const journal = openJournal(dir, silent);
    const events = runEvents('r1');
    for (const [index, event] of events.entries()) {
      journal.listener(event);
      const [name] = (await readdir(dir)).filter((file) => file.endsWith('.jsonl'));
      assert.equal(parseJournal(await readFile(join(dir, name ?? ''), 'utf8')).length, index + 1);
    }
    await journal.close();
  });

  it('lists runs newest first, and keeps two concurrent ones apart', async () => {
    const first = runEvents('r1');
    const second = runEvents('r2', fullRun(), '2026-11-23T10:00:05.500Z');
    const journal = openJournal(dir, silent);
    for (const event of [...first, ...second].sort((a, b) => (a.at < b.at ? -1 : 1))) journal.listener(event);
    await journal.close();
    const runs = await readRuns(dir);
    assert.deepEqual(
      runs.map(({ runId, outcome }) => [runId, outcome]),
      [
        ['r2', 'succeeded'],
        ['r1', 'succeeded'],
      ],
    );
    assert.equal((await readRun(dir, 'r1'))?.startedAt, first[0]?.at);
    assert.equal(await readRun(dir, 'r3'), undefined);
  });

  it('says running while its process lives', async () => {
    const journal = openJournal(dir, silent);
    for (const event of runEvents('r1').slice(0, 6)) journal.listener(event);
    assert.equal((await readRuns(dir))[0]?.state, 'running');
    assert.equal(await deleteRun(dir, 'r1'), false);
    await journal.close();
    assert.equal((await readRuns(dir))[0]?.state, 'interrupted');
    assert.equal(await deleteRun(dir, 'r1'), true);
    assert.deepEqual(await readdir(dir), []);
  });

  it('says interrupted after its process was killed, and loses at most the torn line', async () => {
    const script = `
      const { openJournal } = require(${JSON.stringify(join(process.cwd(), 'src/engine/journal/journal.ts'))});
      const { runEvents } = require(${JSON.stringify(join(process.cwd(), 'test/unit/journal/sample-run.ts'))});
      const journal = openJournal(process.argv[1], console.error);
      for (const event of runEvents('killed').slice(0, 9)) journal.listener(event);
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script, dir], { stdio: 'inherit' });
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, 'SIGKILL');
    const [name = ''] = (await readdir(dir)).filter((file) => file.endsWith('.jsonl'));
    await appendFile(join(dir, name), '{"type":"candidate","iteration":1,"fi');
    const [record] = await readRuns(dir);
    assert.equal(record?.state, 'interrupted');
    assert.equal(record?.calls, 1);
    assert.deepEqual(
      record?.changes.map(({ after }) => after),
      ['first'],
    );
  });

  it('does not mistake a later process with the same number for the writer', async () => {
    await write(runEvents('r1').slice(0, 5));
    const [name = ''] = await readdir(dir);
    const owner = { pid: process.pid, host: hostname(), since: '2001-01-01T00:00:00.000Z', birth: 'another boot/1' };
    await writeFile(join(dir, name.replace('.jsonl', '.owner')), JSON.stringify(owner));
    assert.equal((await readRuns(dir))[0]?.state, 'interrupted');
  });

  it('skips files that hold no run of this version, and keeps them', async () => {
    await write(runEvents('good'));
    await writeFile(join(dir, 'a.jsonl'), 'not json\n\u0000\n');
    await writeFile(join(dir, 'b.jsonl'), '{"type":"run-end"}\n');
    await writeFile(join(dir, 'c.jsonl'), `${JSON.stringify({ ...runEvents('new')[0], version: 2 })}\n`);
    await writeFile(join(dir, 'd.txt'), 'notes');
    await mkdir(join(dir, 'e.jsonl'));
    assert.deepEqual(
      (await readRuns(dir)).map(({ runId }) => runId),
      ['good'],
    );
    assert.equal((await readdir(dir)).length, 6);
    assert.deepEqual(await readRuns(join(dir, 'missing')), []);
  });

  it('skips lines of other runs and unknown kinds in the middle', () => {
    const lines = runEvents('r1').map((event) => JSON.stringify(event));
    lines.splice(
      3,
      0,
      '{"type":"from-the-future","runId":"r1","at":"2026-11-23T10:00:00.000Z"}',
      JSON.stringify(runEvents('r2')[1]),
      '[]',
      'null',
    );
    assert.deepEqual(parseJournal(lines.join('\n')), runEvents('r1'));
  });

  it('reports once that the folder cannot be written, and goes on', async () => {
    const file = join(dir, 'taken');
    await writeFile(file, '');
    const lines: string[] = [];
    const journal = openJournal(join(file, 'runs'), (line) => lines.push(line));
    assert.equal(journal.problem, undefined);
    for (const event of [...runEvents('r1'), ...runEvents('r2')]) journal.listener(event);
    await journal.close();
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /cannot be written.*The run itself goes on/);
    assert.equal(journal.problem, lines[0]);
  });

  it('lets no other user read the journals', async () => {
    await write(runEvents('r1'));
    await chmod(dir, 0o700);
    const [name = ''] = await readdir(dir);
    assert.equal((await stat(join(dir, name))).mode & 0o077, 0);
  });

  it('makes any run id a safe file name', async () => {
    await write(runEvents('../..//x y\u0000'));
    assert.equal((await readRuns(dir))[0]?.runId, '../..//x y\u0000');
    assert.equal(await deleteRun(dir, '../..//x y\u0000'), true);
  });

  it('keeps the newest runs within both bounds, and those being written', async () => {
    const at = (index: number) => `2026-11-2${index}T10:00:00.000Z`;
    await write(...[1, 2, 3, 4].map((index) => runEvents(`r${index}`, fullRun(), at(index))));
    const journal = openJournal(dir, silent);
    for (const event of runEvents('r0', [START], at(0))) journal.listener(event);
    await prune(dir, 3, 1e9);
    assert.deepEqual(
      (await readRuns(dir)).map(({ runId }) => runId),
      ['r4', 'r3', 'r2', 'r0'],
    );
    const [newest = ''] = (await readdir(dir)).sort().reverse();
    const { size } = await stat(join(dir, newest));
    await prune(dir, 200, size * 2);
    assert.deepEqual(
      (await readRuns(dir)).map(({ runId }) => runId),
      ['r4', 'r3', 'r0'],
    );
    await prune(dir, 200, 1);
    assert.deepEqual(
      (await readRuns(dir)).map(({ runId }) => runId),
      ['r4', 'r0'],
    );
    await journal.close();
  });

  it('never throws and never invents an event, whatever a file holds', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(...runEvents('r1').map((event) => JSON.stringify(event))),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const events = parseJournal(lines.join('\n'));
        assert.ok(events.every((event) => runEvents('r1').some((written) => isDeepStrictEqual(event, written))));
        if (events.length > 0) foldRun(events);
      }),
    );
  });

  it('survives being cut at any byte', () => {
    const text = runEvents(
      'r1',
      fullRun().map((body): EventBody => (body.type === 'decision' ? { ...body, why: 'zu groß – 木' } : body)),
    )
      .map((event) => `${JSON.stringify(event)}\n`)
      .join('');
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
        const cut = bytes.subarray(0, length).toString('utf8');
        const whole = cut.slice(0, cut.lastIndexOf('\n') + 1).split('\n').length - 1;
        const events = parseJournal(cut);
        // A cut just before the end of a line leaves its event complete.
        assert.ok(events.length === whole || events.length === whole + 1);
      }),
    );
  });
});
