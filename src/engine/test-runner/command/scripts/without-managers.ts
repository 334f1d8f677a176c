import type { Packages } from '../../../workspace/packages/packages';
import type { Instrumentation } from '../../runners/runner-adapter';
import { instrument } from '../instrument';
import type { HasProgram } from './missing-manager';

/** Leaves a runner's command as it is. */
const UNCHANGED: Instrumentation = {
  flags: '',
  where: 'after-name',
  optionAction: () => 'keep',
  replacements: new Map(),
};

/** A line that does not need the package managers which are not installed, as far as what they start is there. */
export interface LineWithoutManagers {
  readonly line: string;
  /** The managers that are not installed. */
  readonly absent: readonly string[];
}

/** `dir` is the workspace-relative folder in which the line runs. */
export async function withoutMissingManagers(
  line: string,
  dir: string,
  { packages, hasProgram }: { readonly packages: Packages; readonly hasProgram: HasProgram },
): Promise<LineWithoutManagers> {
  const found = await instrument(line, { packages, instrumentationFor: () => UNCHANGED, hasProgram }, dir);
  return found.absent.length > 0 ? { line: found.line, absent: found.absent } : { line, absent: [] };
}
