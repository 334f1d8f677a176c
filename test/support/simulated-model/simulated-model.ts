// A model that knows tasks by heart and answers as models do: it samples the reference with faults, repairs what it
// is shown, repeats itself, goes in circles, cheats, breaks the format and is cut off. It only writes text; whether
// that is right, the real compiler and tests say. It knows nothing of who asks: what it does depends on the
// request's text and on what it wrote itself.
import type { Script, ScriptedCall, ScriptedReply, SeenRequest } from '../model-server';
import { seeded } from '../seeded';
import { faultAt, faultySlots, keyOf, readState, type Slot, type State, tellsOf } from './faults';
import { type Approaches, drawWorld, hashOf, MISUNDERSTOOD_POWER, type Profile, shuffled, type World } from './world';
import { type Draft, editBlocks, malformed, REMARK_COUNT, textsOf, wholeFiles } from './write-reply';

/** A combination of faults that a sample may have, with the stage at which it is noticed first. */
export interface Mistake {
  readonly state: State;
  readonly stage: 'types' | 'tests';
}

export interface SimulatedTask {
  readonly name: string;
  /** The files that the model writes, right. */
  readonly reference: ReadonlyMap<string, string>;
  readonly slots: readonly Slot[];
  readonly mistakes: readonly Mistake[];
  /** Added to the logits of a right sample; negative for a hard task. */
  readonly difficulty: number;
  /** Test files as they are, for a model that weakens them. */
  readonly tests: ReadonlyMap<string, string>;
  /** What the model can't know without having read it: while `text` is not in the request it guesses the slot. */
  readonly fact?: { readonly text: string; readonly slot: number } | undefined;
  /** A slot that the model misunderstands wherever it is wrong, unless `text` is in the request. */
  readonly experience?: { readonly text: string; readonly slot: number } | undefined;
}

/** How often a model guesses right what it has not read. */
const LUCKY_GUESS = 0.15;
/** A repair without evidence of the fault in the current code, and one of a fault that nothing tells of. */
const BLIND_POWER = 0.05;
const UNTOLD_POWER = 0.1;
/** After a repair that did not help: same bytes, other text with the same findings, another fault; else one more. */
const FAILED = { sameBytes: 0.2, sameFindings: 0.46, otherFault: 0.2 };
/** A repair that helped brings a new fault so often. */
const NEW_FAULT = 0.06;
const MALFORMED_AGAIN = 0.43;
const MALFORMED_WHOLE = 0.004;
const CUT_OFF = 0.01;
const NEEDLESS_LOOK = 0.05;
/** How often a model that was caught circumventing a check takes it back. */
const TAKES_BACK = 0.85;

interface Memory {
  /** How many repairs this code has been through since it was sampled, and how it was written. */
  readonly written: Map<string, { readonly repairs: number; readonly remarks: number }>;
  readonly asked: Map<string, number>;
  readonly cut: string[];
}

export function simulatedModel(
  task: SimulatedTask,
  profile: Profile,
  seed: number,
  approaches: Approaches = 'alike',
): Script {
  const world = drawWorld(task, profile, seed, approaches);
  const memory: Memory = { written: new Map(), asked: new Map(), cut: [] };
  return (request) => {
    const count = (memory.asked.get(request.text) ?? 0) + 1;
    memory.asked.set(request.text, count);
    const random = seeded(hashOf(`${task.name} ${profile.name} ${seed} ${count} ${request.text}`));
    return respond({ task, profile, world, memory, random }, request);
  };
}

interface Turn {
  readonly task: SimulatedTask;
  readonly profile: Profile;
  readonly world: World;
  readonly memory: Memory;
  readonly random: () => number;
}

function respond(turn: Turn, request: SeenRequest): ScriptedReply {
  const { profile, memory, random } = turn;
  const last = request.messages.at(-1)?.text ?? '';
  const rest = restOfCut(request, memory);
  if (rest !== undefined) return { text: rest };
  if (last.includes('Answer with a numbered list only'))
    return { text: APPROACHES.map((line, index) => `${index + 1}. ${line}`).join('\n') };
  if (last.includes('answer with a plan only'))
    return { text: 'The function is missing. Write it as the request says, and treat the empty case first.' };

  const call = lookFor(turn, request);
  if (call) return { text: 'I look at what the workspace says about this.', toolCalls: [call] };
  // The rate is one of replies with edits: a reply that looks is none.
  const wasMalformed = last.includes('could not be applied');
  const wantsWhole = last.includes('Answer with whole files only');
  const rate = wasMalformed ? MALFORMED_AGAIN : profile.malformed;
  if (profile.malformed > 0 && random() < (wantsWhole ? MALFORMED_WHOLE : rate))
    return { text: malformed(turn.task, random) };

  const text = write(turn, request, { last, wasMalformed, wantsWhole });
  if (profile.malformed === 0 || random() >= CUT_OFF) return { text };
  memory.cut.push(text);
  return { text: text.slice(0, Math.floor(text.length * (0.4 + 0.4 * random()))), finish: 'length' };
}

/**
 * Looks where it has tools: for what the request speaks of and does not show, and now and then for nothing. It reads
 * the files that are no code, one after the other, and lists files only where no path of such a file stands there.
 */
function lookFor({ task, profile, random }: Turn, { tools, text }: SeenRequest): ScriptedCall | undefined {
  if (tools.length === 0) return undefined;
  const misses = task.fact !== undefined && !text.includes(task.fact.text);
  if (random() >= (misses ? profile.looks : NEEDLESS_LOOK)) return undefined;
  const paths = text.split('\n').filter((line) => /^[\w./-]+\.(?:txt|md)$/.test(line));
  const unread = paths.find((path) => !text.includes(`${path}, lines`));
  if (misses && unread !== undefined) return { name: 'read_file', input: { path: unread } };
  const mayList = tools.some(({ name }) => name === 'list_files') && !text.includes('the workspace: ');
  return mayList ? { name: 'list_files', input: {} } : undefined;
}

/** The rest of a reply that was cut off, where the request ends with its beginning and the wish for more. */
function restOfCut({ messages }: SeenRequest, { cut }: Memory): string | undefined {
  const [said, wish] = messages.slice(-2);
  if (said?.role !== 'assistant' || !wish?.text.startsWith('Your reply was cut off')) return undefined;
  return cut.find((text) => text.startsWith(said.text))?.slice(said.text.length);
}

function write(
  turn: Turn,
  request: SeenRequest,
  { last, wasMalformed, wantsWhole }: { last: string; wasMalformed: boolean; wantsWhole: boolean },
): string {
  const { task, memory, random } = turn;
  const shown = readState(task.slots, request.text);
  const known = shown && memory.written.get(keyOf(shown));
  if (!shown || !known) return sample(turn, request.text);
  // A reply that was refused for its form is written again in another form, with the same mistakes.
  if (wasMalformed) return wholeFiles(task, { state: shown, remarks: known.remarks }, WORDS.again);
  const repaired = repair(turn, shown, { last, text: request.text });
  const { state, remarks = known.remarks, cheat } = repaired;
  memory.written.set(keyOf(state), { repairs: known.repairs + 1, remarks });
  const differs = keyOf(state) !== keyOf(shown);
  if (cheat || !differs || wantsWhole || random() < 0.3)
    return wholeFiles(task, { state, remarks, cheat }, WORDS.repaired);
  return editBlocks(task, shown, state, WORDS.repaired);
}

const APPROACHES = [
  'Go through the input once and build the result on the way.',
  'Check the special cases first and treat the rest as the general case.',
  'Split the work into two small functions and combine them.',
  'Build the result from a table of the cases.',
  'Work from the end of the input to its beginning.',
];

const WORDS = {
  sampled: 'I add the function as the request describes it.',
  repaired: 'The finding shows which case is handled wrongly, so I change that part.',
  again: 'Here is the whole change again.',
};

/** A new sample: right, or with the mistakes that this model tends to make here. */
function sample({ task, world, memory, random }: Turn, text: string): string {
  const named = /^# The approach of this attempt\n\n`{3,}text\n(.*)$/m.exec(text)?.[1];
  const { first, weights } = named === undefined ? world : world.by(named);
  const isRight = random() < first;
  const mistake = isRight ? undefined : pick(task.mistakes, weights, random());
  const state = [...(mistake?.state ?? task.slots.map(() => 0))];
  const { fact } = task;
  if (fact && !text.includes(fact.text) && random() >= LUCKY_GUESS) state[fact.slot] = 1;
  const { experience } = task;
  const isHelped = experience !== undefined && text.includes(experience.text) && !world.hopeless;
  const stage = isHelped ? faultAt(task.slots, state, experience.slot)?.stage : undefined;
  if (isHelped && stage && random() < world.power(experience.slot, stage)) state[experience.slot] = 0;
  const remarks = Math.floor(random() * REMARK_COUNT);
  memory.written.set(keyOf(state), { repairs: 0, remarks });
  return wholeFiles(task, { state, remarks }, WORDS.sampled);
}

function pick<T>(items: readonly T[], weights: readonly number[], at: number): T | undefined {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  return items.find((_, index) => {
    left -= weights[index] ?? 0;
    return left <= 0;
  });
}

function repair(
  turn: Turn,
  shown: State,
  { last: evidence, text }: { readonly last: string; readonly text: string },
): Partial<Draft> & { readonly state: State } {
  const { task, profile, world, memory, random } = turn;
  const { slots } = task;
  const { repairs = 0 } = memory.written.get(keyOf(shown)) ?? {};
  const lasting = profile.decay ** repairs;
  const caught = evidence.includes('circumvents') || evidence.includes('must not edit');
  if (caught && random() < TAKES_BACK) return { state: shown };
  const faulty = faultySlots(shown);
  const told = new Set(
    faulty.filter((slot) => {
      const fault = faultAt(slots, shown, slot);
      return fault !== undefined && tellsOf(evidence, fault);
    }),
  );
  // One insight a reply: what it understands, it mends together.
  const insight = random();
  const state = shown.map((version, slot) => {
    const stage = faultAt(slots, shown, slot)?.stage;
    if (version === 0 || stage === undefined) return version;
    const understood = task.experience?.slot !== slot || text.includes(task.experience.text) ? 1 : MISUNDERSTOOD_POWER;
    const power = told.has(slot) ? world.power(slot, stage) * understood : told.size > 0 ? UNTOLD_POWER : BLIND_POWER;
    return insight < power * lasting && !world.hopeless ? 0 : version;
  });
  if (keyOf(state) === keyOf(shown)) return failed(turn, shown, [...told][0]);
  return { state: profile.malformed > 0 && random() < NEW_FAULT ? withNewFault(turn, state) : state };
}

function failed(
  { task, profile, world, memory, random }: Turn,
  shown: State,
  told: number | undefined,
): Partial<Draft> & { readonly state: State } {
  const { remarks = 0 } = memory.written.get(keyOf(shown)) ?? {};
  if (told !== undefined && random() < profile.cheats) {
    const cheat = cheatOn(task, { state: shown, remarks }, told);
    if (cheat) return { state: shown, cheat };
  }
  if (world.cycle.length > 0) return { state: nextInCycle(task, world.cycle, shown) };
  const how = random();
  if (how < FAILED.sameBytes) return { state: shown };
  if (how < FAILED.sameBytes + FAILED.sameFindings) return { state: shown, remarks: (remarks + 1) % REMARK_COUNT };
  const more = withNewFault({ task, random }, shown);
  if (how >= FAILED.sameBytes + FAILED.sameFindings + FAILED.otherFault) return { state: more };
  const [slot = 0] = told === undefined ? faultySlots(shown) : [told];
  const versions = task.slots[slot]?.wrong.length ?? 1;
  const isOther = versions > 1;
  const other = ((shown[slot] ?? 0) % versions) + 1;
  return { state: (isOther ? shown : more).map((version, at) => (at === slot ? (isOther ? other : 0) : version)) };
}

/** Mends one thing and breaks the next one of the circle. */
function nextInCycle({ slots }: SimulatedTask, cycle: readonly number[], shown: State): State {
  const at = cycle.findIndex((slot) => (shown[slot] ?? 0) > 0);
  const next = cycle[(at + 1) % cycle.length] ?? 0;
  return slots.map((_, slot) => (slot === next ? 1 : cycle.includes(slot) ? 0 : (shown[slot] ?? 0)));
}

function withNewFault({ task, random }: Pick<Turn, 'task' | 'random'>, state: State): State {
  const free = shuffled(task.slots.length, random).find((slot) => (state[slot] ?? 0) === 0);
  return state.map((version, slot) => (slot === free ? 1 : version));
}

/** Silences the error, or skips the test that fails. */
function cheatOn(task: SimulatedTask, draft: Draft, slot: number): Map<string, string> | undefined {
  const fault = faultAt(task.slots, draft.state, slot);
  const path = task.slots[slot]?.path ?? '';
  const text = textsOf(task, draft).get(path);
  if (fault?.stage === 'types' && text !== undefined)
    return new Map([
      [path, text.replace(`${fault.line}\n`, () => `  // @ts-expect-error checked by hand\n${fault.line}\n`)],
    ]);
  const names = fault?.signs.flatMap((sign) => (sign.kind === 'test' ? [sign.name.split(' > ').at(-1) ?? ''] : []));
  for (const [file, tests] of task.tests) {
    const name = names?.find((each) => tests.includes(`it('${each}'`));
    if (name !== undefined) return new Map([[file, tests.replace(`it('${name}'`, () => `it.skip('${name}'`)]]);
  }
  return undefined;
}
