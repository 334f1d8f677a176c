import { createCandidate } from '../../../src/engine/workspace/candidate';
import { filesOf, type State } from '../../support/simulated-model/faults';
import type { SimulatedTask } from '../../support/simulated-model/simulated-model';
import type { BenchTask } from './read-tasks';
import { openRealJudge, type RealJudge } from './real-judge';
import { groupBy } from './statistics';

/** A task whose tests miss something, and the states that are wrong and green there. */
export interface Planted {
  readonly judge: RealJudge;
  readonly wrong: readonly State[];
}

/**
 * Takes the test out of the task that alone catches most of the faults. Those faults then are wrong by the task's own
 * test and green by all that is left, which the real judge confirms. Undefined where no test catches one alone.
 */
export async function plant(task: BenchTask, { reference, slots }: SimulatedTask): Promise<Planted | undefined> {
  const caught = slots.flatMap(({ wrong }, slot) =>
    wrong.flatMap(({ stage, signs }, version) => {
      const names = new Set(signs.map((sign) => (sign.kind === 'test' ? sign.name : '')));
      const [name = ''] = names;
      if (stage !== 'tests' || names.size !== 1 || name === '') return [];
      return [{ name, state: slots.map((_, at) => (at === slot ? version + 1 : 0)) }];
    }),
  );
  const byName = groupBy(caught, ({ name }) => name);
  const [most] = [...byName].sort(([, a], [, b]) => b.length - a.length);
  const tests = most && withoutTest(task.tests, most[0].split(' > ').at(-1) ?? '');
  if (!most || !tests) return undefined;
  const judge = await openRealJudge({ ...task, files: new Map([...task.files, ...tests]), tests });
  const baseline = await judge.baseline();
  const isGreen = async (state: State) => {
    const candidate = await judge.applyQuickFixes(createCandidate(filesOf(reference, slots, state)));
    return (await judge.judge(candidate, baseline)).ok;
  };
  const wrong: State[] = [];
  for (const { state } of most[1]) if (await isGreen(state)) wrong.push(state);
  return { judge, wrong };
}

function withoutTest(tests: ReadonlyMap<string, string>, name: string): Map<string, string> | undefined {
  for (const [path, text] of tests) {
    const start = text.indexOf(`  it('${name}'`);
    const end = text.indexOf('\n  });\n', start);
    if (start >= 0 && end >= 0) return new Map(tests).set(path, text.slice(0, start) + text.slice(end + 7));
  }
  return undefined;
}
