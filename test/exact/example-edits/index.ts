import { DEPENDENCY_EDITS } from './dependencies';
import { type ExampleEdits, only } from './example-edit';
import { LANGUAGE_EDITS } from './languages';
import { RESOLUTION_EDITS } from './resolution';

export type { ExampleEdits };
export const EXAMPLE_EDITS: Readonly<Record<string, ExampleEdits>> = {
  ...RESOLUTION_EDITS,
  ...DEPENDENCY_EDITS,
  ...LANGUAGE_EDITS,
};
export const FAST_CONFIG = only({});
