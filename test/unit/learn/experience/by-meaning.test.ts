import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { createExperienceMemory, forgetExperience } from '../../../../src/engine/learn/experience/experience-memory';
import type { Embedder } from '../../../../src/engine/learn/experience/meaning/embedder';
import { memoryStore } from '../../../support/memory-store';
import { wordVectors } from '../../../support/model-server';

const finding = (message: string, parts: Partial<Evidence> = {}): Evidence => ({
  stage: 'types',
  fingerprint: message,
  code: 'TS2345',
  path: 'src/cart.ts',
  message,
  ...parts,
});
const SOLVED = finding('Wrong currency: the amount was rejected.');
const SAME_MEANING = finding('Bad denomination: that sum got refused.', { code: 'TS9', path: 'lib/till.ts' });
const OTHER = finding('Route has gone missing from handler table.', { code: 'TS7', path: 'lib/http.ts' });
const MEANS = {
  bad: 'wrong',
  denomination: 'currency',
  sum: 'amount',
  got: 'was',
  refused: 'rejected',
  that: 'the',
  ts9: 'ts2345',
  lib: 'src',
  till: 'cart',
};
const CHANGE = { path: 'src/cart.ts', before: 'pay(1);\n', after: 'pay(toMoney(1));\n' };

const VECTORS_OF = (texts: readonly string[]) => wordVectors(texts, MEANS);

describe('experience by its meaning', () => {
  function open(store = memoryStore()) {
    const told: string[] = [];
    const log: string[] = [];
    const [logLine, tell] = [log, told].map((lines) => (line: string) => void lines.push(line));
    const memory = createExperienceMemory(store, '/ws', { now: () => 0 }, logLine ?? assert.fail, tell);
    const remember = (evidence: Evidence) =>
      memory.remember([{ evidence: [evidence], changes: [] }], [CHANGE], async () => []);
    return { store, memory, told, log, remember };
  }

  function embedderOf(
    vectorsOf: (texts: readonly string[]) => readonly (readonly number[])[] = VECTORS_OF,
    name = 'm',
  ) {
    const asked: (readonly string[])[] = [];
    const embedder: Embedder = {
      name,
      async embed(texts, signal) {
        signal.throwIfAborted();
        asked.push(texts);
        return { vectors: vectorsOf(texts) };
      },
    };
    return { asked, meaning: { embedder, signal: new AbortController().signal } };
  }

  it('is found where a finding says the same in other words, and not where it says something else', async () => {
    const { memory, remember, told } = open();
    await remember(SOLVED);
    const { meaning } = embedderOf();
    assert.deepEqual(await memory.recall([SAME_MEANING]), [], 'not by its words');
    assert.deepEqual(
      (await memory.recall([SAME_MEANING], meaning)).map(({ looked }) => looked),
      [SOLVED.message],
    );
    assert.deepEqual(await memory.recall([OTHER], meaning), []);
    assert.deepEqual(told, []);
  });

  it('asks once for what is known, sends no code, and finds it again after a restart', async () => {
    const { store, memory, remember } = open();
    await remember(SOLVED);
    const { asked, meaning } = embedderOf();
    await memory.recall([SAME_MEANING], meaning);
    assert.equal(asked[0]?.includes('TS2345: Wrong currency: the amount was rejected. (src/cart.ts)'), true);
    assert.doesNotMatch(JSON.stringify(asked), /toMoney|pay\(/);
    await open(store).memory.recall([OTHER], meaning);
    assert.deepEqual(asked[1], ['TS7: Route has gone missing from handler table. (lib/http.ts)']);
  });

  it('needs no request where the finding itself is on record', async () => {
    const { memory, remember } = open();
    await remember(SOLVED);
    const { asked, meaning } = embedderOf();
    await memory.recall([SOLVED], meaning);
    await memory.recall([SOLVED], meaning);
    assert.equal(asked.length, 1);
  });

  it('lets what has the same words come first, and shows three at most', async () => {
    const { memory, remember } = open();
    for (let file = 0; file < 6; file++)
      await remember({ ...SOLVED, path: `src/cart${file}.ts`, message: `${SOLVED.message} ${'so '.repeat(file)}` });
    await remember(SAME_MEANING);
    const { meaning } = embedderOf();
    const recalled = await memory.recall([SAME_MEANING], meaning);
    assert.equal(recalled.length, 3);
    assert.equal(recalled[0]?.looked, SAME_MEANING.message);
    assert.deepEqual(
      recalled.map(({ isByMeaning }) => isByMeaning),
      [undefined, true, true],
    );
  });

  it('builds its index again for another model', async () => {
    const { memory, remember, told } = open();
    await remember(SOLVED);
    await memory.recall([SAME_MEANING], embedderOf().meaning);
    const other = embedderOf((texts) => VECTORS_OF(texts).map((vector) => [...vector, ...vector]), 'other');
    assert.equal((await memory.recall([SAME_MEANING], other.meaning)).length, 1);
    assert.equal(
      other.asked[0]?.some((text) => text.includes('Wrong currency')),
      true,
    );
    assert.deepEqual(told, []);
  });

  it('tells once that the vectors have another length now, and builds its index again', async () => {
    const { memory, remember, told } = open();
    await remember(SOLVED);
    await memory.recall([SAME_MEANING], embedderOf().meaning);
    const longer = embedderOf((texts) => VECTORS_OF(texts).map((vector) => [...vector, 1]));
    assert.deepEqual(await memory.recall([OTHER], longer.meaning), []);
    assert.match(told[0] ?? '', /words only.*vectors of 65 numbers now, and gave 64 before/);
    assert.equal((await memory.recall([SAME_MEANING], longer.meaning)).length, 1);
    assert.equal(told.length, 1);
  });

  it('falls back to words and tells why once, whatever is wrong with the model', async () => {
    const { memory, remember, told } = open();
    await remember(SOLVED);
    const embedder: Embedder = { name: 'm', embed: async () => ({ problem: 'The server is down.' }) };
    const meaning = { embedder, signal: new AbortController().signal };
    for (let run = 0; run < 3; run++) assert.equal((await memory.recall([SOLVED], meaning)).length, 1);
    assert.deepEqual(told, [
      'What earlier runs solved is searched by its words only, because there are no embeddings. The server is down.',
    ]);
  });

  it('ends with the run that asked', async () => {
    const { memory, remember } = open();
    await remember(SOLVED);
    const { embedder } = embedderOf().meaning;
    await assert.rejects(
      memory.recall([SOLVED], { embedder, signal: AbortSignal.abort(new Error('cancelled')) }),
      /cancelled/,
    );
  });

  it('survives whatever lies in its index', async () => {
    const { store, memory, remember } = open();
    await remember(SOLVED);
    await memory.recall([SAME_MEANING], embedderOf().meaning);
    const key = [...store.values.keys()].find((each) => each.startsWith('vectors/')) ?? assert.fail('no index');
    const good = store.values.get(key) as { vectors: Record<string, string> };
    const damaged = [
      'half {',
      null,
      [],
      { ...good, version: 2 },
      { ...good, length: 63 },
      { ...good, vectors: { ...good.vectors, x: '%%%' } },
      { ...good, vectors: Object.fromEntries(Object.keys(good.vectors).map((id) => [id, 'AADAfw=='])) },
      {
        ...good,
        vectors: Object.fromEntries(
          Object.keys(good.vectors).map((id) => [id, Buffer.alloc(256, 255).toString('base64')]),
        ),
      },
      { ...good, vectors: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`v${at}`, 'AACAPw=='])) },
    ];
    for (const value of damaged) {
      store.values.set(key, value);
      assert.equal(
        (await memory.recall([SAME_MEANING], embedderOf().meaning)).length,
        1,
        JSON.stringify(value).slice(0, 80),
      );
    }
  });

  it('stays within its bounds, and asks for at most 64 texts at once', async () => {
    const { store, memory, remember } = open();
    for (let run = 0; run < 130; run++)
      await remember({ ...SOLVED, message: `Thing ${'abcdefghij'[run % 10]}${run} is odd.`, path: `src/f${run}.ts` });
    const { asked, meaning } = embedderOf((texts) =>
      VECTORS_OF(texts).map((vector) => Array.from({ length: 4096 }, (_, at) => vector[at % 64] ?? 0)),
    );
    for (let run = 0; run < 4; run++) await memory.recall([OTHER], meaning);
    assert.ok(
      asked.every((texts) => texts.length <= 64),
      String(asked.map(({ length }) => length)),
    );
    const key = [...store.values.keys()].find((each) => each.startsWith('vectors/')) ?? '';
    const { vectors } = store.values.get(key) as { vectors: object };
    assert.equal(Object.keys(vectors).length, 126, '120 experiences and 6 texts to gauge the model');
    await forgetExperience(store, '/ws');
    assert.deepEqual(
      [...store.values.keys()].filter((each) => !each.endsWith('index')),
      [],
    );
  });

  it('never rejects for any vectors', async () => {
    const vector = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), {
      minLength: 3,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(vector), async (stream) => {
        const { memory, remember } = open();
        await remember(SOLVED);
        const { meaning } = embedderOf((texts) => texts.map(() => stream.next().value ?? [1, 1, 1]));
        assert.ok((await memory.recall([SAME_MEANING], meaning)).length <= 1);
      }),
      { numRuns: 30 },
    );
  });
});
