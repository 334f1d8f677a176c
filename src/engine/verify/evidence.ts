import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The verdict's stages, cheapest first. */
export const STAGES = ['reply', 'guard', 'types', 'tests', 'integrity', 'review'] as const;
export type Stage = (typeof STAGES)[number];

/** One reason why a candidate is not green, worded for both a person and the model. */
export const evidenceSchema = z.object({
  stage: z.enum(STAGES),
  /** Says "the same finding" across candidates: free of line, column, timing and absolute path. */
  fingerprint: z.string(),
  message: z.string(),
  /** Workspace-relative, '/'-separated. */
  path: z.string().optional(),
  /** 1-based. */
  line: z.number().int().optional(),
  /** 1-based. */
  column: z.number().int().optional(),
  /** `TS2322` for a diagnostic; a rule's name for guard and integrity findings. */
  code: z.string().optional(),
  /** Full name of the failing test, ancestors joined with ' > '. */
  test: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** Source lines around the place, the offending one marked, as the model is shown them. */
  frame: z.string().optional(),
  /** Declarations of the types involved, overloads, exports near a missing name: most useful first. */
  related: z.array(z.string()).optional(),
});
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

/** An absolute path of a file with an ending; a route such as '/api/users' is no such path. */
const ABSOLUTE_FILE = /(?:file:\/\/)?(?<=^|[\s'"`([=]|file:\/\/)(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+)+\.[A-Za-z]{1,5}\b/g;
/** `a.ts:12:5`; a time such as 12:30 is no such place. */
const PLACE_AFTER_FILE = /(\.[A-Za-z]{1,5}):\d+(?::\d+)?\b/g;

/**
 * Hashes what identifies a finding. Numbers that move when code moves (line, column, timing,
 * addresses) and absolute paths are taken out of the message first.
 */
export function fingerprint(parts: {
  stage: Stage;
  path?: string | undefined;
  code?: string | undefined;
  test?: string | undefined;
  message: string;
}): string {
  const message = parts.message
    .replace(ABSOLUTE_FILE, (path) => path.split(/[\\/]/).pop() ?? path)
    .replace(PLACE_AFTER_FILE, '$1')
    .replace(/\(\d+,\d+\)/g, '')
    .replace(/\b\d+(?:\.\d+)?\s?(?:ms|s|seconds?|milliseconds?)\b/g, '<time>')
    .replace(/0x[0-9a-f]+/gi, '<address>')
    .replace(/\s+/g, ' ')
    .trim();
  const key = JSON.stringify([parts.stage, parts.path ?? '', parts.code ?? '', parts.test ?? '', message]);
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/**
 * What of `current` the baseline did not have. Counted, not just looked up: a second error of a
 * kind that the baseline had once is new.
 */
export function newEvidence(current: readonly Evidence[], baseline: readonly Evidence[]): Evidence[] {
  const known = new Map<string, number>();
  for (const { fingerprint: print } of baseline) known.set(print, (known.get(print) ?? 0) + 1);
  return current.filter(({ fingerprint: print }) => {
    const left = known.get(print) ?? 0;
    if (left > 0) known.set(print, left - 1);
    return left === 0;
  });
}
