/** Kept of the start, where commands say what they do. */
const HEAD_BYTES = 64 * 1024;
/** Kept of the end, where commands say what went wrong. */
const TAIL_BYTES = 192 * 1024;

export interface CappedOutput {
  add(chunk: Buffer): void;
  /** The text so far; where bytes are missing, a line says how many. */
  text(): string;
}

/** Collects output in bounded memory: the first 64 KiB and the last 192 KiB of however much there is. */
export function cappedOutput(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES): CappedOutput {
  const head: Buffer[] = [];
  let headSize = 0;
  let tail: Buffer[] = [];
  let tailSize = 0;
  let total = 0;
  return {
    add(chunk) {
      total += chunk.length;
      const toHead = chunk.subarray(0, headBytes - headSize);
      // Copies, because a slice would keep the whole chunk it came from alive.
      if (toHead.length > 0) head.push(Buffer.from(toHead));
      headSize += toHead.length;
      const toTail = chunk.subarray(toHead.length);
      if (toTail.length === 0) return;
      tail.push(toTail);
      tailSize += toTail.length;
      if (tailSize > 2 * tailBytes) {
        tail = [Buffer.from(Buffer.concat(tail).subarray(-tailBytes))];
        tailSize = tailBytes;
      }
    },
    text() {
      const end = Buffer.concat(tail).subarray(-tailBytes);
      const left = total - headSize - end.length;
      if (left === 0) return Buffer.concat([...head, end]).toString('utf8');
      const before = Buffer.concat(head).toString('utf8').replace(/\ufffd+$/, '');
      const after = end.toString('utf8').replace(/^\ufffd+/, '');
      return `${before}\n… ${left} bytes left out …\n${after}`;
    },
  };
}
