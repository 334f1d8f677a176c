import assert from 'node:assert/strict';
import type { Diagnostic, TypeCheckRequest, TypeReport } from '../../../src/engine/contract/type-check';
import { createSession } from '../../../src/engine/typecheck/session';
import type { Baseline } from '../../../src/engine/verify/baseline';
import { typeEvidence } from '../../../src/engine/verify/to-evidence';
import { checkTypes, judgeTypes, type TypesStageDeps, unchangedFilesOf } from '../../../src/engine/verify/types-stage';
import { memorySnapshot } from '../../support/fakes';
import { createTempWorkspace, QUICK } from '../typecheck/temp-workspace';

const error = (path: string, message: string, code = 2322): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  code,
  message,
  category: 'error',
});
const OPTION = error('tsconfig.json', 'Option inlineSources needs a source map.', 5051);
const signals = { signal: new AbortController().signal, enough: new AbortController().signal };

type Answer = (request: TypeCheckRequest) => readonly Diagnostic[];

/** Judges edits of a.ts, with a compiler that answers by the request. */
async function bench(
  before: readonly Diagnostic[],
  answer: Answer,
  more: Partial<TypeReport> = {},
  texts: Readonly<Record<string, string>> = { 'a.ts': '', 'b.ts': '', 'c.ts': '' },
) {
  const asked: string[] = [];
  const deps: TypesStageDeps = {
    snapshot: memorySnapshot(texts),
    typesCopy: { with: async () => '/scratch' },
    checker: {
      async check(request) {
        asked.push([request.scope, ...(request.toTheEnd ? ['to the end'] : [])].join(' '));
        return {
          version: '6.0.3',
          engine: 'workspace',
          projects: ['tsconfig.json'],
          diagnostics: answer(request),
          whole: request.scope === 'whole',
          checked: '',
          ms: 1,
          ...more,
        };
      },
      exportedTypes: async () => [],
      dispose: async () => {},
    },
  };
  const types = await typeEvidence(before, async () => undefined);
  const baseline = { types, projects: ['tsconfig.json'], tests: [] } as unknown as Baseline;
  const unchanged = unchangedFilesOf(deps);
  const judge = (goals = types.slice(0, 0)) => {
    const files = new Map([['a.ts', 'export {};']]);
    return judgeTypes(deps, { files, baseline, goals, unchanged }, () => {}, signals);
  };
  return { judge, asked, types, deps, baseline, unchanged };
}

for (const compiler of ['typescript', 'typescript-7'] as const)
  describe(`judgeTypes with ${compiler}`, () => {
    const files = {
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...QUICK, inlineSources: true }, include: ['src'] }),
      'src/add.ts': 'export const add = (a: number, b: number): number => a + b;',
      'src/sample.ts': "import { add } from './add';\nexport const text: string = add(1, 2);",
      'src/other.ts': "import { text } from './sample';\nexport const other: number = text;",
    };

    it('does not blame a change for old errors that an error in the options hides', async () => {
      const workspace = createTempWorkspace(files);
      const session = createSession();
      try {
        workspace.install(compiler);
        const deps: TypesStageDeps = {
          snapshot: { ...memorySnapshot(files), root: workspace.root },
          typesCopy: { with: async () => '/scratch' },
          checker: {
            async check(request) {
              const answer = await session.check(request, async () => {});
              if ('commands' in answer) throw new Error(answer.reason);
              return answer;
            },
            exportedTypes: async () => [],
            dispose: async () => {},
          },
        };
        const { evidence: types, projects } = await checkTypes(deps, new Map(), { scope: 'whole' }, signals.signal);
        assert.deepEqual(
          types.map(({ code }) => code),
          ['TS5051'],
        );
        const baseline = { types, projects, tests: [] } as unknown as Baseline;
        const judge = (text: string) =>
          judgeTypes(
            deps,
            { files: new Map([['src/add.ts', text]]), baseline, goals: [], unchanged: unchangedFilesOf(deps) },
            () => {},
            signals,
          );
        const right = `${files['src/add.ts']}\nexport const twice = (a: number): number => add(a, a);`;
        assert.deepEqual((await judge(right)).evidence, []);
        const wrong = `${files['src/add.ts']}\nexport const twice = (a: number): string => add(a, a);`;
        assert.deepEqual(
          (await judge(wrong)).evidence.map(({ path, code }) => [path, code]),
          [['src/add.ts', 'TS2322']],
        );
      } finally {
        session.dispose();
        workspace.dispose();
      }
    });
  });

describe('judgeTypes', () => {
  it('forgives what the unchanged files have under the same look, however many they are', async () => {
    const old = [error('b.ts', 'old'), error('c.ts', 'old')];
    const { judge, asked } = await bench([OPTION], ({ scope, toTheEnd, edited }) => {
      if (scope === 'whole') return [OPTION];
      if (scope === 'files') return old.filter(({ path }) => edited.includes(path));
      return scope === 'near' && !toTheEnd ? old.slice(0, 1) : old;
    });
    assert.deepEqual((await judge()).evidence, []);
    assert.deepEqual(asked, ['near', 'files', 'near to the end', 'files', 'whole']);
    asked.length = 0;
    assert.deepEqual((await judge()).evidence, []);
    assert.deepEqual(asked, ['near', 'near to the end', 'whole'], 'an unchanged file is looked at once');
  });

  it('is red for what is new beside such an error, also for a second one of the same kind', async () => {
    const fresh = error('c.ts', 'fresh');
    const second = { ...error('b.ts', 'old'), line: 2 };
    for (const found of [fresh, second]) {
      const old = error('b.ts', 'old');
      const { judge } = await bench([OPTION], ({ scope, toTheEnd }) => {
        if (scope === 'files') return [old];
        return scope === 'near' ? (toTheEnd ? [old, found] : [old]) : [OPTION];
      });
      assert.deepEqual(
        (await judge()).evidence.map(({ path, message }) => [path, message]),
        [[found.path, found.message]],
      );
    }
  });

  it('counts an error that the baseline and the look have in common once', async () => {
    const old = error('b.ts', 'old');
    const { judge } = await bench([old], ({ scope }) => (scope === 'files' ? [old] : [old, { ...old, line: 2 }]));
    assert.equal((await judge()).evidence.length, 1);
  });

  it('forgives what appears only after the syntax error that hid it is gone', async () => {
    const syntax = error('a.ts', 'Expression expected.', 1109);
    const { judge, types } = await bench([syntax], ({ scope }) => (scope === 'near' ? [] : [error('b.ts', 'old')]));
    assert.deepEqual((await judge(types)).evidence, []);
  });

  it('never forgives a goal, and looks at nothing where no old error can have hidden one', async () => {
    const old = error('a.ts', 'old');
    const { judge, types } = await bench([old], () => [old]);
    assert.equal((await judge(types)).evidence.length, 1);
    const clean = await bench([], () => [old]);
    assert.equal((await clean.judge()).evidence.length, 1);
    assert.deepEqual(clean.asked, ['near']);
    const command = await bench([OPTION], () => [old], { engine: 'tsc', whole: true });
    assert.equal((await command.judge()).evidence.length, 1);
    assert.deepEqual(command.asked, ['near']);
  });

  it('looks at the unchanged file where its project was not part of the baseline', async () => {
    const old = error('a.ts', 'old');
    const { judge, asked } = await bench([], () => [old], { projects: ['tools/tsconfig.json'] });
    assert.deepEqual((await judge()).evidence, []);
    assert.ok(asked.includes('files'));
  });

  it('does not count an import of a package that could not be found before, and says what is unknown', async () => {
    const miss = (path: string, line = 1) => ({ ...error(path, "Cannot find module '@shop/types'.", 2307), line });
    const wrong = error('c.ts', 'fresh');
    for (const more of [[], [wrong]]) {
      const found = [miss('b.ts'), miss('a.ts', 3), ...more];
      const { judge } = await bench(
        [miss('b.ts')],
        ({ scope, toTheEnd }) => (scope === 'near' && !toTheEnd ? found.slice(0, 2) : found),
        { checked: 'checked' },
      );
      const { evidence, left, checked } = await judge();
      assert.deepEqual(
        [evidence.map(({ message }) => message), left?.map(({ path }) => path)],
        [more.map(({ message }) => message), ['b.ts']],
      );
      assert.match(checked, /checked; nothing checked the types of @shop\/types, which cannot be found, as before/);
    }
  });

  it('recognises an error of a library or without a file wherever it is reported', async () => {
    const at = (path: string) => error(path, "Cannot find global type 'Iterable'.", 2318);
    const { judge } = await bench([at('node_modules/typescript/lib/lib.dom.d.ts')], ({ scope }) =>
      scope === 'near' ? [at('../other/node_modules/typescript/lib/lib.es5.d.ts')] : [at('')],
    );
    assert.deepEqual((await judge()).evidence, []);
  });
});

describe('judgeTypes where components are affected', () => {
  const judge = async (
    files: Readonly<Record<string, string>>,
    change: Readonly<Record<string, string | null>>,
    more: Partial<TypeReport> = {},
  ) => {
    const { deps, baseline, unchanged } = await bench([], () => [], { checked: 'checked', ...more }, files);
    const candidate = { files: new Map(Object.entries(change)), baseline, goals: [], unchanged };
    return judgeTypes(deps, candidate, () => {}, signals);
  };
  const files = {
    'src/price.ts': 'export const price = 1;',
    'src/index.ts': "export * from './price';",
    'src/App.vue': '<script setup lang="ts">import { price } from \'./index\';</script>',
    'src/Other.vue': '<script setup lang="ts">const other = 1;</script>',
  };
  const affects = (names: string) => `checked; nothing checked the types in ${names}, which the change affects`;

  it('names those that change and those that import what changes, and is green', async () => {
    assert.deepEqual((await judge(files, { 'src/price.ts': '' })).evidence, []);
    assert.equal((await judge(files, { 'src/price.ts': '' })).checked, affects('src/App.vue'));
    assert.equal((await judge(files, { 'src/price.ts': null })).checked, affects('src/App.vue'));
    const both = { 'src/price.ts': '', 'src/Other.vue': '' };
    assert.equal((await judge(files, both)).checked, affects('src/Other.vue, src/App.vue'));
  });

  it('says nothing where none is affected, the change deletes it, or vue-tsc reads it', async () => {
    assert.equal((await judge(files, { 'src/new.ts': '' })).checked, 'checked');
    assert.equal((await judge(files, { 'src/App.vue': null })).checked, 'checked');
    const withComponents = [{ folder: 'src', ending: '.vue' }] as const;
    assert.equal((await judge(files, { 'src/price.ts': '' }, { withComponents })).checked, 'checked');
    const elsewhere = await judge(
      files,
      { 'src/price.ts': '' },
      {
        withComponents: [{ folder: 'app', ending: '.vue' }],
      },
    );
    assert.equal(elsewhere.checked, affects('src/App.vue'));
  });

  it('names three, and the number of the rest', async () => {
    const many = ['a.svelte', 'b.astro', 'c.vue', 'd.vue', 'e.svelte'];
    const change = Object.fromEntries(many.map((path) => [path, '']));
    assert.equal((await judge({}, change)).checked, affects('a.svelte, b.astro, c.vue and 2 more'));
  });

  it("names the template of an Angular class, and no page of another workspace's", async () => {
    const angular = {
      'package.json': '{ "dependencies": { "@angular/core": "20.0.0" } }',
      'index.html': '',
      'src/app.ts': "import { price } from './price';\n@Component({ templateUrl: './app.html' })\nexport class App {}",
      'src/app.html': '{{ price }}',
      'src/price.ts': 'export const price = 1;',
    };
    for (const path of ['src/app.html', 'src/app.ts', 'src/price.ts'])
      assert.equal((await judge(angular, { [path]: angular[path as 'src/app.ts'] })).checked, affects('src/app.html'));
    assert.equal((await judge(angular, { 'index.html': '' })).checked, 'checked');
    assert.equal((await judge({ ...angular, 'package.json': '{}' }, { 'src/app.html': '' })).checked, 'checked');
  });
});
