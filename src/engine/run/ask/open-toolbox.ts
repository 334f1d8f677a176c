import type { CodeLookup } from '../../contract/looking/code-lookup';
import type { TextSearcher } from '../../contract/looking/text-search';
import { findSkills } from '../../prompt/instructions/skills';
import { createToolbox, type Toolbox } from '../../search/tools/toolbox';
import type { TestsStageDeps } from '../../verify/tests-stage';
import { createTestTrial } from './test-trial';

/** Opens the tools with which a model may look at the workspace before it answers. */
export async function openToolbox(checker: TextSearcher & CodeLookup, judging: TestsStageDeps): Promise<Toolbox> {
  const { snapshot } = judging;
  const skills = await findSkills(snapshot);
  return createToolbox({ snapshot, searcher: checker, lookup: checker, skills, tryTests: createTestTrial(judging) });
}
