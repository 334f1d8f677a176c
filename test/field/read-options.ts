import path from 'node:path';
import { parseArgs } from 'node:util';

type Values<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The values of these options, all of them texts; undefined for wrong usage. */
export function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Values<Name> | undefined {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    return parseArgs({ args: [...args], options }).values as Values<Name>;
  } catch {
    return undefined;
  }
}

/** Absolute. */
export function placeOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : path.resolve(value);
}
