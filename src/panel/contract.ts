/**
 * What the extension and the page of a run panel tell each other. All texts are plain: the page shows them as text,
 * never as HTML or Markdown, and the extension has made what is invisible in them visible.
 */

export type Tone = 'ok' | 'failed' | 'warning' | 'running' | 'plain';

/** A file of the workspace that the person can open; 1-based line. */
export interface Place {
  readonly path: string;
  readonly line?: number | undefined;
}

export interface Finding {
  /** The code of a diagnostic, the id of a rule, or the name of a test. */
  readonly name?: string | undefined;
  readonly text: string;
  readonly place?: Place | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** It doesn't count against the candidate. */
  readonly told: boolean;
}

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same' | 'gap';
  readonly text: string;
  /** In the new file, 1-based; absent for a removed line. */
  readonly line?: number | undefined;
}

export interface FileDiff {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
  /** Why not all lines are shown. */
  readonly note?: string | undefined;
}

/** A part of the workspace that the model was shown. */
export interface Part {
  readonly text: string;
  readonly why: string;
  readonly place?: Place | undefined;
}

/** One line of the timeline with what is below it. */
export interface Entry {
  /** Stays the same while the run goes on. */
  readonly id: string;
  /** Name of a codicon. */
  readonly icon: string;
  readonly tone: Tone;
  readonly label: string;
  /** How long it took, or what became of it. */
  readonly note: string;
  /** Time of day; empty where it is not known. */
  readonly time: string;
  readonly detail: string;
  readonly findings: readonly Finding[];
  readonly diff: readonly FileDiff[];
  readonly parts: readonly Part[];
  /** Number of the model call whose prompt and reply can be asked for. */
  readonly call?: number | undefined;
  readonly children: readonly Entry[];
}

/** One iteration in the plots. */
export interface Point {
  readonly iteration: number;
  /** Findings of the last red stage; 0 when all checks pass; absent when nothing was judged. */
  readonly findings?: number | undefined;
  /** The stage that was red, for a person. */
  readonly stage: string;
  readonly tokens: number;
  readonly costUsd: number;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface Action {
  readonly id: string;
  readonly label: string;
}

export interface RunPage {
  readonly runId: string;
  readonly title: string;
  readonly language: string;
  readonly state: { readonly tone: Tone; readonly icon: string; readonly text: string };
  /** How the run ended; while it works, what it does. */
  readonly outcome: string;
  readonly next: string;
  readonly actions: readonly Action[];
  readonly request: string;
  /** What the person added: hints, files in focus, permissions. */
  readonly added: readonly Fact[];
  readonly strategy?: { readonly name: string; readonly why: string } | undefined;
  readonly facts: readonly Fact[];
  readonly points: readonly Point[];
  /** Prices of all calls are known. */
  readonly priced: boolean;
  readonly timeline: readonly Entry[];
  /** The other runs that this one can be compared with. */
  readonly others: readonly { readonly runId: string; readonly label: string }[];
  readonly comparison?: Comparison | undefined;
  readonly words: Words;
}

/** This run beside another one. */
export interface Comparison {
  readonly runId: string;
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly values: readonly [mine: string, other: string] }[];
  readonly points: readonly Point[];
}

/** The page's own words, in the person's language. `{0}` stands for what is filled in. */
export type Words = Readonly<
  Record<
    | 'request'
    | 'next'
    | 'strategy'
    | 'facts'
    | 'timeline'
    | 'plots'
    | 'compare'
    | 'compareWith'
    | 'noOther'
    | 'thisRun'
    | 'iteration'
    | 'findings'
    | 'stage'
    | 'tokens'
    | 'money'
    | 'asTable'
    | 'noPoints'
    | 'prompt'
    | 'reply'
    | 'loading'
    | 'noExchange'
    | 'noReply'
    | 'shown'
    | 'diff'
    | 'expected'
    | 'actual'
    | 'told'
    | 'open'
    | 'empty'
    | 'failed'
    | 'running'
    | 'expandAll'
    | 'collapseAll',
    string
  >
>;

export interface Exchange {
  readonly call: number;
  /** Absent when it was not kept. */
  readonly messages?: readonly { readonly role: string; readonly text: string }[] | undefined;
  readonly reply?: string | undefined;
}

export type ToPage =
  | { readonly type: 'page'; readonly page: RunPage }
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  /** The run is not in the history, or no more. */
  | { readonly type: 'gone'; readonly text: string };

export type ToExtension =
  | { readonly type: 'ready'; readonly compareWith?: string | undefined }
  | { readonly type: 'open'; readonly place: Place }
  | { readonly type: 'exchange'; readonly call: number }
  | { readonly type: 'action'; readonly id: string }
  | { readonly type: 'compare'; readonly runId: string };

/** What the page keeps while it is hidden, and over a reload of the window. */
export interface PageState {
  readonly runId: string;
  readonly compareWith?: string | undefined;
  /** The ids of what is unfolded and of what is folded, where that is not the default. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly scroll: number;
}
