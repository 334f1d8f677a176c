import assert from 'node:assert/strict';
import type { RuleLevels } from '../../../../src/engine/contract/rule';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { TypeCheckRequest } from '../../../../src/engine/contract/type-check';
import { createLevels } from '../../../../src/engine/integrity/levels/levels';
import { integrityStage, toldSentence } from '../../../../src/engine/verify/rules/integrity-stage';
import { createCandidate } from '../../../../src/engine/workspace/candidate';
import { evidence, fakeClock, inspector, memorySnapshot } from '../../../support/fakes';

/** Runs the stage over one new file; the compiler reports an error where the text matches `errorIf`. */
async function stageOver(text: string, chosen: RuleLevels, errorIf = /(?!)/) {
  const snapshot = memorySnapshot({ 'src/old.ts': 'export {};\n' });
  const asked: TypeCheckRequest[] = [];
  const error = { path: 'src/new.ts', line: 1, column: 1, code: 2322, message: 'No.', category: 'error' as const };
  const result = await integrityStage(
    {
      snapshot,
      task: { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS },
      typesCopy: { with: async () => '/scratch' },
      clock: fakeClock(),
      emit: () => {},
      checker: {
        ...inspector,
        async check(request) {
          asked.push(request);
          const isRed = errorIf.test(request.overlay.get('src/new.ts') ?? '');
          const all = {
            version: '6.0.3',
            engine: 'workspace',
            projects: [],
            whole: false,
            checked: '',
            ms: 1,
          } as const;
          return { ...all, diagnostics: isRed ? [error] : [] };
        },
        exportedTypes: async () => [],
        dispose: async () => {},
      },
    },
    createCandidate(new Map([['src/new.ts', text]])),
    { levelOf: createLevels(snapshot, { chosen, testCommand: 'npm test' }), allowed: '' },
    new AbortController().signal,
  );
  return { ...result, asked };
}

describe('the integrity stage', () => {
  const AS_ANY = 'export const a = b as any;\n';

  it('tells what does not refuse, and does not claim that it found none of it', async () => {
    const { evidence: refused, told = [], checked } = await stageOver(AS_ANY, { 'as-any': 'tell' });
    assert.deepEqual(
      [refused, told.map(({ code, level, line }) => [code, level, line])],
      [[], [['as-any', 'tell', 1]]],
    );
    assert.match(checked, /^no (?!new any).*\. Told, not refused: as-any in src\/new\.ts:1\.$/);
  });

  it('has the compiler look at the candidate without the `any`, and refuses one that silences an error', async () => {
    const { evidence: refused, asked } = await stageOver(AS_ANY, { 'as-any': 'off' }, /= b;/);
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['as-any'],
    );
    assert.deepEqual(
      asked.map(({ scope, toTheEnd, overlay }) => [scope, toTheEnd, overlay.get('src/new.ts')]),
      [
        ['near', true, AS_ANY],
        ['near', true, 'export const a = b;\n'],
      ],
    );
  });

  it('says where one assertion is enough, because the compiler accepts it', async () => {
    const twice = 'export const a = b as unknown as Item;\n';
    const messages = async (text: string, errorIf?: RegExp): Promise<string[]> =>
      (await stageOver(text, {}, errorIf)).evidence.map(({ message }) => message);
    const [enough = ''] = await messages(twice);
    assert.match(enough, /asserts through `unknown`.* The compiler accepts `b as Item` here: write that\.$/);
    const [needed = ''] = await messages(twice, /= b as Item;/);
    assert.match(needed, /asserts through `unknown`/);
    assert.doesNotMatch(needed, /The compiler accepts/);
    for (const text of ['export const a = <Item>(<unknown>b);\n', 'export const a = (b as unknown) as Item;\n'])
      assert.match((await messages(text))[0] ?? '', /The compiler accepts `(?:<Item>\(b\)|\(b\) as Item)` here/);
    const { asked } = await stageOver(twice, {});
    assert.equal(asked.at(-1)?.overlay.get('src/new.ts'), 'export const a = b as Item;\n');
  });

  it('asks the compiler about the first few of many, and about none in a name between the two', async () => {
    const many = Array.from({ length: 20 }, (_, at) => `export const a${at} = b${at} as unknown as Item;\n`).join('');
    assert.ok((await stageOver(many, {})).asked.length <= 6);
    const named = 'const c: unknown = { a: 1 };\nexport const a = c as Item;\n';
    assert.deepEqual((await stageOver(named, {})).asked, []);
  });

  it('checks no types where nothing that may silence an error is let through', async () => {
    for (const text of ['export const a = 1;\n', '// eslint-disable-next-line\nexport const a = 1;\n', AS_ANY])
      assert.equal((await stageOver(text, {})).asked.length, 0);
  });

  it('names the first findings and counts the others', () => {
    const told = [1, 2, 3, 4].map((line) => evidence('integrity', `${line}`, { code: 'stub', path: 'a.ts', line }));
    assert.equal(toldSentence([]), '');
    assert.equal(
      toldSentence(told),
      'Told, not refused: stub in a.ts:1, stub in a.ts:2, stub in a.ts:3 and 1 other finding.',
    );
  });
});
