// Names apart from the schemas that check them: what only shows a run needs no schema, and loading those takes time.

/** The verdict's stages, cheapest first. */
export const STAGES = ['reply', 'guard', 'types', 'tests', 'integrity', 'review'] as const;

/**
 * How the model is asked to write its change: with edits for existing files, or whole files only. `only-edits` is asked
 * for after replies with whole files that could not be read.
 */
export const REPLY_FORMATS = ['edits', 'whole-files'] as const;
