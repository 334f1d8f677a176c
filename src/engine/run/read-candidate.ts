import { type ReplyBase, readReply } from '../reply/read-reply';
import { CUT_OFF_AT_OUTPUT_LIMIT } from '../reply/refusal';
import type { StageResult } from '../verify/stage';
import type { Candidate } from '../workspace/candidate';
import type { Answer } from './ask';

/** The reply stage: the candidate that the reply describes, or evidence of why it can't be applied. */
export async function readCandidate(
  { text, isCut }: Answer,
  base: ReplyBase,
): Promise<StageResult & { readonly candidate?: Candidate | undefined }> {
  const read = await readReply(text, base);
  if (read.ok) {
    return { candidate: read.candidate, evidence: [], checked: read.notes.join(' ') || 'a complete change' };
  }
  return { evidence: isCut ? [CUT_OFF_AT_OUTPUT_LIMIT] : read.evidence, checked: 'the reply as written' };
}
