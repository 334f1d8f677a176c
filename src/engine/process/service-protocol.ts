/** What a service can be asked, by kind, with the answer it gives. */
export type CallTable<Kinds extends string> = {
  readonly [K in Kinds]: { readonly request: unknown; readonly answer: unknown };
};

/** To a service. */
export type CallOf<C extends CallTable<keyof C & string>> =
  | { [K in keyof C]: { readonly id: number; readonly kind: K; readonly request: C[K]['request'] } }[keyof C]
  /** Gives up call `id`; it is then answered with `cancelled`. */
  | Cancel;

interface Cancel {
  readonly id: number;
  readonly kind: 'cancel';
}

/** A call that is work. */
export type WorkOf<C extends CallTable<keyof C & string>> = Exclude<CallOf<C>, Cancel>;

/** From a service. A `failed` call is a bug, or a disk that failed us. */
export type ReplyOf<C extends CallTable<keyof C & string>> =
  | { readonly id: number; readonly state: 'done'; readonly answer: C[keyof C]['answer'] }
  | { readonly id: number; readonly state: 'cancelled' }
  | { readonly id: number; readonly state: 'failed'; readonly error: string };

/** A thrown error as a reply tells it. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
