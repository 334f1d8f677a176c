// What ships as dist/demo.js: the scripted model that "Try It Without a Key" talks to over loopback HTTP, as to any
// other server. It knows one task of the sample, which ships as dist/sample, and says so when it is asked for another.
import { startModelServer } from '../model-server';
import { SAMPLE_TASK, sampleScript } from './sample-script';

/** The request that the scripted model knows. */
export const DEMO_REQUEST = SAMPLE_TASK;

/** Starts the model server; `baseUrl` is in the form that OpenAI's SDK takes. */
export async function startDemo(): Promise<{ readonly baseUrl: string; close(): Promise<void> }> {
  const { openAiBaseUrl, close } = await startModelServer({ script: sampleScript(), models: ['scripted-sample'] });
  return { baseUrl: openAiBaseUrl, close };
}
