/** The command line's environment, passed in by main.ts so that commands can be tested. */
export interface Io {
  /** Writes to standard output: the diff or JSON. */
  readonly out: (text: string) => void;
  /** Writes to standard error: everything that is meant for people. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input, where --interactive reads answers. */
  readonly input: NodeJS.ReadStream;
  readonly signal: AbortSignal;
  /** Whether standard error shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal, where a line can be rewritten. */
  readonly isTerminal: boolean;
  /** Folder of the built files. */
  readonly dist: string;
}

export const EXIT = { ok: 0, notGreen: 1, usage: 2, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
