import { join } from 'node:path';
import { hasProgram } from '../../../process/script-path';
import { readPackages } from '../../../workspace/packages/packages';
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

/**
 * The line as it runs without the package managers that are not installed, as far as what they start is there. `dir` is
 * the folder in which it runs, relative to `root`, the absolute path of the copy; `env` has the PATH.
 */
export async function lineWithoutManagers(
  line: string,
  dir: string,
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const isThere: HasProgram = (name, folder) => hasProgram(name, env, join(root, folder));
  const context = { packages: readPackages(root), instrumentationFor: () => UNCHANGED, hasProgram: isThere };
  const found = await instrument(line, context, dir);
  return found.absent.length > 0 ? found.line : line;
}
