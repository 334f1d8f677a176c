import { parseArgs } from 'node:util';

export const COMMANDS = ['run', 'fix', 'continue', 'check', 'context', 'runs', 'patterns', 'notes'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** The commands that run a task. */
export const RUNS_TASKS: ReadonlySet<CommandName> = new Set(['run', 'fix', 'continue']);

/** Splits the command line. Wrong usage returns a problem: one sentence that says what is wrong. */
export function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        workspace: { type: 'string' },
        file: { type: 'string', multiple: true },
        test: { type: 'string', multiple: true },
        'run-tests': { type: 'boolean' },
        provider: { type: 'string' },
        model: { type: 'string' },
        'base-url': { type: 'string' },
        'reasoning-effort': { type: 'string' },
        'test-command': { type: 'string' },
        'also-copy': { type: 'string', multiple: true },
        rule: { type: 'string', multiple: true },
        env: { type: 'string', multiple: true },
        review: { type: 'string' },
        'reviewer-model': { type: 'string' },
        'planner-model': { type: 'string' },
        'stronger-model': { type: 'string' },
        branches: { type: 'string' },
        'max-iterations': { type: 'string' },
        'max-calls': { type: 'string' },
        'max-tokens': { type: 'string' },
        'max-cost': { type: 'string' },
        'max-cost-per-day': { type: 'string' },
        price: { type: 'string' },
        timeout: { type: 'string' },
        'state-dir': { type: 'string' },
        apply: { type: 'boolean' },
        'accept-red-as-before': { type: 'boolean' },
        'no-tools': { type: 'boolean' },
        'no-explore': { type: 'boolean' },
        embeddings: { type: 'string' },
        'embeddings-url': { type: 'string' },
        interactive: { type: 'boolean' },
        reset: { type: 'boolean' },
        rebuild: { type: 'boolean' },
        export: { type: 'boolean' },
        import: { type: 'string' },
        pin: { type: 'string' },
        unpin: { type: 'string' },
        forget: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    // parseArgs throws a TypeError that says which option is wrong.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The options as they were written. */
export type Values = Extract<ReturnType<typeof parseArguments>, { values: unknown }>['values'];
