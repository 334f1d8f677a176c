// A model that reviews: it knows the task by heart, notices a wrong line in the diff or does not, and errs as reviewers
// do. How often is our own assumption, because we know no measured rates. It only writes text, and knows nothing of who
// asks: the diff in the request is all it sees.
import type { Script, ScriptedReply } from '../model-server';
import { seeded } from '../seeded';
import { faultySlots, readState } from './faults';
import type { SimulatedTask } from './simulated-model';
import { hashOf } from './world';

export interface ReviewerProfile {
  readonly name: string;
  /** How often it notices a wrong line. */
  readonly notices: number;
}

export const REVIEWERS: readonly ReviewerProfile[] = [
  { name: 'strong', notices: 0.85 },
  { name: 'mid', notices: 0.7 },
  { name: 'weak', notices: 0.5 },
];

/** Of what it notices: how often it calls it only a risk, and accepts all the same. */
const UNDERSTATES = 0.15;
/** Of changes without what it would notice: what it finds all the same; the rest it accepts without a word. */
const NOISE = { invented: 0.01, elsewhere: 0.02, contradiction: 0.05, risk: 0.1, taste: 0.2 };
/** Answers that are not in the form that was asked for, at a first and at a second try. */
const OUT_OF_SCHEMA = 0.04;

export function simulatedReviewer(task: SimulatedTask, profile: ReviewerProfile, seed: number): Script {
  return (request): ScriptedReply => {
    const random = seeded(hashOf(`${task.name} ${profile.name} ${seed} ${request.index} ${request.text}`));
    if (random() < OUT_OF_SCHEMA) return { text: 'I have looked at the change, and it seems fine to me.' };
    // What the files say after the change.
    const after = request.text.split('\n').flatMap((line) => (/^[+ ]/.test(line) ? [line.slice(1)] : []));
    const state = readState(task.slots, `\n${after.join('\n')}\n`);
    const [slot] = state ? faultySlots(state) : [];
    const path = task.slots[slot ?? 0]?.path ?? '';
    if (slot !== undefined && random() < profile.notices) {
      const isUnderstated = random() < UNDERSTATES;
      return answer(isUnderstated, isUnderstated ? 'risk' : 'wrong', path, 'This line gives another result.');
    }
    return noise(random(), path);
  };
}

function noise(at: number, path: string): ScriptedReply {
  let left = at;
  const is = (share: number): boolean => {
    left -= share;
    return left < 0;
  };
  if (is(NOISE.invented)) return answer(false, 'wrong', path, 'The empty case is not handled.');
  if (is(NOISE.elsewhere)) return answer(false, 'wrong', 'src/other.ts', 'The caller is wrong.');
  if (is(NOISE.contradiction)) return answer(true, 'wrong', path, 'This may be wrong.');
  if (is(NOISE.risk)) return answer(false, 'risk', path, 'Large inputs may be slow.');
  if (is(NOISE.taste)) return answer(false, 'taste', path, 'The name could be better.');
  return { text: JSON.stringify({ accept: true, findings: [] }) };
}

function answer(accept: boolean, severity: string, path: string, what: string): ScriptedReply {
  return {
    text: JSON.stringify({ accept, findings: [{ severity, path, line: 1, what, why: 'So the request says.' }] }),
  };
}
