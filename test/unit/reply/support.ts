import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { topLevelsOf } from '../../../src/engine/code/declarations/top-level';
import { type ReplyBase, readReply } from '../../../src/engine/reply/read-reply';
import type { Snapshot } from '../../../src/engine/workspace/snapshot';

/** A workspace in memory; a file that is null is binary. */
export function snapshotOf(files: Readonly<Record<string, string | null>>, root = realpathSync(tmpdir())): Snapshot {
  return {
    root,
    files: Object.keys(files).sort(),
    unsaved: new Map(),
    read: async (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      if (text === undefined) return undefined;
      return text === null ? { kind: 'binary' } : { kind: 'text', text };
    },
  };
}

/** What a reply is applied to. */
export interface Situation {
  readonly files?: Readonly<Record<string, string | null>>;
  readonly current?: Readonly<Record<string, string | null>>;
  readonly focus?: readonly string[];
  /** The words of the task. */
  readonly task?: string;
  /** False: no parser can be reached. */
  readonly parses?: boolean;
}

export function baseOf({ files = {}, current = {}, focus = [], task, parses = true }: Situation): ReplyBase {
  const snapshot = snapshotOf(files);
  return {
    snapshot,
    current: new Map(Object.entries(current)),
    focus,
    task,
    readTopLevels: parses ? topLevelsOf : undefined,
  };
}

/** The candidate's files. Rejects with the reasons when the reply is refused. */
export async function accepted(reply: string, situation: Situation): Promise<Record<string, string | null>> {
  const read = await readReply(reply, baseOf(situation));
  if (!read.ok)
    throw new Error(`refused: ${read.evidence.map(({ code, message }) => `${code}: ${message}`).join('\n')}`);
  return Object.fromEntries(read.candidate.files);
}

/** The refusals as `code: message`. Rejects with the candidate when the reply is accepted. */
export async function refused(reply: string, situation: Situation): Promise<string[]> {
  const read = await readReply(reply, baseOf(situation));
  if (read.ok) throw new Error(`accepted: ${JSON.stringify([...read.candidate.files])}`);
  return read.evidence.map(({ code, message }) => `${code}: ${message}`);
}
