import type { CodeInspector } from '../contract/code-inspection';
import type { Task } from '../contract/task';
import { wordsOfTask } from '../integrity/task-words';
import { redactSecrets } from '../journal/redact-secrets';
import { WROTE_NO_CODE } from '../journal/words/words';
import { type ReplyBase, readReply } from '../reply/read-reply';
import { CUT_OFF_AT_OUTPUT_LIMIT } from '../reply/refusal';
import type { StageResult } from '../verify/stage';
import type { Candidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import type { ReplyText } from './ask/send';

export interface ReplyDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  /** Reads what code declares; it may return nothing where no parser can be reached. */
  readonly readTopLevels?: CodeInspector['topLevels'] | undefined;
}

/** What a reply is read over: the files of the candidate that its edits apply to, and what the task says. */
export function replyBase(
  { task, snapshot, readTopLevels }: ReplyDeps,
  current: ReadonlyMap<string, string | null>,
  focus: readonly string[],
  signal: AbortSignal,
): ReplyBase {
  return {
    snapshot,
    current,
    focus,
    task: wordsOfTask(task),
    readTopLevels: readTopLevels && ((files) => readTopLevels(files, signal)),
  };
}

/** The reply stage: the candidate that the reply describes, or evidence of why it can't be applied. */
export async function readCandidate(
  { text, isCut }: ReplyText,
  base: ReplyBase,
): Promise<StageResult & { readonly candidate?: Candidate | undefined }> {
  // What is left of a reply that was cut off may read as complete.
  const read = await readReply(text, base);
  if (read.ok && !isCut) {
    return { candidate: read.candidate, evidence: [], checked: read.notes.join(' ') || 'a complete change' };
  }
  if (read.ok || isCut) return { evidence: [CUT_OFF_AT_OUTPUT_LIMIT], checked: 'the reply as written' };
  const hasNoCode = read.evidence.some(({ code }) => code === 'no-code');
  return { evidence: read.evidence, checked: hasNoCode ? wordsOf(text) : 'the reply as written' };
}

/** Characters of a reply without code that the record keeps. */
const MAX_WORDS = 600;

/** What the model wrote instead of code is often the reason, or a question. */
function wordsOf(text: string): string {
  const words = redactSecrets(text).trim();
  return `${WROTE_NO_CODE}${words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words}`;
}
