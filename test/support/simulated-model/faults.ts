/** One wrong version of a line, as models write it. */
export interface Fault {
  readonly line: string;
  /** Where the real judge went red when the fault stood alone. */
  readonly stage: 'types' | 'tests';
  /** What the real judge said of it. One of these in a request tells the model about the fault. */
  readonly signs: readonly Sign[];
}

/** The head of a piece of evidence without its line and column, which move. */
export type Sign =
  | { readonly kind: 'diagnostic'; readonly path: string; readonly code: string }
  | { readonly kind: 'test'; readonly name: string }
  | { readonly kind: 'message'; readonly text: string };

/** One line of the reference and its wrong versions. The line occurs once in the reference's files. */
export interface Slot {
  readonly path: string;
  readonly right: string;
  readonly wrong: readonly Fault[];
}

/** For each slot 0 where the line is right, otherwise which of the wrong versions stands there (from 1). */
export type State = readonly number[];

export const keyOf = (state: State): string => state.join(',');
export const faultySlots = (state: State): number[] => state.flatMap((version, slot) => (version > 0 ? [slot] : []));

export function faultAt(slots: readonly Slot[], state: State, slot: number): Fault | undefined {
  return slots[slot]?.wrong[(state[slot] ?? 0) - 1];
}

/** Whether the evidence in this text tells about the fault. */
export function tellsOf(text: string, { signs }: Fault): boolean {
  return signs.some((sign) => {
    if (sign.kind === 'test') return text.includes(`Failing test: ${sign.name}`);
    if (sign.kind === 'message') return text.includes(sign.text);
    return text.split('\n').some((line) => line.startsWith(`${sign.path}:`) && line.endsWith(` - ${sign.code}`));
  });
}

/**
 * What a reader of the text takes for the current code: for each slot the version that stands last. Undefined where
 * a line of the reference does not stand there in any version.
 */
export function readState(slots: readonly Slot[], text: string): State | undefined {
  const state = slots.map(({ right, wrong }) => {
    const places = [right, ...wrong.map(({ line }) => line)].map((line) => text.lastIndexOf(`\n${line}\n`));
    const last = Math.max(...places);
    return last < 0 ? -1 : places.indexOf(last);
  });
  return state.includes(-1) ? undefined : state;
}

/** The reference's files with the state's faults. */
export function filesOf(
  reference: ReadonlyMap<string, string>,
  slots: readonly Slot[],
  state: State,
): Map<string, string> {
  const files = new Map(reference);
  for (const slot of faultySlots(state)) {
    const { path = '', right = '' } = slots[slot] ?? {};
    const line = faultAt(slots, state, slot)?.line ?? right;
    files.set(
      path,
      (files.get(path) ?? '').replace(`${right}\n`, () => `${line}\n`),
    );
  }
  return files;
}
