import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { redAboutTask } from '../../../../src/engine/run/dialogue/red-about-task';
import type { Baseline } from '../../../../src/engine/verify/baseline';
import { evidence } from '../../../support/fakes';

const coverage = { covered: true } as unknown as Baseline['report']['coverage'];
const errorIn = (path: string, code = 'TS2307'): Evidence => evidence('types', path, { path, line: 1, code });
const failureIn = (path: string, test: string): Evidence => evidence('tests', `${path} ${test}`, { path, test });
/** A workspace whose packages are not built. */
const UNBUILT = Array.from({ length: 20 }, (_, at) => errorIn(`packages/p${at}/src/index.ts`));
const FAILING = [
  failureIn('packages/cli/src/cli.test.ts', 'cli > prints the version of the release'),
  failureIn('packages/read/src/read.test.ts', 'reads'),
];

function about(
  { text, files = [] }: Pick<Partial<Task>, 'text' | 'files'>,
  red: { readonly goals?: readonly Evidence[]; readonly types?: readonly Evidence[]; readonly tests?: typeof FAILING },
) {
  const task: Task = { kind: 'generate', text: text ?? '', files, allow: NO_PERMISSIONS };
  const { goals = [], types = [], tests = [] } = red;
  const paths = [...types, ...tests].flatMap(({ path = '' }) => (path.startsWith('node_modules') ? [] : path));
  return redAboutTask(task, { goals, types, tests, report: { coverage } } as unknown as Baseline, paths);
}

describe('redAboutTask', () => {
  it('is nothing of the many failures that a request does not speak of, nor what they ran', () => {
    for (const text of ['move the version types into a file of their own', 'throw an error where it reads index.ts'])
      assert.deepEqual(about({ text }, { types: UNBUILT, tests: FAILING }), { evidence: [] });
  });

  it('is what the request names: a file, a test, a file given with it, a code of the compiler', () => {
    const red = { types: [...UNBUILT, errorIn('src/date.ts', 'TS2322')], tests: FAILING };
    const found = (asked: Parameters<typeof about>[0]) => about(asked, red).evidence.map(({ path }) => path);
    assert.deepEqual(found({ text: 'cli.test.ts should print a date' }), ['packages/cli/src/cli.test.ts']);
    assert.deepEqual(found({ text: 'see "prints the version of the release"' }), ['packages/cli/src/cli.test.ts']);
    assert.deepEqual(found({ text: 'tidy up packages/p7/src/index.ts' }), ['packages/p7/src/index.ts']);
    assert.deepEqual(found({ text: 'x', files: ['packages/p3/src/index.ts'] }), ['packages/p3/src/index.ts']);
    assert.deepEqual(found({ text: 'why TS2322?' }), ['src/date.ts']);
  });

  it('is all of it where the request is about failures, without what lies in installed packages', () => {
    const installed = errorIn('node_modules/.pnpm/vue/index.d.ts');
    for (const text of [
      'make the failing tests pass',
      'the tests are red',
      'fix all type errors',
      'why do tests fail?',
    ])
      assert.deepEqual(about({ text }, { types: [installed, ...UNBUILT], tests: FAILING }), {
        evidence: [...UNBUILT, ...FAILING],
        coverage,
      });
  });

  it('is perhaps all of it where little is red', () => {
    const types = [errorIn('node_modules/vue/index.d.ts'), errorIn('src/a.ts')];
    assert.deepEqual(about({ text: 'round to cents' }, { types, tests: FAILING }), {
      evidence: [errorIn('src/a.ts'), ...FAILING],
      coverage,
      isUncertain: true,
    });
  });

  it('is the goals of a fix, with what the compiler says of their own tests', () => {
    const goals = FAILING.slice(0, 1);
    const inTest = errorIn('packages/cli/src/cli.test.ts');
    assert.deepEqual(about({}, { goals, types: [...UNBUILT, inTest], tests: FAILING }), {
      evidence: [...goals, inTest],
      coverage,
    });
  });
});
