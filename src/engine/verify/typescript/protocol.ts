import type { ExplainRequest, QuickFix, TypeCheckRequest, TypeProblem, TypeReport } from '../ports';

export interface ExportedTypesRequest {
  readonly root: string;
  readonly overlay: ReadonlyMap<string, string | null>;
  readonly files: readonly string[];
}

export type QuickFixRequest = Omit<TypeCheckRequest, 'scope'>;
export type CheckAnswer = TypeReport | { readonly problem: TypeProblem };
export type ExportedTypes = readonly { readonly path: string; readonly text: string }[];

/** What the service can be asked, with the answer it gives. */
export interface Calls {
  readonly check: { readonly request: TypeCheckRequest; readonly answer: CheckAnswer };
  readonly exportedTypes: { readonly request: ExportedTypesRequest; readonly answer: ExportedTypes };
  readonly quickFix: { readonly request: QuickFixRequest; readonly answer: readonly QuickFix[] };
  readonly explain: { readonly request: ExplainRequest; readonly answer: readonly (readonly string[])[] };
}
export type CallKind = keyof Calls;

/** From the checker to its service process. */
export type ServiceCall =
  | { [K in CallKind]: { readonly id: number; readonly kind: K; readonly request: Calls[K]['request'] } }[CallKind]
  /** Gives up call `id`; it is then answered with `cancelled`. */
  | { readonly id: number; readonly kind: 'cancel' };

/** From the service process back. A `failed` call is a bug of the compiler or of ours. */
export type ServiceReply =
  | { readonly id: number; readonly state: 'done'; readonly answer: Calls[CallKind]['answer'] }
  | { readonly id: number; readonly state: 'cancelled' }
  | { readonly id: number; readonly state: 'failed'; readonly error: string };
