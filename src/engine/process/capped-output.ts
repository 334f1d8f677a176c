/** Kept of the start, where commands say what they do. */
const HEAD_BYTES = 64 * 1024;
/** Kept of the end, where commands say what went wrong. */
const TAIL_BYTES = 192 * 1024;

export interface CappedOutput {
  add(chunk: Buffer): void;
  /** The text so far; where bytes are missing, a line says how many. */
  text(): string;
}

/** Collects output in fixed memory: the first 64 KiB and the last 192 KiB of however much there is. */
export function cappedOutput(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES): CappedOutput {
  const head = Buffer.alloc(headBytes);
  /** Written round and round. */
  const ring = Buffer.alloc(tailBytes);
  let headSize = 0;
  let past = 0;
  return {
    add(chunk) {
      const first = chunk.copy(head, headSize);
      headSize += first;
      past += Math.max(0, chunk.length - first - tailBytes);
      for (let at = Math.max(first, chunk.length - tailBytes); at < chunk.length; ) {
        const written = chunk.copy(ring, past % tailBytes, at);
        past += written;
        at += written;
      }
    },
    text() {
      const at = past % tailBytes;
      const end = past <= tailBytes ? ring.subarray(0, past) : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      const start = head.subarray(0, headSize);
      const left = past - end.length;
      if (left === 0) return Buffer.concat([start, end]).toString('utf8');
      const before = start.toString('utf8').replace(/\ufffd+$/, '');
      const after = end.toString('utf8').replace(/^\ufffd+/, '');
      return `${before}\n… ${left} bytes left out …\n${after}`;
    },
  };
}
