/** The command line's surroundings, handed in by main.ts so that commands can be tested. */
export interface Io {
  /** Standard output: the diff, JSON. */
  readonly out: (text: string) => void;
  /** Standard error: everything for people. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Whether standard error is a terminal that shows colour. */
  readonly colour: boolean;
  /** Folder of the built files. */
  readonly dist: string;
}

export const EXIT = { ok: 0, notGreen: 1, usage: 2, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
