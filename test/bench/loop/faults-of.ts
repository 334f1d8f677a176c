import type { Evidence } from '../../../src/engine/contract/evidence';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { seeded } from '../../support/seeded';
import { type Fault, filesOf, keyOf, type Sign, type Slot, type State } from '../../support/simulated-model/faults';
import type { Mistake, SimulatedTask } from '../../support/simulated-model/simulated-model';
import { hashOf, shuffled } from '../../support/simulated-model/world';
import { wrongVersions } from './mutators';
import type { BenchTask } from './read-tasks';
import type { RealJudge } from './real-judge';

/** How many lines can be wrong in a task, by the stage that notices it, and in how many ways each. */
const SLOTS = { types: 2, tests: 5 };
const VERSIONS = 2;
const PAIRS = 8;
const TRIPLES = 5;

/** What a model can do wrong in a task. Only what the real judge refuses is a fault; the reference must be green. */
export async function simulatedTask(judge: RealJudge): Promise<SimulatedTask> {
  const { bench } = judge;
  const { name, reference, tests, difficulty, fact } = bench;
  const right = await verdictOf(judge, []);
  if (!right.ok) throw new Error(`${name}: the reference is red: ${right.summary}`);
  const random = seeded(hashOf(name));
  const slots = await findSlots(judge, random);
  const factSlot = fact && slots.findIndex((slot) => slot.right === fact.line);
  const mistakes = await findMistakes(judge, slots, random);
  return {
    name,
    reference,
    slots,
    mistakes,
    difficulty,
    tests,
    fact: fact && factSlot !== undefined && factSlot >= 0 ? { text: fact.text, slot: factSlot } : undefined,
  };
}

async function verdictOf(judge: RealJudge, slots: readonly Slot[], state: State = []) {
  const files = filesOf(judge.bench.reference, slots, state);
  const fixed = await judge.applyQuickFixes(createCandidate(files));
  return judge.judge(fixed, await judge.baseline());
}

async function findSlots(judge: RealJudge, random: () => number): Promise<Slot[]> {
  const found: Slot[] = [];
  const lines = uniqueLines(judge.bench);
  const { fact } = judge.bench;
  const order = shuffled(lines.length, random).flatMap((index) => lines[index] ?? []);
  const ofFact = order.filter(({ right }) => right === fact?.line);
  for (const { path, right } of [...ofFact, ...order.filter((line) => !ofFact.includes(line))]) {
    const versions = right === fact?.line ? [fact.guess] : wrongVersions(right);
    const faults: Fault[] = [];
    for (const at of shuffled(versions.length, random)) {
      if (faults.length >= VERSIONS) break;
      const line = versions[at] ?? '';
      const fault = await faultOf(judge, { path, right, line });
      const stage = faults[0]?.stage ?? fault?.stage;
      if (!fault || fault.stage !== stage) continue;
      if (found.filter((slot) => slot.wrong[0]?.stage === stage).length < SLOTS[stage]) faults.push(fault);
    }
    if (faults.length > 0) found.push({ path, right, wrong: faults });
    if (found.length >= SLOTS.types + SLOTS.tests) break;
  }
  if (found.length < 3) throw new Error(`${judge.bench.name}: only ${found.length} lines can be wrong`);
  return found;
}

/** Lines of the reference that occur once in all of its files. */
function uniqueLines({ reference }: BenchTask): { readonly path: string; readonly right: string }[] {
  const all = [...reference.values()].join('\n').split('\n');
  return [...reference].flatMap(([path, text]) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '' && all.indexOf(line) === all.lastIndexOf(line))
      .map((right) => ({ path, right })),
  );
}

async function faultOf(
  judge: RealJudge,
  { path, right, line }: { readonly path: string; readonly right: string; readonly line: string },
): Promise<Fault | undefined> {
  const fault: Fault = { line, stage: 'tests', signs: [] };
  const { ok, stage, evidence } = await verdictOf(judge, [{ path, right, wrong: [fault] }], [1]);
  if (ok || (stage !== 'types' && stage !== 'tests') || evidence.length === 0) return undefined;
  return { line, stage, signs: evidence.map(signOf) };
}

function signOf({ test, code, path, message }: Evidence): Sign {
  if (test !== undefined) return { kind: 'test', name: test };
  if (code !== undefined && path !== undefined) return { kind: 'diagnostic', path, code };
  return { kind: 'message', text: message.split('\n', 1)[0] ?? message };
}

/** Every single fault, and some pairs and triples that the judge refuses. */
async function findMistakes(judge: RealJudge, slots: readonly Slot[], random: () => number): Promise<Mistake[]> {
  const states: State[] = slots.flatMap(({ wrong }, slot) =>
    wrong.map((_, version) => slots.map((_, at) => (at === slot ? version + 1 : 0))),
  );
  for (const [size, count] of [
    [2, PAIRS],
    [3, TRIPLES],
  ] as const) {
    for (let index = 0; index < count; index++) {
      const chosen = new Set(shuffled(slots.length, random).slice(0, size));
      states.push(slots.map(({ wrong }, slot) => (chosen.has(slot) ? 1 + Math.floor(random() * wrong.length) : 0)));
    }
  }
  const unique = [...new Map(states.map((state) => [keyOf(state), state])).values()];
  const mistakes: Mistake[] = [];
  for (const state of unique) {
    const verdict = await verdictOf(judge, slots, state);
    if (!verdict.ok) mistakes.push({ state, stage: verdict.stage === 'types' ? 'types' : 'tests' });
  }
  return mistakes;
}
