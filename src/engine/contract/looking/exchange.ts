import { z } from 'zod';

/** What one model call sent and got. Kept beside the journal, because it is large and seldom read. */
export const exchangeSchema = z.object({
  type: z.literal('exchange'),
  /** Number of the call in the run. */
  call: z.number().int().nonnegative(),
  /** The system prompt first; long texts are cut, and what looks like a secret is left out. */
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), text: z.string() })),
  /** What the model answered; absent when the call failed. */
  reply: z.string().optional(),
});
