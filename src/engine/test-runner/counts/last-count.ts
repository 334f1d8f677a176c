import { open } from 'node:fs/promises';
import type { TestCounts } from '../../contract/test-run';

/** Bytes at the end of the file that are read: more than two lines have. */
const TAIL_BYTES = 128;
const COUNT = /^(\d+) (\d+)$/;

/**
 * The newest count in a file to which a reporter appends one line, `executed failed`, for each test that ends. The
 * last line may be half written, and is then left out. Undefined if there is no file, or no whole line in it.
 */
export async function lastCount(file: string): Promise<TestCounts | undefined> {
  const text = await endOf(file);
  if (text === undefined) return undefined;
  // What follows the last line break is not complete, or nothing.
  const [, executed, failed] = COUNT.exec(text.split('\n').at(-2) ?? '') ?? [];
  if (executed === undefined || failed === undefined) return undefined;
  return { executed: Number(executed), failed: Number(failed) };
}

async function endOf(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
