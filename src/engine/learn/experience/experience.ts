/** A situation that an earlier run of this workspace solved: names and the words of a message, no code. */
export interface Experience {
  /** The class of the finding: a code (`TS2322`), a rule, or what kind of failure a test had. */
  readonly kind: string;
  /** The failing test's name. */
  readonly title?: string | undefined;
  /** What the finding said: one line. */
  readonly looked: string;
  /** Where it showed. */
  readonly path?: string | undefined;
  /** Which declarations the solution changed. */
  readonly changed: readonly { readonly path: string; readonly names: readonly string[] }[];
  /** Names that the solution uses and the code before it did not. */
  readonly uses: readonly string[];
}

/** An experience that is near to what a run met. */
export interface Recalled extends Experience {
  /** Its words differ: a model said that they mean the same. */
  readonly isByMeaning?: true;
}
