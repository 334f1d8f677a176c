import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TestCommand, TestProblem } from '../ports';
import { ADAPTERS } from './adapters';
import { type Instrumented, instrument, type Scripts } from './instrument';

const manifestSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** What npm puts into a new package.json. */
const PLACEHOLDER = /no test specified/;

/** The setting if there is one, else the test script of package.json; with the runner that it comes to. */
export async function detectCommand(root: string, setting: string | undefined): Promise<TestCommand | { readonly problem: TestProblem }> {
  const manifest = await readManifest(root);
  const scripts = 'scripts' in manifest ? (manifest.scripts ?? {}) : {};
  if (setting !== undefined && setting.trim() !== '') return describe(setting.trim(), 'the setting', scripts);
  if ('unreadable' in manifest) return noCommand(manifest.unreadable);
  const script = scripts['test'];
  if (script === undefined || script.trim() === '') return noCommand('package.json has no `test` script');
  if (PLACEHOLDER.test(script)) return noCommand('the `test` script of package.json is only npm’s placeholder');
  return describe('npm test', 'package.json scripts.test', scripts);
}

/** Empty object when there is no package.json; a reason when it is not one. */
export async function readManifest(root: string): Promise<Manifest | { readonly unreadable: string }> {
  let text: string;
  try {
    text = await readFile(join(root, 'package.json'), 'utf8');
  } catch {
    return { unreadable: 'the workspace has no package.json' };
  }
  try {
    return manifestSchema.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return { unreadable: 'package.json is not valid' };
  }
}

function describe(command: string, source: string, scripts: Scripts): TestCommand {
  const { runners, scripts: used }: Instrumented = instrument(command, scripts, (runner) => ADAPTERS[runner].instrument('', []));
  const [runner] = runners;
  const through = used.length > 1 ? ` through ${used.slice(1).map((name) => `\`${name}\``).join(', ')}` : '';
  if (runner === undefined) return { command, runner: 'command', why: `${source} runs no test runner that is known, so its exit code alone decides` };
  const others = [...new Set(runners)].filter((other) => other !== runner);
  const also = others.length > 0 ? ` and ${others.join(', ')}` : '';
  return { command, runner, why: `${source} runs ${runner}${also}${through}` };
}

function noCommand(why: string): { readonly problem: TestProblem } {
  const message = `There is no test command: ${why}. Set loopcraft.testCommand (or --test-command), for example \`npx vitest run\`, or add a \`test\` script to package.json.`;
  return { problem: { kind: 'no-command', message } };
}
