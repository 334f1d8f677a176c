// What a person decided about single options: pinned ones are taken whatever is recorded, forgotten ones lost their
// counts.
import { z } from 'zod';

const MAX_NAME = 100;
/** At most so many of each; those decided longest ago are dropped. */
const MAX_PINS = 20;
const MAX_FORGOTTEN = 30;

const optionSchema = z.object({
  choice: z.enum(['opening', 'recipe', 'tries', 'format', 'move']),
  situation: z.string().max(MAX_NAME),
  option: z.string().max(MAX_NAME),
});
/** An option of a choice in a situation. */
export type OptionRef = Readonly<z.infer<typeof optionSchema>>;

const forgottenSchema = optionSchema.extend({
  /** When, in milliseconds since 1970: what runs showed that had ended by then does not count again. */
  at: z.number().nonnegative(),
});
export type Forgotten = Readonly<z.infer<typeof forgottenSchema>>;

export const byPersonShape = {
  /** One option at most for each situation of a choice. */
  pins: z.array(optionSchema).max(MAX_PINS).readonly(),
  forgotten: z.array(forgottenSchema).max(MAX_FORGOTTEN).readonly(),
};
export interface ByPerson {
  readonly pins: readonly OptionRef[];
  readonly forgotten: readonly Forgotten[];
}

export const NOTHING_DECIDED: ByPerson = { pins: [], forgotten: [] };

/** What a person decided, as far as it can still be read in a value that is damaged elsewhere. */
export function readByPerson(value: unknown): ByPerson {
  const { pins, forgotten } = (value ?? {}) as Partial<Record<keyof ByPerson, unknown>>;
  return {
    pins: byPersonShape.pins.safeParse(pins).data ?? [],
    forgotten: byPersonShape.forgotten.safeParse(forgotten).data ?? [],
  };
}

const isSameSituation = (a: Omit<OptionRef, 'option'>, b: Omit<OptionRef, 'option'>): boolean =>
  a.choice === b.choice && a.situation === b.situation;

const isSameOption = (a: OptionRef, b: OptionRef): boolean => isSameSituation(a, b) && a.option === b.option;

/** Which option a person fixed for a situation. */
export function pinnedIn(
  { pins }: Pick<ByPerson, 'pins'>,
  choice: OptionRef['choice'],
  situation: string,
): string | undefined {
  return pins.find((pin) => isSameSituation(pin, { choice, situation }))?.option;
}

/** Replaces what was pinned for the situation. */
export function withPin<T extends ByPerson>(decided: T, { choice, situation, option }: OptionRef): T {
  const pin = { choice, situation, option };
  const others = decided.pins.filter((each) => !isSameSituation(each, pin));
  return { ...decided, pins: [...others, pin].slice(-MAX_PINS) };
}

/** The same object where the option is not pinned. */
export function withoutPin<T extends ByPerson>(decided: T, pin: OptionRef): T {
  const pins = decided.pins.filter((each) => !isSameOption(each, pin));
  return pins.length === decided.pins.length ? decided : { ...decided, pins };
}

/** Remembers when an option was forgotten, so that the runs until then don't count again (see `isForgotten`). */
export function withForgotten<T extends ByPerson>(decided: T, { choice, situation, option }: OptionRef, at: number): T {
  const one = { choice, situation, option, at };
  const others = decided.forgotten.filter((each) => !isSameOption(each, one));
  return { ...decided, forgotten: [...others, one].slice(-MAX_FORGOTTEN) };
}

/** Whether a run that ended then must not count for this option; one that ends now always counts. */
export function isForgotten(
  { forgotten }: Pick<ByPerson, 'forgotten'>,
  ref: OptionRef,
  endedAt: number | undefined,
): boolean {
  return endedAt !== undefined && forgotten.some((each) => isSameOption(each, ref) && endedAt <= each.at);
}

/** What was decided in two stores: where both pin an option for a situation, that of the first holds. */
export function joined(a: ByPerson, b: ByPerson): ByPerson {
  const others = b.pins.filter((pin) => pinnedIn(a, pin.choice, pin.situation) === undefined);
  const latest = new Map<string, Forgotten>();
  for (const each of [...b.forgotten, ...a.forgotten]) {
    const key = JSON.stringify([each.choice, each.situation, each.option]);
    if (each.at >= (latest.get(key)?.at ?? 0)) latest.set(key, each);
  }
  const forgotten = [...latest.values()].sort((x, y) => x.at - y.at);
  return { pins: [...others, ...a.pins].slice(-MAX_PINS), forgotten: forgotten.slice(-MAX_FORGOTTEN) };
}
