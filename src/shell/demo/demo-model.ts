import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What dist/demo.js has; it stands beside the bundle, because most windows never need it. */
interface DemoModule {
  readonly DEMO_REQUEST: string;
  startDemo(): Promise<{ readonly baseUrl: string; close(): Promise<void> }>;
}

/** The one model of the demo's server. */
export const DEMO_MODEL = 'scripted-sample';

let started: ReturnType<DemoModule['startDemo']> | undefined;

function load(): DemoModule {
  return createRequire(__filename)(join(__dirname, 'demo.js')) as DemoModule;
}

/** The request that the scripted model knows. */
export function demoRequest(): string {
  return load().DEMO_REQUEST;
}

/** The address of the scripted model, which is started when it is first asked for. It only listens on this machine. */
export async function demoBaseUrl(): Promise<string> {
  started ??= load().startDemo();
  return (await started).baseUrl;
}

export async function closeDemo(): Promise<void> {
  const server = started;
  started = undefined;
  await (await server)?.close();
}
