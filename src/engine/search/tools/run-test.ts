import { z } from 'zod';
import { evidenceText } from '../../prompt/evidence/evidence-text';
import { defineTool, refuse } from './tool';
import { findFile } from './visible-files';

const CHARACTERS_PER_TOKEN = 4;

/** Runs over the change so far, so that the model sees what a test says before it writes the next one. */
export const runTest = defineTool({
  name: 'run_test',
  description: 'Runs a test file, or its test of this name, over the code as it is now.',
  input: z.object({ path: z.string(), name: z.string().optional() }),
  isOffered: ({ tryTests }) => tryTests !== undefined,
  async look({ path: written, name }, view, signal) {
    const file = await findFile(written, view);
    if (!file.ok) return refuse(file.why);
    const tried = await view.tryTests?.(view.files, { path: file.path, name }, signal);
    if (!tried) return refuse('Tests can not be run here.');
    const what = name === undefined ? file.path : `"${name}" in ${file.path}`;
    if (tried.executed === 0 && tried.evidence.length === 0) return refuse(`No test ran: there is none of ${what}.`);
    const title = `${what}: ${tried.summary}`;
    const failures = evidenceText(tried.evidence, view.characters / CHARACTERS_PER_TOKEN);
    return { ok: true, text: [title, ...(failures === '' ? [] : [failures])].join('\n\n'), summary: title };
  },
});
