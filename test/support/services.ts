import path from 'node:path';
import type { Services } from '../../src/engine/engine';
import { runProcess } from '../../src/engine/process/run-process';
import { createTypeChecker } from '../../src/engine/verify/typescript/checker';

const VERIFY = path.resolve(__dirname, '../../src/engine/verify');

/** The services' sources, loaded without a build. */
export const SERVICES = {
  types: path.join(VERIFY, 'typescript/service.ts'),
  commands: path.join(VERIFY, 'commands/service.ts'),
  execArgv: ['--require', require.resolve('tsx/cjs')],
} satisfies Services;

/** The type checker as the engine makes it, but for commands, which run in this process. */
export function realTypeChecker(log: (line: string) => void): ReturnType<typeof createTypeChecker> {
  return createTypeChecker({ servicePath: SERVICES.types, execArgv: SERVICES.execArgv, env: process.env, log, runProcess });
}
