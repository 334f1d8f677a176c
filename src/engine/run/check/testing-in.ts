import { addedVariables } from '../../process/added-variables';
import { cleanEnv, type Environment, withheldVariables } from '../../process/clean-env';
import { lineWithoutManagers } from '../../test-runner/command/scripts/without-managers';
import type { createCommandService } from '../../test-runner/command-service';
import { outsideCi } from '../../test-runner/outside-ci';
import { copyDifferences } from '../../verify/copy-difference/copy-differences';
import { type BuiltCopy, createBuiltCopy } from '../../workspace/builds/built-copy';
import { copyEnv } from '../../workspace/scratch/copy-env';
import type { CheckDeps } from './check-once';

/** What running tests takes from the engine's host. */
interface TestingConfig {
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
}

/** Returns how tests run in a scratch copy of a snapshot. */
export function testingIn(
  { workspace, env, log }: TestingConfig,
  commands: ReturnType<typeof createCommandService>,
): (...args: Parameters<CheckDeps['testingIn']>) => BuiltCopy & ReturnType<CheckDeps['testingIn']> {
  return (scratch, snapshot, { environment = {}, onTestCounts }) => {
    const inCopy = <T extends Environment>(variables: T): T =>
      copyEnv(variables, [workspace, snapshot.root], scratch.dir);
    const own = inCopy(env);
    const added = inCopy(addedVariables(environment, env));
    const runner = outsideCi(commands.testRunner(own, added, onTestCounts), log);
    const variables = { ...cleanEnv(own), ...added };
    const { runProcess } = commands;
    const withoutManagers = (line: string, dir: string) => lineWithoutManagers(line, dir, scratch.dir, variables);
    const built = createBuiltCopy({ snapshot, scratch, runner, runProcess, withoutManagers, env: variables, log });
    const withheld = withheldVariables(env).filter(({ name }) => added[name] === undefined);
    const facts = { snapshot, dir: scratch.dir, withheld, given: Object.keys(variables) };
    return { ...built, findDifferences: (report) => copyDifferences(report, facts) };
  };
}
