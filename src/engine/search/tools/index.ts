import { listFiles } from './list-files';
import { findDefinition, findReferences, typeAt } from './look-up';
import { readFile } from './read-file';
import { readSkill } from './read-skill';
import { runTest } from './run-test';
import { searchText } from './search-text';
import type { Tool } from './tool';

/** What the model may do before it answers. To add a tool, write one file beside this one and list it here. */
export const TOOLS: readonly Tool[] = [
  readFile,
  searchText,
  listFiles,
  findDefinition,
  findReferences,
  typeAt,
  runTest,
  readSkill,
];
