import { z } from 'zod';
import { type Counts, MAX_ENTRIES, type Tallies } from './counts';

/** Counts, and the state of the history up to which they were made. */
export interface KnownHistory {
  /** The newest commit that was seen. */
  readonly head: string;
  readonly isShallow: boolean;
  readonly counts: Counts;
  /** How well they predict: a share between 0 and 1, from so many commits. */
  readonly trust: { readonly share: number; readonly samples: number };
}

const whole = z.number().int().nonnegative();
/** A word or path, its commits, then pairs of a file's number and its commits. */
const tallySchema = z.tuple([z.string(), whole, z.array(whole)]);

const storedSchema = z.object({
  version: z.literal(2),
  head: z.string().regex(/^[0-9a-f]{40,64}$/),
  isShallow: z.boolean(),
  commits: whole,
  trust: z.object({ share: z.number().min(0).max(1), samples: whole }),
  files: z.array(z.string()).max(MAX_ENTRIES),
  words: z.array(tallySchema).max(MAX_ENTRIES),
  paths: z.array(tallySchema).max(MAX_ENTRIES),
});
type Stored = z.infer<typeof storedSchema>;

/** Plain JSON, in which every path is written once. */
export function toStored({ head, isShallow, counts, trust }: KnownHistory): Stored {
  const numbers = new Map<string, number>();
  const numberOf = (path: string): number => {
    const known = numbers.get(path) ?? numbers.size;
    numbers.set(path, known);
    return known;
  };
  const store = (tallies: Tallies): Stored['words'] =>
    [...tallies].map(([key, { commits, files }]) => [
      key,
      commits,
      [...files].flatMap(([path, times]) => [numberOf(path), times]),
    ]);
  const [words, paths] = [store(counts.words), store(counts.paths)];
  const files = [...numbers.keys()];
  return { version: 2, head, isShallow, commits: counts.commits, trust, files, words, paths };
}

/** Undefined for a value of another version or with a defect, for which the history is then counted again. */
export function fromStored(value: unknown): KnownHistory | undefined {
  const stored = storedSchema.safeParse(value).data;
  if (!stored) return undefined;
  const words = talliesOf(stored.words, stored.files);
  const paths = talliesOf(stored.paths, stored.files);
  if (!words || !paths) return undefined;
  const { head, isShallow, commits, trust } = stored;
  return { head, isShallow, trust, counts: { commits, words, paths } };
}

function talliesOf(stored: Stored['words'], names: readonly string[]): Tallies | undefined {
  const tallies = new Map<string, { readonly commits: number; readonly files: Map<string, number> }>();
  for (const [key, commits, numbers] of stored) {
    const files = new Map<string, number>();
    for (let at = 0; at < numbers.length; at += 2) {
      const path = names[numbers[at] ?? -1];
      const times = numbers[at + 1];
      if (path === undefined || times === undefined) return undefined;
      files.set(path, times);
    }
    tallies.set(key, { commits, files });
  }
  return tallies;
}
