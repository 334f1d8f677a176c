/** The calls that cross the process boundary between the client (`type-checker.ts`) and the type service. */
import type { CodeText, FileReference, Finding, InspectRequest, TopLevel } from '../contract/code-inspection';
import type { ReachAnswer, ReachRequest } from '../contract/code-reach';
import type { LookUpAnswer, LookUpRequest } from '../contract/looking/code-lookup';
import type { TextMatches, TextSearch } from '../contract/looking/text-search';
import type {
  Diagnostic,
  ExplainRequest,
  QuickFix,
  TypeCheckRequest,
  TypeProblem,
  TypeReport,
} from '../contract/type-check';
import type { CallOf, ReplyOf, WorkOf } from '../process/service-protocol';

export interface ExportedTypesRequest {
  readonly root: string;
  readonly overlay: ReadonlyMap<string, string | null>;
  readonly files: readonly string[];
}

/** Functions can't be sent to another process, so `createScratchCopy` stays with the client. */
export type CheckRequest = Omit<TypeCheckRequest, 'createScratchCopy'>;
export type CheckAnswer = TypeReport | TscCommands | { readonly problem: TypeProblem };
export type QuickFixRequest = Omit<CheckRequest, 'scope' | 'known' | 'toTheEnd'>;
export type ExportedTypes = readonly { readonly path: string; readonly text: string }[];

/** For compilers that can only be run as a command, on a scratch copy that has the overlay in it. */
export interface TscCommands {
  readonly commands: readonly {
    /** Absolute path of the `tsc` to run with Node. */
    readonly tsc: string;
    readonly version: string;
    /** Workspace-relative path of the tsconfig. */
    readonly project: string;
    /** Whether it reads components, too, as `vue-tsc` does. */
    readonly readsComponents?: boolean | undefined;
    /** Workspace-relative paths: only the diagnostics of these files count; absent: all of them. */
    readonly only?: readonly string[] | undefined;
  }[];
  /** The diagnostics of configs that can't be read, for which no command is run. */
  readonly unreadable: readonly Diagnostic[];
  /** Why the compiler has to be run as a command, for a person. */
  readonly reason: string;
}

/** What the service can be asked, with the answer it gives. */
export interface TypeServiceCalls {
  readonly check: { readonly request: CheckRequest; readonly answer: CheckAnswer };
  readonly exportedTypes: { readonly request: ExportedTypesRequest; readonly answer: ExportedTypes };
  readonly quickFix: { readonly request: QuickFixRequest; readonly answer: readonly QuickFix[] };
  readonly inspect: {
    readonly request: InspectRequest;
    readonly answer: readonly Finding[] | { readonly problem: TypeProblem };
  };
  readonly configReferences: {
    readonly request: { readonly path: string; readonly text: string };
    readonly answer: readonly FileReference[] | { readonly problem: TypeProblem };
  };
  readonly topLevels: { readonly request: readonly CodeText[]; readonly answer: readonly TopLevel[] };
  readonly lookUp: { readonly request: LookUpRequest; readonly answer: LookUpAnswer };
  readonly searchText: { readonly request: TextSearch; readonly answer: TextMatches };
  readonly reach: { readonly request: ReachRequest; readonly answer: ReachAnswer };
  readonly explain: { readonly request: ExplainRequest; readonly answer: readonly (readonly string[])[] };
}
export type CallKind = keyof TypeServiceCalls;

/** Client → service. */
export type ServiceCall = CallOf<TypeServiceCalls>;
/** A call other than a cancellation. */
export type ServiceWork = WorkOf<TypeServiceCalls>;
/** Service → client. */
export type ServiceReply = ReplyOf<TypeServiceCalls>;
