// The messages between us and a service: calls with an id, each of which gets one reply with the same id.

/** The kinds of call that a service takes, each with its request and its answer. */
export type CallTable<Kinds extends string> = {
  readonly [K in Kinds]: { readonly request: unknown; readonly answer: unknown };
};

/** A message to a service. */
export type CallOf<C extends CallTable<keyof C & string>> =
  | { [K in keyof C]: { readonly id: number; readonly kind: K; readonly request: C[K]['request'] } }[keyof C]
  /** Gives up call `id`, which is then answered with `cancelled`. */
  | Cancel;

interface Cancel {
  readonly id: number;
  readonly kind: 'cancel';
}

/** A call that asks for work. */
export type WorkOf<C extends CallTable<keyof C & string>> = Exclude<CallOf<C>, Cancel>;

/** A message from a service. A `failed` call means a bug or an I/O error. */
export type ReplyOf<C extends CallTable<keyof C & string>> =
  | { readonly id: number; readonly state: 'done'; readonly answer: C[keyof C]['answer'] }
  | { readonly id: number; readonly state: 'cancelled' }
  | { readonly id: number; readonly state: 'failed'; readonly error: string };

/** Text of a thrown error for a reply or the log: its stack, if it has one. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
