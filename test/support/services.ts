import path from 'node:path';
import type { Services } from '../../src/engine/engine';
import { runProcess } from '../../src/engine/process/run-process';
import { createTypeChecker } from '../../src/engine/typecheck/type-checker';

const SERVICES_DIR = path.resolve(__dirname, '../../src/services');

/** The services' sources, which are loaded without a build. */
export const SERVICES = {
  types: path.join(SERVICES_DIR, 'type-service.ts'),
  commands: path.join(SERVICES_DIR, 'command-service.ts'),
  execArgv: ['--require', require.resolve('tsx/cjs')],
} satisfies Services;

/** A type checker as the engine makes it, except that commands run in this process. */
export function realTypeChecker(log: (line: string) => void): ReturnType<typeof createTypeChecker> {
  return createTypeChecker({
    servicePath: SERVICES.types,
    execArgv: SERVICES.execArgv,
    env: process.env,
    log,
    runProcess,
  });
}
