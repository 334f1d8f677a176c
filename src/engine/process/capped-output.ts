/** Bytes kept of the start, where commands say what they do. */
const HEAD_BYTES = 64 * 1024;
/** Bytes kept of the end, where commands say what went wrong. */
const TAIL_BYTES = 192 * 1024;

export interface CappedOutput {
  add(chunk: Buffer): void;
  /** The text so far; where bytes are missing, a line says how many. */
  text(): string;
}

/** Collects output of any length in fixed memory: by default its first 64 KiB and its last 192 KiB. */
export function cappedOutput(headBytes = HEAD_BYTES, tailBytes = TAIL_BYTES): CappedOutput {
  const head = Buffer.alloc(headBytes);
  /** A ring buffer: byte `n` after the head is stored at `n % tailBytes`. */
  const ring = Buffer.alloc(tailBytes);
  let headSize = 0;
  /** Bytes that came after the head. */
  let tailSize = 0;
  return {
    add(chunk) {
      const first = chunk.copy(head, headSize);
      headSize += first;
      tailSize += Math.max(0, chunk.length - first - tailBytes);
      for (let at = Math.max(first, chunk.length - tailBytes); at < chunk.length; ) {
        const written = chunk.copy(ring, tailSize % tailBytes, at);
        tailSize += written;
        at += written;
      }
    },
    text() {
      const at = tailSize % tailBytes;
      const end =
        tailSize <= tailBytes ? ring.subarray(0, tailSize) : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      const start = head.subarray(0, headSize);
      const omitted = tailSize - end.length;
      if (omitted === 0) return Buffer.concat([start, end]).toString('utf8');
      // A character that the cut splits is left out.
      const before = start.toString('utf8').replace(/\ufffd+$/, '');
      const after = end.toString('utf8').replace(/^\ufffd+/, '');
      return `${before}\n… ${omitted} bytes left out …\n${after}`;
    },
  };
}
